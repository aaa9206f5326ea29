"""Translating outside the site: strings go out as a file or a message, and what comes back is checked."""
