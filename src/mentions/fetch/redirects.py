"""Redirects: where they lead, what may be carried along, and what failed on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from mentions.asking import Request
from mentions.errors import FetchError, RateLimitError, RedirectError
from mentions.fetch.conditional import condition_headers, cursor_for
from mentions.fetch.secret import NO_SECRETS, Secrets
from mentions.fetch.target import target_of
from mentions.urls.address import address_of
from mentions.urls.join import absolute_url

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT = frozenset({301, 308})
# With these a POST stays one (RFC 9110, 15.4.8 and 15.4.9).
_SAME_METHOD = frozenset({307, 308})
_SHOWN = 200


@dataclass(slots=True)
class Trip:
    """A question on its way through redirects.

    Attributes:
        asked: The address first asked.
        url: Where it has come to.
        accept: The Accept header of the question, if it has one of its own.
        cursor: What is known from last time; None where that belongs to another question.
        conditions: The headers that make the question conditional, for whom it is put to now.
        permanent: All redirects so far were permanent ones.
        carries: The host first asked was never left, nor https for http.
        secrets: The keys it carries.
    """

    request: Request
    asked: str
    url: str
    accept: str | None
    cursor: Mapping[str, Any] | None
    conditions: Mapping[str, str]
    permanent: bool = True
    carries: bool = True
    secrets: Secrets = NO_SECRETS

    @classmethod
    def of(cls, request: Request) -> Trip:
        """Set out.

        Raises:
            RefusedAddressError: No http(s) address.
        """
        params = {**request.params, **request.secrets}
        asked = target_of(_with_params(request.url, params)).url
        names = (name for name in request.headers if name.lower() == "accept")
        accept = next((request.headers[name] for name in names), None)
        cursor = None if request.body else cursor_for(request.cursor, asked=asked, accept=accept)
        return cls(
            request=request,
            asked=asked,
            url=asked,
            accept=accept,
            cursor=cursor,
            conditions=condition_headers(cursor, asked),
            secrets=Secrets.of(request),
        )

    @property
    def method(self) -> str:
        """Return the method of the next request."""
        return "POST" if self.request.body else "GET"

    def headers(self) -> dict[str, str]:
        """Return what goes along: tokens to the host first asked, validators to their giver."""
        own = self.request.headers if self.carries else {}
        return {**own, **self.conditions}

    def go_on(self, response: httpx.Response) -> None:
        """Follow a redirect.

        Raises:
            RedirectError: It leads nowhere, or a POST away from whom it was meant for.
            RefusedAddressError: To a host that cannot be one.
        """
        target = next_hop(response, self.url)
        stays = response.status_code in _SAME_METHOD and may_carry(self.url, target)
        if self.request.body and not stays:
            why = f"redirects what was sent to {target[:_SHOWN]!r}; correct the address"
            raise RedirectError(self.url, why)
        self.permanent = self.permanent and response.status_code in PERMANENT
        self.carries = self.carries and may_carry(self.url, target)
        self.url = target_of(target).url
        self.conditions = condition_headers(self.cursor, self.url)

    @property
    def moved_to(self) -> str | None:
        """Where the address has moved for good, None where it has not."""
        return self.url if self.permanent and self.url != self.asked else None


def _with_params(url: str, params: Mapping[str, str]) -> str:
    """Return an address with further parameters, without its fragment."""
    if not params:
        return url
    bare = url.partition("#")[0]
    return f"{bare}{'&' if '?' in bare else '?'}{urlencode(params)}"


def next_hop(response: httpx.Response, url: str) -> str:
    """Return where a redirect leads.

    Raises:
        RedirectError: Nowhere, or to something that is not http(s).
    """
    location = response.headers.get("location", "")
    target = absolute_url(location, url) if location else None
    if target is None:
        shown = location[:_SHOWN] or "nowhere"
        why = f"redirects to {shown!r}, which is not followed; correct the address"
        raise RedirectError(url, why)
    return target


def may_carry(before: str, after: str) -> bool:
    """Whether what was sent to one address may be sent to the one it redirects to.

    Only to the very same host and port, and never from https to http.

    >>> may_carry("http://a.example/x", "https://a.example/y")
    True
    >>> may_carry("https://a.example/x", "https://www.a.example/x")
    False
    """
    first, second = address_of(before), address_of(after)
    if first is None or second is None or (first.host, first.port) != (second.host, second.port):
        return False
    return second.scheme in {first.scheme, "https"}


def named_after(error: FetchError, asked: str, hop: str) -> FetchError:
    """Return an error as one of the address first asked, with the hop where it happened."""
    if error.url == asked and error.hop is None and hop == asked:
        return error
    if isinstance(error, RateLimitError):
        return RateLimitError(asked, error.why, error.retry_after, hop=hop)
    return type(error)(asked, error.why, hop=hop)
