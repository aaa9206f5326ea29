"""Spam checks without external services.

`checks.screen` sets the first status of a new comment, and returns its reasons as a
`SpamScreening`. It never refuses or deletes a comment, since moderators decide.
"""
