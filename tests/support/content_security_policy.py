"""Parser of the Content-Security-Policy header, whose directives come in no fixed order."""


def directives(policy: str) -> dict[str, list[str]]:
    return {name: sources for name, *sources in map(str.split, policy.split(";"))}
