"""Content that the site brings with it: the starting pages and lists, and the sample alert of 2011."""
