"""Export of the site's content to one file in open formats, and its import into an empty site."""
