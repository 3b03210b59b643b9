"""What goes along when a server sends us elsewhere, and what is said when that fails."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from mentions.asking import Page, Request
from mentions.errors import (
    DamagedAnswerError,
    FetchError,
    GoneError,
    RateLimitError,
    RefusedAddressError,
)
from mentions.fetch.redirects import may_carry

Worlds = Callable[..., Any]
TOKEN = {"Authorization": "Bearer secret"}


def to(address: str, status: int = 302, **headers: str) -> tuple[int, Mapping[str, str]]:
    return status, {"Location": f"http://{address.replace('/', ':{port}/', 1)}", **headers}


def ask(there: Any, address: str, **changes: Any) -> Page:
    async def run() -> Page:
        async with there.gate() as gate:
            url = there.url(address)
            changes.setdefault("cursor", None)
            return await gate.fetch(Request(url=url, **changes))

    return asyncio.run(run())


def sent(there: Any, name: str) -> list[tuple[str, str | None]]:
    return [(f"{one.host}{one.path}", one.headers.get(name)) for one in there.log]


def test_tokens_stay_with_the_host_first_asked(world: Worlds) -> None:
    there = world(
        {
            "a.example/1": to("a.example/2"),
            "a.example/2": to("b.example/3"),
            "b.example/3": to("a.example/4"),
            "a.example/4": "ok",
        }
    )
    assert ask(there, "a.example/1", headers=TOKEN).body == b"ok"
    secret = TOKEN["Authorization"]
    assert sent(there, "authorization") == [
        ("a.example/1", secret),
        ("a.example/2", secret),
        ("b.example/3", None),
        ("a.example/4", None),
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("https://a.example/1", "https://a.example/2", True),
        ("http://a.example/1", "https://a.example/1", True),
        ("https://a.example/1", "http://a.example/1", False),
        ("https://a.example/1", "https://a.example:8443/1", False),
        ("https://a.example/1", "https://a.example:443/1", True),
        ("https://a.example/1", "https://www.a.example/1", False),
        ("https://a.example/1", "https://a.example.b.example/1", False),
        ("https://a.example/1", "https://a.example@b.example/1", False),
        ("https://a.example/1", "nonsense", False),
    ],
)
def test_what_may_be_carried(
    before: str,
    after: str,
    expected: bool,  # noqa: FBT001 - a table
) -> None:
    assert may_carry(before, after) is expected


def test_validators_go_to_the_address_that_gave_them(world: Worlds) -> None:
    there = world({"a.example/old": to("b.example/new"), "b.example": (200, {"ETag": '"7"'}, "x")})

    async def run() -> None:
        async with there.gate() as gate:
            url = there.url("a.example/old")
            first = await gate.fetch(Request(url=url))
            there.answers["b.example"] = (304, {"ETag": '"8"'})
            second = await gate.fetch(Request(url=url, cursor=first.cursor))
            assert second.unchanged
            assert second.url == there.url("b.example/new")
            assert second.cursor == {**(first.cursor or {}), "etag": '"8"'}

    asyncio.run(run())
    assert sent(there, "if-none-match")[2:] == [("a.example/old", None), ("b.example/new", '"7"')]


def test_another_question_needs_other_validators(world: Worlds) -> None:
    there = world({"a.example": (200, {"ETag": '"7"'}, "x")})

    async def run() -> None:
        async with there.gate() as gate:
            url = there.url("a.example/search")
            first = await gate.fetch(Request(url=url, params={"q": "a b"}))
            for changes in ({"params": {"q": "c"}}, {"headers": {"accept": "text/x"}}, {}):
                again = await gate.fetch(Request(url=url, cursor=first.cursor, **changes))
                assert not again.unchanged

    asyncio.run(run())
    assert [one.path for one in there.log[:2]] == ["/search?q=a+b", "/search?q=c"]
    assert {value for _, value in sent(there, "if-none-match")} == {None}


def test_304_that_nobody_asked_for_is_no_answer(world: Worlds) -> None:
    with pytest.raises(DamagedAnswerError, match="304"):
        ask(world({"a.example": 304}), "a.example/x")


@pytest.mark.parametrize(
    ("statuses", "moved"), [((301, 308), True), ((301, 302), False), ((307, 308), False)]
)
def test_moved_for_good_when_every_hop_says_so(
    world: Worlds,
    statuses: tuple[int, int],
    moved: bool,  # noqa: FBT001 - a table
) -> None:
    there = world(
        {
            "a.example/1": to("a.example/2", statuses[0]),
            "a.example/2": to("b.example/3", statuses[1]),
            "b.example": "ok",
        }
    )
    page = ask(there, "a.example/1")
    assert page.moved_to == (there.url("b.example/3") if moved else None)


def test_nothing_moved_without_a_redirect(world: Worlds) -> None:
    page = ask(world({"a.example": (200, {"Cache-Control": "max-age=90"}, "ok")}), "a.example/1")
    assert (page.moved_to, page.fresh_for) == (None, timedelta(seconds=90))


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (410, GoneError, "is gone for good"),
        ((429, {"Retry-After": "9"}), RateLimitError, "come back later"),
        ((302, {"Location": "http://10.0.0.1/"}), RefusedAddressError, "private"),
    ],
)
def test_errors_name_the_address_first_asked_and_the_hop(
    world: Worlds, answer: Any, kind: type[FetchError], words: str
) -> None:
    there = world({"a.example/1": to("b.example/2"), "b.example": answer})
    with pytest.raises(kind, match=words) as caught:
        ask(there, "a.example/1")
    assert caught.value.url == there.url("a.example/1")
    assert caught.value.hop in {there.url("b.example/2"), "http://10.0.0.1/"}
    assert str(caught.value).count("redirected to") == 1


def test_a_password_in_an_address_is_neither_sent_nor_told(world: Worlds) -> None:
    there = world(
        {"b.example": 404, "a.example": (302, {"Location": "http://u:pw@b.example:{port}/x"})}
    )
    with pytest.raises(FetchError) as caught:
        ask(there, "ann:secret@a.example/1")
    assert "secret" not in str(caught.value)
    assert "pw" not in str(caught.value)
    assert {value for _, value in sent(there, "authorization")} == {None}


def test_parameters_are_added_to_those_that_are_there(world: Worlds) -> None:
    there = world({"a.example": "ok"})
    page = ask(there, "a.example/s?a=1#here", params={"b": "ä&"})
    assert there.asked == ["a.example/s?a=1&b=%C3%A4%26"]
    assert page.asked == there.url("a.example/s?a=1&b=%C3%A4%26")
