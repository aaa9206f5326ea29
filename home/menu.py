"""Menu item that only some users of the admin see."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from wagtail.admin.menu import MenuItem


class RestrictedMenuItem(MenuItem):
    """Menu item for users for whom the function `is_offered` returns True."""

    def __init__(self, *args: Any, is_offered: Callable[[Any], bool], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_offered = is_offered

    def is_shown(self, request: HttpRequest) -> bool:
        return self.is_offered(request.user)
