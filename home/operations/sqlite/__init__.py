"""Django's SQLite backend, without feature detection that a lock can make wrong."""
