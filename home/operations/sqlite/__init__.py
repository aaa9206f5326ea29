"""Django's SQLite backend, with a lock that prevents restores while the site is running.

The backend detects features of SQLite without querying the site's database, because a locked
database would give wrong answers.
"""
