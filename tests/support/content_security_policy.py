"""Parser of the Content-Security-Policy header.

The order in which django-csp writes the directives differs from process to process, so tests must
not rely on a directive's position.
"""


def directives(policy: str) -> dict[str, list[str]]:
    """Return a dict of the directives in `policy`, a header's value, to lists of their sources."""
    return {name: sources for name, *sources in map(str.split, policy.split(";"))}
