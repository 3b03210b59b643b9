"""Account names in running text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.handles import handle_at, handles_at

ONE = [
    ("@a", "a"),
    ("@a: Text", "a"),
    ("＠a", "a"),
    ("@A_b9.", "A_b9"),
    ("@a日本", "a"),
    ("@a.", "a"),
    ("@a.Gut", "a"),
    ("@a.example", "a.example"),
    ("@a.bsky.social", "a.bsky.social"),
    ("@a.bsky.social.", "a.bsky.social"),
    ("@a@host.example", "a@host.example"),
    ("@a.b@host.example: Text", "a.b@host.example"),
    ("@a@sub.host.example.", "a@sub.host.example"),
    ("@" + "a" * 30, "a" * 30),
    ("@a-", "a"),
    ("@a - b", "a"),
    ("@a.http://b.example", "a"),
]
NONE = [
    "@feldb…",
    "@feldb...",
    "",
    "@",
    "a",
    "@ a",
    "@a's",
    "@a’s Blog",
    "@müller",
    "@" + "a" * 31,
    "@日本",
    "@a@b",
    "@a-b",
    "@a.b",
    "@a.so",
    "@a.b-c: Text",
    "@a.example@b: Text",
]
LISTS = [
    ("@a @b", "a"),
    ("@a & @b", "a b"),
    ("@a, @b", "a b"),
    ("@a, @b, and @c", "a b c"),
    ("@a und @b", "a b"),
    ("@a et @b", "a b"),
    ("@a y @b", "a b"),
    ("@a och @b", "a b"),
    ("@a i @b", "a b"),
    ("@a/@b", "a b"),
    ("@a + @b", "a b"),
    ("@a & via @b", "a b"),
    ("@a und b", "a"),
    ("@a unter @b", "a"),
]


@pytest.mark.parametrize(("text", "handle"), ONE)
def test_one_handle(text: str, handle: str) -> None:
    found = handle_at(text, 0)
    assert found == (handle, len(handle) + 1)


@pytest.mark.parametrize("text", NONE)
def test_no_handle(text: str) -> None:
    assert handle_at(text, 0) is None


@pytest.mark.parametrize(("text", "handles"), LISTS)
def test_lists(text: str, handles: str) -> None:
    assert " ".join(handles_at(text, 0)[0]) == handles


@given(st.text(st.sampled_from("@a.b&, und＠_-é日"), max_size=60))
def test_handles_stand_in_the_text(text: str) -> None:
    handles, end = handles_at(text, 0)
    assert 0 <= end <= len(text)
    assert all(f"@{handle}" in text.replace("＠", "@")[:end] for handle in handles)
