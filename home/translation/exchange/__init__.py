"""Export of strings as files or messages, and import of their translations."""
