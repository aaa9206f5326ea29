"""Spam checks without external services.

The checks never refuse or delete a comment, because moderators decide.
"""
