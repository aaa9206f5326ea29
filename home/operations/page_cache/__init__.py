"""Page cache: complete public responses stored in files, and sent without calling Django.

All files belong to a *generation*, a folder to which the symlink `current` points. A change of
public content begins a new, empty generation.
"""
