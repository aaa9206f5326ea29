"""Spam checks without external services.

`checks.screen` sets the screening and the first status of a new comment. It refuses and deletes
nothing: moderators decide.
"""
