from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.fetch.said import Said, facts_in

NOW = datetime(2026, 5, 2, 8, tzinfo=UTC)


def said(body: bytes, **headers: str) -> Said:
    return Said(
        status=400, host="api.a.example", headers=headers, body=body, now=NOW, facts=facts_in(body)
    )


@pytest.mark.parametrize(
    ("body", "facts"),
    [
        (b'{"error": "x"}', {"error": ("x",)}),
        (b' {"a": {"b": 1.5}, "c": [1, [2]]}', {"a.b": ("1.5",), "c[]": ("1",), "c[][]": ("2",)}),
        (b'{"error": null}', {}),
        (b'{"error": ', {}),
        (b'["error"]', {}),
        (b"<html>", {}),
        (b"", {}),
        (b'{"a":' * 100_000, {}),
        (b'{"n": ' + b"9" * 9000 + b"}", {}),
        (b'{"a\xff": 1}', {}),
        (b'{"a": {"b": {"c": {"d": {"e": 1}}}}}', {}),
    ],
)
def test_the_facts_of_a_body(body: bytes, facts: dict[str, tuple[str, ...]]) -> None:
    assert facts_in(body) == facts


def test_facts_are_bounded() -> None:
    body = b"{" + b",".join(b'"k%d": 1' % n for n in range(9000)) + b"}"
    assert len(facts_in(body)) == 200


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"message": "Too\\n\\u001b[31m fast"}', '; it says "Too [31m fast"'),
        (b'{"error": {"message": "a"}, "message": "b"}', '; it says "a"'),
        (b"Slow down", '; it says "Slow down"'),
        (b"<!DOCTYPE html><p>No", ""),
        (b"", ""),
        (b"\x00\x01", ""),
        (b"x" * 5000, f'; it says "{"x" * 160} …"'),
    ],
)
def test_the_servers_own_words(body: bytes, words: str) -> None:
    assert said(body).quoted() == words


@pytest.mark.parametrize(
    ("hosts", "expected"),
    [(("a.example",), True), (("api.a.example",), True), (("pi.a.example",), False), ((), False)],
)
def test_who_said_it(hosts: tuple[str, ...], expected: bool) -> None:  # noqa: FBT001 - a table
    assert said(b"").is_from(hosts) is expected


@given(st.binary(max_size=300))
def test_no_body_breaks_it(body: bytes) -> None:
    told = said(body)
    assert told.quoted().isprintable()
    assert isinstance(told.is_html, bool)
