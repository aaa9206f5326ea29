"""Page cache: complete public responses in files, sent before Django is asked.

All files belong to a *generation*, a folder that the symlink `current` names. A change of public
content begins a new generation, which is empty. So no page that was rendered before a change is
sent after it.
"""
