"""Reference site for benchmarks: one Wagtail page, in a project like that of `wagtail start`."""
