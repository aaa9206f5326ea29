"""Database backend: Django's for SQLite, without guesses that a lock can make wrong."""
