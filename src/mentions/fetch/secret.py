"""Keys in requests: what an answer or a failure shows of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, quote_plus

from mentions.asking import Body, Page, Request
from mentions.errors import FetchError, RateLimitError

_SECRET_NAMES = ("authorization", "key", "token", "secret", "password")
_MASK = "***"
# A shorter one is no key, and would be found within innocent words.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Secrets:
    """The keys that one request carries, in every spelling that an address may have."""

    values: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: Request) -> Secrets:
        """Gather them."""
        if not (request.secrets or request.headers or request.body):
            return NO_SECRETS
        found = {spelled for value in _values(request) for spelled in _spellings(value)}
        return cls(tuple(sorted(found, key=len, reverse=True)))

    def hide(self, text: str) -> str:
        """Return a text without them."""
        for value in self.values:
            text = text.replace(value, _MASK)
        return text

    def page(self, page: Page) -> Page:
        """Return an answer whose addresses show none of them."""
        if not self.values:
            return page
        return replace(
            page,
            url=self.hide(page.url),
            asked=page.asked and self.hide(page.asked),
            moved_to=page.moved_to and self.hide(page.moved_to),
        )

    def error(self, error: FetchError) -> FetchError:
        """Return a failure whose words and addresses show none of them."""
        url, why = self.hide(error.url), self.hide(error.why)
        hop = error.hop and self.hide(error.hop)
        if (url, why, hop) == (error.url, error.why, error.hop):
            return error
        if isinstance(error, RateLimitError):
            return RateLimitError(url, why, error.retry_after, hop=hop)
        return type(error)(url, why, hop=hop)


NO_SECRETS = Secrets()


def _values(request: Request) -> Iterator[str]:
    yield from request.secrets.values()
    for name, value in request.headers.items():
        if _is_secret(name):
            yield value.split()[-1] if value.split() else ""
    for name, value in _fields(request.body):
        if _is_secret(name):
            yield value


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in _SECRET_NAMES)


def _fields(body: Body | None) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of a form, or of a JSON object."""
    if body is None:
        return
    text = body.content.decode("utf-8", "replace")
    if body.content_type != "application/json":
        yield from parse_qsl(text)
        return
    value = json.loads(text)
    for name, given in value.items() if isinstance(value, dict) else ():
        if isinstance(given, str):
            yield name, given


def _spellings(value: str) -> Iterator[str]:
    if len(value) >= _SHORTEST:
        yield from (value, quote(value), quote(value, safe=""), quote_plus(value))
