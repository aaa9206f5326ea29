"""Content that the site ships with: starting content for each site, and sample content."""
