"""What a status means by itself; the dialects are in test_throttle.py."""

from datetime import UTC, datetime

import pytest

from mentions.errors import (
    AuthRequiredError,
    BlockedError,
    FetchError,
    GoneError,
    MissingError,
    RateLimitError,
    StatusError,
)
from mentions.fetch.answers import judge

NOW = datetime(2026, 5, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (202, StatusError, "not got it ready"),
        (206, StatusError, "only a part"),
        (300, StatusError, "leads nowhere"),
        (400, StatusError, "status 400; check the address"),
        (401, AuthRequiredError, "asks for a login"),
        (402, AuthRequiredError, "paid for"),
        (403, BlockedError, "refuses us"),
        (404, MissingError, "no such page"),
        (407, AuthRequiredError, "proxy"),
        (410, GoneError, "gone for good"),
        (429, RateLimitError, "later"),
        (451, BlockedError, "legal"),
        (500, StatusError, "status 500; will be tried again"),
        (503, RateLimitError, "later"),
        (999, StatusError, "status 999"),
    ],
)
def test_a_status_means(status: int, kind: type[FetchError], words: str) -> None:
    error = judge(status, {}, "https://a.example/", now=NOW).error
    assert type(error) is kind
    assert words in error.why


@pytest.mark.parametrize("status", [200, 203, 204, 226])
def test_usable_answers(status: int) -> None:
    verdict = judge(status, {}, "https://a.example/", now=NOW, body=b"<p>Hallo")
    assert (verdict.error, verdict.pause) == (None, None)


def test_words_of_the_server_do_not_make_it_missing() -> None:
    """A server that is broken and quotes somebody else's 404 has not said that there is nothing."""
    said = b'{"error": "upstream answered (404)"}'
    error = judge(500, {}, "https://a.example/", now=NOW, body=said).error
    assert error is not None
    assert "(404)" in error.why
    assert not isinstance(error, MissingError)
