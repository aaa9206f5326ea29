"""Checks and inventory of the personal data that the site keeps or reveals."""
