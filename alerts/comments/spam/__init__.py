"""Spam checks without external services.

`checks.screen` makes the screening and sets the first status of a new comment. It neither refuses
nor
deletes a comment: moderators decide.
"""
