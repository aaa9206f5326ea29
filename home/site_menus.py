"""Links of the menus in the header and footer, and the part that fits into one line on a phone."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import pgettext

# Characters in one line of the header at 320 pixels, with wide letters.
_LINE = 34
# Characters as wide as the space around a link, and as the space and triangle of “More”.
_GAP, _MORE_GAP = 2, 5


class MenuItem(NamedTuple):
    """Link of a menu: path or URL, text and its language, and the links below it."""

    address: str
    text: str
    language: str
    is_elsewhere: bool
    below: list["MenuItem"]


class Menu(NamedTuple):
    """Links of a menu. Those in `more` are folded, and may repeat a link of `row` for its links."""

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
    """Return the width of the links of `items` beside each other, in characters."""
    return sum(len(item.text) + _GAP for item in items)
