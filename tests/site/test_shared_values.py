"""Test for dataclass instances in modules, which all requests share."""

import importlib
import pkgutil
from dataclasses import is_dataclass

import alerts
import home


def values_in(value, depth=4):
    """Yield the dataclass instances in `value` and its collections, up to `depth` levels deep."""
    if is_dataclass(value) and not isinstance(value, type):
        yield value
    elif depth and isinstance(value, dict):
        for one in value.values():
            yield from values_in(one, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from values_in(one, depth - 1)


def shared_values():
    """Return a dict of dataclass names to instances that modules of `alerts` or `home` hold."""
    found = {}
    for package in (alerts, home):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations" in info.name:
                continue
            for value in values_in(vars(importlib.import_module(info.name))):
                if type(value).__module__.startswith(("alerts", "home")):
                    found[f"{type(value).__module__}.{type(value).__qualname__}"] = value
    return found


def test_a_value_that_requests_share_cannot_be_changed():
    shared = shared_values()
    assert {"home.operations.schedule.Every", "home.operations.schedule.Daily"} <= shared.keys()
    changeable = {name for name, value in shared.items() if not value.__dataclass_params__.frozen}
    assert changeable == set()
