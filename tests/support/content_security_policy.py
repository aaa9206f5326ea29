"""Parsing of the header Content-Security-Policy.

django-csp writes the directives in an order that differs from process to process, so no test may
read one by its place in the header.
"""


def directives(policy: str) -> dict[str, list[str]]:
    """Return the sources of each directive in the value of a header."""
    return {name: sources for name, *sources in map(str.split, policy.split(";"))}
