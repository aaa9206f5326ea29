"""Paginator for lists in the admin that can have very many items."""

from typing import Any

from django.utils.functional import cached_property
from wagtail.admin.paginator import WagtailPaginator


class BoundedPaginator(WagtailPaginator):
    """Paginator of the first `MOST` rows of an ordered queryset, which counts no more than these.

    A count of all rows would read the whole table. Filters and another order find the others.
    """

    MOST = 2_500

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list[: self.MOST]  # a queryset
        return rows.count()

    @cached_property
    def items_count_label(self) -> str:
        label: str = super().items_count_label
        return label if self.count < self.MOST else f"The first {label}"
