"""Menus for the header and footer, and the choice of links that fit into one line on a phone."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import pgettext

# Characters in one line of the header at 320 pixels, with wide letters.
_LINE = 34
# Widths, in characters, of the space around a link, and of the space and triangle of “More”.
_GAP, _MORE_GAP = 2, 5


class MenuItem(NamedTuple):
    """Link in a menu. `language` is the code of the language of `text`.

    `address` is a path or, if `is_elsewhere`, a URL. `below` has the links of the second level.
    """

    address: str
    text: str
    language: str
    is_elsewhere: bool
    below: list["MenuItem"]


class Menu(NamedTuple):
    """Menu with visible links in `row`, and links folded behind “More” in `more`.

    In the header, a link in `row` that has links below it is in `more`, too.
    """

    row: list[MenuItem]
    more: list[MenuItem]

    def __bool__(self) -> bool:
        return bool(self.row or self.more)


def fitted(items: Iterable[MenuItem]) -> Menu:
    """Return a menu whose row, with “More” if necessary, fits into one line on a phone.

    The row has the first items. The other items, and all that have items below, are in `more`.
    """
    items = list(items)
    if not any(item.below for item in items) and _width(items) <= _LINE:
        return Menu(items, [])
    space = _LINE - len(pgettext("menu", "More")) - _MORE_GAP
    count = 0
    while count < len(items) and _width(items[: count + 1]) <= space:
        count += 1
    return Menu(
        items[:count],
        [item for position, item in enumerate(items) if position >= count or item.below],
    )


def _width(items: list[MenuItem]) -> int:
    """Return the width of a row of `items` with the space around each, in characters."""
    return sum(len(item.text) + _GAP for item in items)
