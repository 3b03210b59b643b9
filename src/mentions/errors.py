"""Every error that `mentions` raises on purpose.

    MentionsError              fit to print as it is; exit code 1
    ├── ConfigError            settings or arguments are wrong; exit code 2
    ├── SourceError(url, why)  one watch failed; the others go on
    │   ├── FetchError         no usable answer came; RateLimitError: come back later
    │   └── ParseError         an answer came that cannot be read
    └── StoreError             the database cannot be used

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
    """No usable answer: no connection, a refusal, a limit reached."""


class RateLimitError(FetchError):
    """The server asks us to come back later.

    Args:
        url: The address that was asked.
        why: What it said.
        retry_after: How long to wait from now, None where it did not say.
    """

    def __init__(self, url: str, why: str, retry_after: timedelta | None = None) -> None:
        super().__init__(url, why)
        self.retry_after = retry_after


class ParseError(SourceError):
    """An answer that cannot be read; `why` says where in it."""


class StoreError(MentionsError):
    """The database cannot be opened, read or written."""
