"""Account names as people write them in running text, one by one and in lists."""

from __future__ import annotations

import re

from mentions.core.tables import any_of, load_table

MAX_HANDLES = 32  # in one list and in one chain; no human text comes near
_LABEL = r"[A-Za-z0-9][A-Za-z0-9-]{0,62}"
_PLAIN = re.compile(r"[@＠]([A-Za-z0-9_]{1,30})")
_FEDERATED = re.compile(
    rf"[@＠]([A-Za-z0-9_]{{1,30}}(?:[.-][A-Za-z0-9_]{{1,30}}){{0,3}}@(?:{_LABEL}\.){{1,4}}[A-Za-z]{{2,24}})"
)
_DOMAIN = re.compile(rf"[@＠]((?:{_LABEL}\.){{1,4}}[a-z]{{2,24}})")
# With one dot only, "@a.so" may be a sentence without a space, too: these endings make it a host.
_ENDINGS = frozenset(
    [
        *(
            "app",
            "at",
            "be",
            "blog",
            "ch",
            "cloud",
            "com",
            "de",
            "dev",
            "dk",
            "es",
            "eu",
            "example",
        ),
        *("fi", "fr", "info", "io", "it", "jp", "me", "net", "nl", "online", "org", "pl", "pt"),
        *("se", "social", "tech", "uk", "us", "xyz"),
    ]
)
# "@anna-lena", "@anna.meier": accounts of other networks, or a word made of one: "@a-Artikel".
_CONTINUED = re.compile(r"-[^\W_]|\.(?!https?:|www\.)[a-z0-9]")
_POSSESSIVE = re.compile(r"['’´`]s(?!\w)")
_JOINER = re.compile(
    rf"(?:\s{{0,3}}[,;&+/]|(?:\s{{0,3}},)?\s{{1,3}}{any_of(load_table('chains')['and'])}(?=\s))"
    r"(?:\s{0,3}&)?\s{0,3}(?:via\s)?(?=[@＠])",
    re.IGNORECASE,
)


def handle_at(text: str, start: int) -> tuple[str, int] | None:
    """Return the account name whose `@` stands at `start`, and where it ends.

    Mastodon's `@a@host.example` and a domain as a name (`@a.bsky.social`) are kept whole; a full
    stop that ends a sentence is none of the name. None for "@a's", for what is no name, and where
    a name may go on: nobody knows whether "@a.meier" or "@a-lena" is the account "a".

    >>> handle_at("@clab: Sehr gut", 0), handle_at("@a.bsky.social.", 0), handle_at("@a's", 0)
    (('clab', 5), ('a.bsky.social', 14), None)
    """
    found = _FEDERATED.match(text, start) or _domain_at(text, start) or _PLAIN.match(text, start)
    if not found or _goes_on(text, found.end()) or _POSSESSIVE.match(text, found.end()):
        return None
    return found[1], found.end()


def _domain_at(text: str, start: int) -> re.Match[str] | None:
    found = _DOMAIN.match(text, start)
    if not found or found[1] != found[1].lower() or _goes_on(text, found.end()):
        return None
    sure = found[1].count(".") > 1 or found[1].rpartition(".")[2] in _ENDINGS
    return found if sure else None


def _goes_on(text: str, end: int) -> bool:
    """Whether a name would be cut in the middle: CJK text may follow it, Latin letters may not."""
    after = text[end : end + 1]
    if text[end : end + 4] in {"…", "..."}:
        return True  # the text is cut off here, and the name with it
    if _CONTINUED.match(text, end):
        return True
    return after in {"@", "_"} or is_cased(after) or (after.isascii() and after.isdigit())


def is_cased(char: str) -> bool:
    """Whether this is a letter of a script with upper and lower case, which writes with spaces."""
    return char.isalpha() and char.lower() != char.upper()


def handles_at(text: str, start: int) -> tuple[tuple[str, ...], int]:
    """Return the list of account names that begins at `start`, and where it ends.

    >>> handles_at("@a & @b, @c text", 0)
    (('a', 'b', 'c'), 11)
    """
    names: list[str] = []
    end = start
    while len(names) < MAX_HANDLES:
        joiner = _JOINER.match(text, end) if names else None
        if names and not joiner:
            break
        found = handle_at(text, joiner.end() if joiner else end)
        if not found:
            break
        names.append(found[0])
        end = found[1]
    return tuple(names), end
