"""Settings and URLs of the project.

`.dev0` marks what comes after the last release. CONTRIBUTING.md describes how to release a version.
"""

__version__ = "1.0.0.dev0"
