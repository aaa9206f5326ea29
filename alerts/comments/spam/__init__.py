"""Spam checks, without asking anybody else about a reader.

`checks.screen` gives a new comment its screening and its first status. It refuses nothing and
deletes nothing: moderators decide.
"""
