"""Checks of what the site keeps and reveals about readers."""
