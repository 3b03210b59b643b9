"""How sources are listed."""

import json
from dataclasses import replace
from io import StringIO

from rich.console import Console

from mentions.asking import Key, Profile, Rate
from mentions.report.to_sources import Listed, render_sources, source_as_dict

PLAIN = Listed(name="feed", title="Feed", key_note="none given")
KEYED = Listed(
    name="reddit",
    title="Reddit",
    profile=Profile(
        searches=True,
        key=Key.NEEDED,
        key_form="id:secret",
        requests=4,
        rates=(Rate(requests=100, seconds=60),),
        limits="100 a minute",
    ),
    key_note="REDDIT_TOKEN is not set",
    instances=("https://old.example",),
    switches=("comments",),
    budget=1500,
    spent=1024,
)
BROKEN = Listed(name="x", error="source 'x' cannot be loaded (ImportError: no y); update it")


def shown(*listed: Listed) -> list[str]:
    out = StringIO()
    render_sources(listed, console=Console(file=out, width=10_000))
    return out.getvalue().splitlines()


def test_each_has_a_line() -> None:
    assert shown(PLAIN, KEYED) == [
        "feed  Feed  looks at a place  none needed  ready  1 request",
        (
            "reddit  Reddit  searches  needed (id:secret): REDDIT_TOKEN is not set  needs a key, "
            "asks https://old.example, comments, 1,024 of 1,500 requests used today  4 requests  "
            "100 a minute"
        ),
    ]


def test_what_a_key_changes() -> None:
    found = replace(KEYED, has_key=True, key_note="from REDDIT_TOKEN")
    assert found.ready
    assert "needed (id:secret): from REDDIT_TOKEN  ready, asks" in shown(found)[0]
    optional = replace(KEYED, profile=Profile(key=Key.OPTIONAL), key_note="none given")
    assert "finds more with one: none given  ready" in shown(optional)[0]


def test_one_that_listens() -> None:
    assert "listens" in shown(replace(PLAIN, profile=Profile(listens=True)))[0]


def test_one_that_is_off() -> None:
    assert "switched off" in shown(replace(PLAIN, enabled=False))[0]
    assert not replace(PLAIN, enabled=False).ready


def test_one_that_is_broken_is_named_with_the_reason() -> None:
    lines = shown(BROKEN, PLAIN)
    assert lines[0].startswith("feed")
    assert lines[1] == "Broken: source 'x' cannot be loaded (ImportError: no y); update it"
    assert not BROKEN.ready


def test_as_json() -> None:
    given = source_as_dict(KEYED)
    assert json.loads(json.dumps(given)) == given
    assert given["ready"] is False
    assert (given["key"], given["requests"], given["instances"]) == (
        "needed",
        4,
        ["https://old.example"],
    )
    assert source_as_dict(BROKEN)["error"] == BROKEN.error
