"""Export of the site's content to one file in open formats, and import into an empty site."""
