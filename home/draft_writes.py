"""Context manager that marks database statements as writing a draft, which no reader can see."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_is_draft: ContextVar[bool] = ContextVar("is_draft", default=False)


@contextmanager
def writing(*, is_draft: bool) -> Iterator[None]:
    """Mark the database statements in this context as writing a draft, or as not writing one."""
    before = _is_draft.set(is_draft)
    try:
        yield
    finally:
        _is_draft.reset(before)


def is_writing_draft() -> bool:
    return _is_draft.get()
