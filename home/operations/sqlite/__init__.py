"""Django's SQLite backend, with a lock that prevents restores while the site is running.

The backend detects SQLite's JSON support without querying the site's database, because a locked
database would give a wrong answer.
"""
