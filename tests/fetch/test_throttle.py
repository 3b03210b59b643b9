"""Every dialect, from answers with the shapes that the services write."""

import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.errors import FetchError, RateLimitError
from mentions.fetch.answers import judge
from mentions.fetch.said import Said, facts_in
from mentions.fetch.throttle import Means, dialects, speaks_at_200

SAMPLES = Path(__file__).parent.parent / "samples" / "throttle" / "answers.toml"
ANSWERS: list[dict[str, Any]] = tomllib.loads(SAMPLES.read_text("utf-8"))["answer"]
NOW = datetime(2026, 5, 2, 8, tzinfo=UTC)


def test_there_are_answers() -> None:
    assert len(ANSWERS) > 60


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer["who"])
def test_an_answer_means(answer: dict[str, Any]) -> None:
    url = f"https://{answer['host']}/x"
    body = answer.get("body", "").encode()
    verdict = judge(answer["status"], answer.get("headers", {}), url, now=NOW, body=body)
    kind = type(verdict.error).__name__ if verdict.error else "usable"
    wait = verdict.error.retry_after if isinstance(verdict.error, RateLimitError) else None
    assert (kind, wait, verdict.pause) == (
        answer["error"],
        timedelta(seconds=answer["wait"]) if "wait" in answer else None,
        timedelta(seconds=answer["pause"]) if "pause" in answer else None,
    )
    assert answer.get("words", "") in (verdict.error.why if verdict.error else "")


def test_every_row_is_spoken_by_an_answer() -> None:
    """A row above another one may hide it: each must be the first for somebody, or say a wait."""
    spoken = set()
    for answer in ANSWERS:
        body = answer.get("body", "").encode()
        said = Said(
            status=answer["status"],
            host=answer["host"].removeprefix("www."),
            headers=answer.get("headers", {}),
            body=body,
            now=NOW,
            facts=facts_in(body),
        )
        spoken |= {row for row in dialects() if row.fits(said)}
    assert [row.who for row in dialects() if row not in spoken] == []


def test_rows_are_sound() -> None:
    for row in dialects():
        assert re.compile(row.says)
        assert not row.wait_where or re.compile(row.wait_says).groups == 1
        assert row.hosts or row.where, f"{row.who} would speak for everybody"
        assert row.means is not Means.PAUSE or row.wait_where


def test_hosts_that_report_errors_with_200_are_known() -> None:
    assert speaks_at_200("api.gdeltproject.org")
    assert not speaks_at_200("blog.example")


@given(
    st.sampled_from([200, 204, 300, 400, 401, 403, 404, 422, 429, 500, 503, 599]),
    st.dictionaries(
        st.sampled_from(
            [
                *("retry-after", "ratelimit", "ratelimit-reset", "x-ratelimit-remaining"),
                *("x-ratelimit-reset", "x-business-use-case-usage", "mediawiki-api-error"),
            ]
        ),
        st.text(max_size=40),
    ),
    st.sampled_from(["api.stackexchange.com", "graph.threads.net", "www.googleapis.com", "a.b"]),
    st.binary(max_size=60)
    | st.text(alphabet='{}[]":,0123456789error.code ', max_size=60).map(str.encode),
)
def test_no_answer_breaks_it(status: int, headers: dict[str, str], host: str, body: bytes) -> None:
    verdict = judge(status, headers, f"https://{host}/", now=NOW, body=body)
    assert verdict.error is None or isinstance(verdict.error, FetchError)
    if isinstance(verdict.error, RateLimitError) and verdict.error.retry_after is not None:
        assert timedelta(0) < verdict.error.retry_after <= timedelta(days=1)
