"""Menus for the header and footer, and the choice of links that fit into one line on a phone."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import pgettext

# Characters in one line of the header, with wide letters: at 320 pixels, and from 960 pixels beside
# the longest name of a site.
_LINE, _WIDE_LINE = 34, 44
# Widths, in characters, of the space around a link, and of the space and triangle of “More”.
_GAP, _MORE_GAP = 2, 5


class MenuItem(NamedTuple):
    """Link in a menu."""

    # A path or, if `is_elsewhere`, a URL.
    address: str
    text: str
    # Code of the language of `text`.
    language: str
    is_elsewhere: bool
    # Links of the second level.
    below: list["MenuItem"]


class Menu(NamedTuple):
    """Menu with links in one line, and links folded behind “More”."""

    # Links that are in the line on every screen.
    row: list[MenuItem]
    # Links that are in the line on wide screens only.
    wide: list[MenuItem]
    # Links that are not in `row`, or have links below them.
    more: list[MenuItem]

    def __bool__(self) -> bool:
        return bool(self.row or self.more)

    @property
    def only_narrow(self) -> list[MenuItem]:
        """Links that are folded on narrow screens only."""
        return [item for item in self.wide if not item.below]

    @property
    def always_folds(self) -> bool:
        """True if links are folded on wide screens too."""
        return len(self.more) > len(self.only_narrow)


def fitted(items: Iterable[MenuItem]) -> Menu:
    """Return a menu of `items` whose line, with “More” if necessary, fits on each screen."""
    items = list(items)
    has_levels = any(item.below for item in items)
    if not has_levels and _width(items) <= _LINE:
        return Menu(items, [], [])
    folded = len(pgettext("menu", "More")) + _MORE_GAP
    count = _count_fitting(items, _LINE - folded)
    is_whole = not has_levels and _width(items) <= _WIDE_LINE
    in_wide = len(items) if is_whole else _count_fitting(items, _WIDE_LINE - folded)
    return Menu(
        items[:count],
        items[count:in_wide],
        [item for position, item in enumerate(items) if position >= count or item.below],
    )


def _count_fitting(items: list[MenuItem], space: int) -> int:
    count = 0
    while count < len(items) and _width(items[: count + 1]) <= space:
        count += 1
    return count


def _width(items: list[MenuItem]) -> int:
    return sum(len(item.text) + _GAP for item in items)
