"""Spam checks without external services.

They never refuse or delete a comment, because moderators decide.
"""
