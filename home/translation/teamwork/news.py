"""Detection of new English text, about which translators get emails."""

from hashlib import sha256
from typing import Any

from django.utils import timezone
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from .models import EnglishNews


def note_news(page: Any) -> bool:
    """Record the text of the just-published English `page`. Return True if some of it is new."""
    strings = sorted(
        {
            sha256(f"{segment.path}\0{segment.string.data}".encode()).hexdigest()[:16]
            for segment in extract_segments(page)
            if isinstance(segment, StringSegmentValue) and not segment.is_empty()
        }
    )
    now = timezone.now()
    news, is_new = EnglishNews.objects.get_or_create(
        page_id=page.pk, defaults={"at": now, "strings": strings}
    )
    has_more = bool(set(strings) - set(news.strings))
    if not is_new and strings != news.strings:
        news.strings = strings
        news.at = now if has_more else news.at
        news.save()
    return is_new or has_more
