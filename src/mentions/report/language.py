"""The languages in which reports and messages are written: a file each in `locale/`.

English is written in the code. Every other language is `locale/<language>.po`, a gettext
catalogue; further files `<language>.<part>.po` beside it are read with it. docs/languages.md
says how one is added.
"""

from __future__ import annotations

import io
import unicodedata
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

from mentions.errors import ConfigError

if TYPE_CHECKING:
    from mentions.report.speaker import Speaker

ENGLISH = "en"
# Where babel's own choice is not the one: dates that are read alike everywhere, 24 hours.
_LOCALES = {ENGLISH: "en_GB"}


def marked(text: str) -> str:
    """Return the text as it is: it is one that `Speaker.say` gets later, so it is translated."""
    return text


def isolated(text: str) -> str:
    """Return a text so that letters written from right to left do not turn what is around it.

    UAX #9, 2.4.2: between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE. Texts without such
    letters come back as they are. Only for texts that have no controls of their own any more, as
    `plain.safe` gives them.
    """
    turns = any(unicodedata.bidirectional(char) in {"R", "AL", "AN"} for char in text)
    return f"\u2068{text}\u2069" if turns else text


def languages() -> tuple[str, ...]:
    """Return every language there are words for, in order."""
    return tuple(sorted({ENGLISH, *(_language(file) for file in _catalogues())}))


@cache
def speak(language: str) -> Speaker:
    """Return the speaker of a language.

    Args:
        language: Such as "de"; one of `languages()`.

    Raises:
        ConfigError: There are no words for it, or a part of the program is not installed.
    """
    known = languages()
    if language not in known:
        raise ConfigError(f"language {language!r}: there are words for {', '.join(known)} only")
    try:
        from babel import Locale  # noqa: PLC0415 - a part that may not be installed

        from mentions.report.speaker import Speaker  # noqa: PLC0415 - it needs babel
    except ImportError as error:
        raise ConfigError(
            "reports and messages need babel: pip install 'mentions[report]'"
        ) from error
    return Speaker(language, Locale.parse(_LOCALES.get(language, language)), _texts(language))


def _catalogues() -> list[Traversable]:
    folder = files("mentions.report") / "locale"
    found = (file for file in folder.iterdir() if file.name.endswith(".po"))
    return sorted(found, key=lambda file: file.name)


def _language(file: Traversable) -> str:
    return file.name.partition(".")[0]


def _texts(language: str) -> NullTranslations:
    """Return all catalogues of a language as one; English has none."""
    texts = NullTranslations()
    for file in _catalogues():
        if _language(file) == language:
            further = _read(file)
            further.add_fallback(texts)
            texts = further
    return texts


def _read(file: Traversable) -> NullTranslations:
    """Return one catalogue, compiled here: an installed program has nobody to do it."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - see speak
    from babel.messages.pofile import read_po  # noqa: PLC0415 - see speak

    compiled = io.BytesIO()
    with file.open("rb") as opened:
        write_mo(compiled, read_po(opened, locale=_language(file)))
    compiled.seek(0)
    return GNUTranslations(compiled)
