"""Speed of rendered pages, compared with that of a bare Wagtail page in the same run."""

from statistics import median

from tests.bench.summary import at_least

# Path of each page, and its minimum speed as a fraction of the bare page's.
BUDGETS = {"the home page": ("/en/", 0.5), "an alert with 50 comments": ("/en/alerts/fifty/", 0.25)}
ROUNDS = 7


def rendered_pages(site, bare, rate):
    """Compare the speed of pages with the bare page's, and return the rows of the summary.

    `site` and `bare` are ports.
    """
    print(f"\n{'rendered page':38} {'requests/s':>10} {'bare/s':>10} {'ratio':>7} {'budget':>7}")
    rows = []
    for name, (path, budget) in BUDGETS.items():
        rate(site, path)
        rate(bare, "/")
        pairs = [(rate(site, path), rate(bare, "/")) for _ in range(ROUNDS)]
        ours, reference = (median(figures) for figures in zip(*pairs, strict=True))
        print(f"{name:38} {ours:10.1f} {reference:10.1f} {ours / reference:7.3f} {budget:7}")
        rows.append(at_least(f"{name} / a bare Wagtail page", ours / reference, budget))
    return rows


def parts(lines):
    """Print the output lines of `tests.bench.breakdown` as a table."""
    columns = ("queries", "database", "rows", "templates", "rest")
    print(f"\n{'milliseconds by part':38}", *(f"{column:>9}" for column in columns))
    for line in lines:
        *figures, path = line.split()
        print(f"{path:38}", *(f"{figure:>9}" for figure in figures))
