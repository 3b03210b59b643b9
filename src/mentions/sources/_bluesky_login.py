"""Logging in at Bluesky: the owner's app password opens a session of a few hours.

https://docs.bsky.app/docs/api/com-atproto-server-create-session
Opening one is allowed 30 times in five minutes and 300 times a day, so an old one is renewed first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mentions.asking import Body, LoggingIn, Request, Session, Setup, json_body
from mentions.errors import AuthRequiredError, FetchError, ParseError, RateLimitError, SourceError
from mentions.parse.jsontext import mapping, mappings, text
from mentions.sources._answers import ask_object
from mentions.sources._jwt import expiry_of
from mentions.sources._microblog import AS_JSON
from mentions.urls.address import address_of

HOME = "https://bsky.social"
KEY_FORM = "handle:app-password"
# What of a session is kept beside its token.
RENEWAL, ACCOUNT, SERVER = "refresh", "did", "server"

# An account's number holds colons itself.
_KEY = re.compile(r"@?(did:[a-z0-9]+:[^:\s]+|(?!did:)[^:\s]+):(\S+)")
# What a token may be made of: it becomes a header.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,8192}")
_DID = re.compile(r"did:[a-z0-9]{1,20}:[A-Za-z0-9._:-]{1,200}")
_METHODS = "/xrpc/com.atproto.server"
_NOTHING = Body(content=b"", content_type="application/json")
_WRONG = (
    "does not take the key; make an app password in Bluesky's settings (Privacy and security, "
    f"App passwords) and give it as {KEY_FORM}"
)
# Where the fetch gate begins to quote a server.
_QUOTE = "; it says "


def open_session(setup: Setup, old: Session | None) -> LoggingIn:
    """Renew the session that has ended, or else open a new one.

    Args:
        setup: With the owner's key; the first of its instances is where the account lives.
        old: The session that has ended or was refused, if there was one.

    Raises:
        AuthRequiredError: The key is not taken.
        FetchError: No usable answer came.
        ParseError: The answer holds no session.
    """
    home = setup.instances[0] if setup.instances else HOME
    if old and _TOKEN.fullmatch(old.extra.get(RENEWAL, "")):
        try:
            return (yield from _renew(old, old.extra.get(SERVER) or home))
        except RateLimitError:
            raise
        except SourceError:
            # It has ended too, was revoked, or the account has moved: the key decides.
            pass
    return (yield from _open(setup, home))


def _renew(old: Session, server: str) -> LoggingIn:
    headers = {**AS_JSON, "Authorization": f"Bearer {old.extra[RENEWAL]}"}
    request = Request(url=f"{server}{_METHODS}.refreshSession", headers=headers, body=_NOTHING)
    answer = yield from ask_object(request)
    return _session(answer, request.url, server)


def _open(setup: Setup, home: str) -> LoggingIn:
    url = f"{home}{_METHODS}.createSession"
    key = _KEY.fullmatch(setup.token or "")
    if key is None:
        raise AuthRequiredError(url, _WRONG)
    body = json_body({"identifier": key[1], "password": key[2]})
    try:
        answer = yield from ask_object(Request(url=url, headers=AS_JSON, body=body))
    except FetchError as error:
        raise _wordless(error) from None
    return _session(answer, url, home)


def _wordless(error: FetchError) -> FetchError:
    """Return a failed login without what the server said: that may repeat the password."""
    why = error.why.partition(_QUOTE)[0]
    if isinstance(error, AuthRequiredError):
        return AuthRequiredError(error.url, _WRONG)
    if isinstance(error, RateLimitError):
        return RateLimitError(error.url, why, error.retry_after)
    return type(error)(error.url, why)


def _session(answer: Mapping[str, Any], url: str, home: str) -> Session:
    """Return what a login gave.

    Args:
        answer: As served.
        url: Who gave it.
        home: Where to ask if it names no server of the account's.

    Raises:
        ParseError: It holds no token.
    """
    token = text(answer, "accessJwt")
    if not _TOKEN.fullmatch(token):
        raise ParseError(url, "the answer holds no session; check the address under instances")
    extra = {RENEWAL: text(answer, "refreshJwt"), ACCOUNT: text(answer, "did")}
    valid = {RENEWAL: _TOKEN, ACCOUNT: _DID}
    kept = {name: value for name, value in extra.items() if valid[name].fullmatch(value)}
    server = _server(mapping(answer.get("didDoc"))) or home
    return Session(token=token, expires=expiry_of(token), extra={**kept, SERVER: server})


def _server(document: Mapping[str, Any]) -> str | None:
    """Return the server an account lives on; None where none is named that may get its token."""
    for service in mappings(document, "service"):
        if text(service, "id").endswith("#atproto_pds"):
            parts = address_of(text(service, "serviceEndpoint"))
            if parts and parts.scheme == "https":
                return f"https://{parts.host}{f':{parts.port}' if parts.port else ''}"
    return None
