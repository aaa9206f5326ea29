"""Export of strings as files or numbered messages, and import of their translations."""
