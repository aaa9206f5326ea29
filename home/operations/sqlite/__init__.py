"""Django's SQLite backend, with a lock that prevents restores while the site is running."""
