"""Version, settings, URLs and WSGI application of the project."""

# `.dev0` marks a version before its release. CONTRIBUTING.md describes how to release a version.
__version__ = "1.0.0.dev0"
