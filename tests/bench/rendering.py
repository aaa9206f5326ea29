"""Speed of rendered pages beside that of a bare Wagtail page, by the same server in the same run."""

from statistics import median

# Least speed of a page, as a part of that of the bare page, by path below the language.
BUDGETS = {"the home page": ("/en/", 0.5), "an alert with 50 comments": ("/en/alerts/fifty/", 0.25)}
ROUNDS = 7


def rendered_pages(site, bare, rate):
    """Compare pages with the bare page. Return True if each is within its budget.

    `site` and `bare` are ports, and `rate(port, path)` makes one round of requests.
    """
    print(f"\n{'rendered page':38} {'requests/s':>10} {'bare/s':>10} {'ratio':>7} {'budget':>7}")
    is_kept = True
    for name, (path, budget) in BUDGETS.items():
        rate(site, path)
        rate(bare, "/")
        pairs = [(rate(site, path), rate(bare, "/")) for _ in range(ROUNDS)]
        ours, reference = (median(figures) for figures in zip(*pairs, strict=True))
        print(f"{name:38} {ours:10.1f} {reference:10.1f} {ours / reference:7.3f} {budget:7}")
        is_kept &= ours / reference >= budget
    return is_kept


def parts(lines):
    """Print the lines of `tests.bench.breakdown`."""
    columns = ("queries", "database", "rows", "templates", "rest")
    print(f"\n{'milliseconds by part':38}", *(f"{column:>9}" for column in columns))
    for line in lines:
        *figures, path = line.split()
        print(f"{path:38}", *(f"{figure:>9}" for figure in figures))
