"""The kinds of places that can be asked, one module each.

A module here is found by itself when it ends in `SOURCE = ...`. Other packages join through the
entry-point group `mentions.sources`, each entry naming such an object.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from types import MappingProxyType

from mentions.errors import ConfigError
from mentions.model import Source

GROUP = "mentions.sources"


@cache
def load_sources() -> Mapping[str, Source]:
    """Return every source by its name: ours first, then those of other packages.

    A package whose source cannot be loaded does not stop the others; asking for it by name says
    what is wrong (`find_source`).
    """
    names = (module.name for module in iter_modules(__path__))
    modules = (import_module(f"{__name__}.{name}") for name in names)
    ours = [module.SOURCE for module in modules if hasattr(module, "SOURCE")]
    found: dict[str, Source] = {source.name: source for source in ours}
    for name, source in _foreign().items():
        if isinstance(source, Exception):
            continue
        found.setdefault(name, source)
    return MappingProxyType(found)


@cache
def _foreign() -> Mapping[str, Source | Exception]:
    found: dict[str, Source | Exception] = {}
    for entry in entry_points(group=GROUP):
        try:
            found[entry.name] = entry.load()
        except Exception as error:  # noqa: BLE001 - another package's code may fail in any way
            found[entry.name] = error
    return found


def find_source(name: str) -> Source:
    """Return a source by name.

    Raises:
        ConfigError: There is none of that name, or its package cannot be loaded.
    """
    source = load_sources().get(name)
    if source:
        return source
    broken = _foreign().get(name)
    if isinstance(broken, Exception):
        why = f"{type(broken).__name__}: {broken}"
        raise ConfigError(f"source {name!r} cannot be loaded ({why}); update its package")
    known = ", ".join(sorted(load_sources()))
    raise ConfigError(f"there is no source {name!r}; there are: {known}")
