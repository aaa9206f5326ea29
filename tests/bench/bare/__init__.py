"""Reference site for benchmarks: a project like one made by `wagtail start`, with one page."""
