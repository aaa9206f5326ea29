"""Call frames of a thread in one chunk of memory.

CPython keeps the frames of a thread in chunks of 16 KiB, and returns an empty chunk to the kernel
at once. A loop at the end of a chunk therefore asks the kernel for memory at each call. Python 3.13
and 3.14 got a remedy in 2026: https://github.com/python/cpython/issues/142183.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

# Size of the frame of a decorated function, in words of 8 bytes. It does not fit into 16 KiB, so it
# gets a chunk of 128 KiB. The 50 KB that it leaves there are more than twice as much as the 130
# nested calls of an alert take. The kernel provides only the parts that are used.
SIZE = 10_000


def in_one_chunk(function: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    """Decorate a function, so that one chunk has the frames of all calls until it returns."""

    def call(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=SIZE)
    return wraps(function)(call)
