"""The owner's key for Reddit: what it is made of, and the login it opens.

https://github.com/reddit-archive/reddit/wiki/OAuth2
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from mentions.asking import LoggingIn, Request, Session, Setup, form_body
from mentions.errors import AuthRequiredError, ParseError
from mentions.parse.jsontext import text
from mentions.sources._answers import ask_object, line
from mentions.sources._jwt import expiry_of
from mentions.sources._reddit import SITE

HOME = "https://oauth.reddit.com"
KEY_FORM = "client_id:client_secret, feed:NAME:TOKEN, or the word feed"

_CLIENT = re.compile(r"(?!feed:)[A-Za-z0-9_-]{5,100}:[A-Za-z0-9_-]{5,200}")
_FEED = re.compile(r"feed(?::(?P<user>[A-Za-z0-9_-]{2,30}):(?P<feed>[A-Za-z0-9_-]{5,200}))?")
# What a token may be made of: it becomes a header.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,8192}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Feed:
    """Reddit is asked for feeds.

    Attributes:
        secrets: The parameters of a private one; {} for the public one.
    """

    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


def feed_of(setup: Setup) -> Feed | None:
    """Return what the owner's key says of feeds; None where it is a client's.

    Raises:
        AuthRequiredError: It is of no form that we know.

    >>> feed_of(Setup(token="feed:lena:0123abcd")) is not None, feed_of(Setup(token="abcde:fghij"))
    (True, None)
    """
    token = setup.token or ""
    if _CLIENT.fullmatch(token):
        return None
    found = _FEED.fullmatch(token)
    if found is None:
        why = f"the key is of no form known here; give it as {KEY_FORM}"
        raise AuthRequiredError(SITE, why)
    return Feed(secrets={name: value for name, value in found.groupdict().items() if value})


def open_session(setup: Setup) -> LoggingIn:
    """Log in as a client that acts for nobody.

    Raises:
        AuthRequiredError: Reddit does not take the id and secret.
        FetchError: No usable answer came.
        ParseError: The answer holds no session.
    """
    home = setup.instances[0] if setup.instances else SITE
    url = f"{home}/api/v1/access_token"
    basic = base64.b64encode((setup.token or "").encode()).decode("ascii")
    request = Request(
        url=url,
        headers={"Authorization": f"Basic {basic}"},
        body=form_body({"grant_type": "client_credentials"}),
    )
    try:
        answer = yield from ask_object(request)
    except AuthRequiredError as error:
        why = "does not take client id and secret (401); correct the key of [sources.reddit]"
        raise AuthRequiredError(url, why) from error
    token = text(answer, "access_token")
    if _TOKEN.fullmatch(token):
        # What it says of itself holds at any time; `expires_in` counts from its arrival.
        return Session(token=token, expires=expiry_of(token))
    if said := line(answer, "error"):
        why = f'does not log us in; it says "{said[:100]}": correct the key of [sources.reddit]'
        raise AuthRequiredError(url, why)
    raise ParseError(url, "the answer holds no session; check the address under instances")
