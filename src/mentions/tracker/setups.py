"""What the owner says of sources, and whether a source may be asked with that."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from mentions.asking import Key, Setup, Source, Watch
from mentions.errors import AuthRequiredError, SourceError


def prepared(
    watch: Watch, source: Source, setups: Mapping[str, Setup], off: Collection[str]
) -> Watch:
    """Return a watch with what its source gets to know.

    Args:
        watch: As stored.
        source: The one that it names.
        setups: By the names of sources.
        off: Sources that are not to be asked.

    Raises:
        AuthRequiredError: The source needs a key, and there is none.
        SourceError: The owner has switched the source off.
    """
    name = source.name
    if name in off:
        why = f"{name} is switched off; set enabled = true under [sources.{name}]"
        raise SourceError(watch.address, why)
    setup = setups.get(name, Setup())
    if source.profile.key is Key.NEEDED and not setup.token:
        form = f" ({source.profile.key_form})" if source.profile.key_form else ""
        why = f"needs a key{form}: set token_env under [sources.{name}], and the variable it names"
        raise AuthRequiredError(watch.address, why)
    return replace(watch, setup=setup)
