"""Middleware that caches each response that has `holds_until`, until that time."""

from django.http import HttpResponse
from django.utils import timezone


class PageCacheMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response
        self.pages = {}

    def __call__(self, request):
        address = request.get_full_path()
        content, holds_until = self.pages.get(address, (None, None))
        if content is not None and timezone.now() < holds_until:
            return HttpResponse(content)
        response = self.get_response(request)
        if holds_until := getattr(response, "holds_until", None):
            self.pages[address] = response.content, holds_until
        return response
