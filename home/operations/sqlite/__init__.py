"""Django's SQLite backend, with a lock that prevents restores while the site is running.

It detects features without querying the site's database, because a locked database would give wrong
answers.
"""
