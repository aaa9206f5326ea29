"""Rows of the table at the end of `make bench`: each has a figure, its budget, and the verdict."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """Measured figure, whose budget is the least allowed value or, with `is_most`, the greatest."""

    name: str
    figure: float
    budget: float
    is_most: bool

    @property
    def is_kept(self):
        return self.figure <= self.budget if self.is_most else self.figure >= self.budget

    def __str__(self):
        limit = f"{'at most' if self.is_most else 'at least'} {self.budget:,g}"
        verdict = "kept" if self.is_kept else "missed"
        return f"{self.name:52} {self.figure:12,.3f} {limit:>16}  {verdict}"


def at_least(name, figure, budget):
    return Row(name, figure, budget, is_most=False)


def at_most(name, figure, budget):
    return Row(name, figure, budget, is_most=True)


def print_summary(rows):
    print(f"\n{'row':52} {'figure':>12} {'budget':>16}")
    for row in rows:
        print(row)
