"""Settings and tests for a site with Latin, a language that no campaign needs."""
