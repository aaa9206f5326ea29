"""Spam checks without external services.

`checks.screen` makes the screening and sets the first status of a new comment. It never refuses or
deletes a comment, since moderators decide.
"""
