"""Every error that `mentions` raises on purpose.

    MentionsError                 fit to print as it is; exit code 1
    ├── ConfigError               settings or arguments are wrong; exit code 2
    ├── SourceError(url, why)     one place was not looked at; the others go on
    │   ├── FetchError            no usable answer came
    │   │   ├── RefusedAddressError   we do not go there: a private address, no http(s)
    │   │   ├── ConnectionFailedError no name, no connection, no sound TLS
    │   │   ├── TooSlowError          not within the time allowed
    │   │   ├── TooLargeError         more bytes or headers than allowed
    │   │   ├── DamagedAnswerError    the bytes are not what their headers say
    │   │   ├── RedirectError         redirects that lead nowhere or without end
    │   │   ├── StatusError           a status that says no more than that; MissingError: 404
    │   │   ├── AuthRequiredError     a login or a token is needed
    │   │   ├── BlockedError          the server, or its robots.txt, does not want us
    │   │   ├── GoneError             gone for good
    │   │   └── RateLimitError        come back later
    │   ├── ParseError            an answer came that cannot be read
    │   └── UnsupportedError      an answer of a kind or version this program does not know
    ├── RunningError              another process does that already
    └── StoreError                the database cannot be used

Anything else that escapes is a bug and keeps its traceback.
"""

from __future__ import annotations

from datetime import timedelta


class MentionsError(Exception):
    """Base of all errors whose message is meant for the user: what, where, what to do."""

    exit_code = 1


class ConfigError(MentionsError):
    """A setting or an argument is wrong. The message names file, line and key."""

    exit_code = 2


class SourceError(MentionsError):
    """One place could not be looked at.

    Args:
        url: The address that was asked, or the file that was read.
        why: The reason, and what to do about it, in one clause.
    """

    def __init__(self, url: str, why: str) -> None:
        super().__init__(f"{url}: {why}")
        self.url = url
        self.why = why


class FetchError(SourceError):
    """No usable answer: no connection, a refusal, a limit reached.

    Args:
        url: The address that was asked first.
        why: The reason, and what to do about it, in one clause.
        hop: Where it failed, if redirects had led somewhere else.
    """

    def __init__(self, url: str, why: str, *, hop: str | None = None) -> None:
        elsewhere = hop is not None and hop != url
        super().__init__(url, f"{why} (redirected to {hop})" if elsewhere else why)
        self.hop = hop if elsewhere else None


class RefusedAddressError(FetchError):
    """An address we do not connect to: private, or no http(s)."""


class ConnectionFailedError(FetchError):
    """The name is unknown, nobody listens, or TLS cannot be trusted."""


class TooSlowError(FetchError):
    """The answer did not come within the time allowed."""


class TooLargeError(FetchError):
    """More bytes or headers than the limits allow."""


class DamagedAnswerError(FetchError):
    """An answer whose framing or compression is broken."""


class RedirectError(FetchError):
    """Redirects that lead nowhere, to something that is not http(s), or without end."""


class StatusError(FetchError):
    """A status that stands for no more than itself, such as 404 or 500."""


class MissingError(StatusError):
    """There is no such page (404); of some interfaces it is the answer "none"."""


class AuthRequiredError(FetchError):
    """A login or a token is needed."""


class BlockedError(FetchError):
    """The server, or its robots.txt, does not want us."""


class GoneError(FetchError):
    """Gone for good (410): the watch stops."""


class RateLimitError(FetchError):
    """The server asks us to come back later.

    Args:
        url: The address that was asked first.
        why: What it said.
        retry_after: How long to wait from now, None where it did not say.
        hop: Where it said so, if redirects had led somewhere else.
    """

    def __init__(
        self, url: str, why: str, retry_after: timedelta | None = None, *, hop: str | None = None
    ) -> None:
        super().__init__(url, why, hop=hop)
        self.retry_after = retry_after


class ParseError(SourceError):
    """An answer that cannot be read; `why` says where in it."""


class UnsupportedError(SourceError):
    """An answer of a kind or version that this program does not know."""


class StoreError(MentionsError):
    """The database cannot be opened, read or written."""


class RunningError(MentionsError):
    """Another process works on this database already. The message says which one."""
