"""The kinds of places that can be asked, one module each.

A module here is found by itself: it has the name of its source and ends in `SOURCE = ...`; helpers
begin with an underscore. Other packages join through the entry-point group `mentions.sources`,
each entry naming such an object (docs/sources.md). Only the source that is asked for is imported.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from inspect import isclass
from pkgutil import iter_modules

from mentions.asking import Profile, Questions, Source, Watch
from mentions.errors import ConfigError

GROUP = "mentions.sources"


@cache
def source_names() -> tuple[str, ...]:
    """Return the names of all sources, also of those that cannot be loaded."""
    return tuple(sorted({*_own_names(), *(entry.name for entry in entry_points(group=GROUP))}))


def load_sources() -> Mapping[str, Source]:
    """Return every source that can be loaded, by its name.

    A package whose source cannot be loaded does not stop the others; asking for it by name says
    what is wrong (`find_source`).
    """
    found = ((name, _load(name)) for name in source_names())
    return {name: one for name, one in found if not isinstance(one, Exception)}


def find_source(name: str) -> Source:
    """Return a source by name.

    Raises:
        ConfigError: There is none of that name, or its package cannot be loaded.
    """
    check_source(name)
    found = _load(name)
    if isinstance(found, Exception):
        why = f"{type(found).__name__}: {found}"
        raise ConfigError(f"source {name!r} cannot be loaded ({why}); update its package")
    return found


def check_source(name: str) -> None:
    """Make sure that there is a source of that name; loads nothing.

    Raises:
        ConfigError: There is none.
    """
    if name not in source_names():
        raise ConfigError(f"there is no source {name!r}; there are: {', '.join(source_names())}")


def switches_of(name: str) -> frozenset[str]:
    """Return the names of a source's own switches; none of one that cannot be loaded."""
    found = _load(name) if name in source_names() else None
    return frozenset() if found is None or isinstance(found, Exception) else found.profile.switches


def _own_names() -> list[str]:
    return [one.name for one in iter_modules(__path__) if not one.name.startswith("_")]


@cache
def _load(name: str) -> Source | Exception:
    """Return the source of that name, ours before that of another package."""
    if name in _own_names():
        source: Source = import_module(f"{__name__}.{name}").SOURCE
        return source
    (entry, *_) = entry_points(group=GROUP, name=name)
    try:
        return _checked(entry.load(), name)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - another's code may fail in any way
        return error if isinstance(error, Exception) else RuntimeError("it ends the program")


class _Plain:
    """Another package's source that does not say what it needs and costs."""

    def __init__(self, source: Source) -> None:
        self.name, self.title, self.profile = source.name, source.title, Profile()
        self._source = source

    def poll(self, watch: Watch) -> Questions:
        """Ask as that source does."""
        return self._source.poll(watch)


def _checked(loaded: Source, name: str) -> Source:
    """Return what another package gives, once it looks like a source.

    Raises:
        TypeError: It does not.
    """
    if isclass(loaded) or not callable(getattr(loaded, "poll", None)):
        raise TypeError("its entry point names no object with a method poll")
    if loaded.name != name or not isinstance(loaded.title, str):
        raise TypeError(f"its name is not {name!r}, or it has no title")
    profile = getattr(loaded, "profile", None)
    if profile is not None and not isinstance(profile, Profile):
        raise TypeError("its profile is no mentions.asking.Profile")
    return loaded if profile is not None else _Plain(loaded)
