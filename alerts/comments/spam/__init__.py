"""The defence against unwanted comments, without asking anybody else about a reader.

`rules.judge` gives a new comment what speaks against it and its first status. It
refuses nothing and deletes nothing: moderators decide.
"""
