"""Shipped content: the starting pages and lists, and the sample alert of 2011."""
