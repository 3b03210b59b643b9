"""Jetstream: which messages say something, what posts they hold, who posted them."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.fuzzing import assert_sound, run, variants
from tests.sources.microblogs import answering, route
from tests.sources.replaying import SAMPLES, mentions_in, samples

from mentions.asking import Batch, Setup, Watch
from mentions.core.index import ArticleIndex
from mentions.core.scan.scanner import Scanner
from mentions.errors import SourceError, UnsupportedError
from mentions.listening import Heard
from mentions.model import Article, Author, Counts, Document, Entry, Kind
from mentions.sources.jetstream import SOURCE

ARTICLE = "https://blog.example/2026/03/short-links/"
WEB = "https://bsky.app/profile"
WATCH = Watch(source="jetstream", address="https://stream.example/")
LINES = (SAMPLES / "jetstream" / "events.jsonl").read_bytes().splitlines()
POSTS = "/xrpc/app.bsky.feed.getPosts"
TILDA = "did:plc:tilda0000000000000000000"


def scanner() -> Scanner:
    return Scanner(ArticleIndex([Article(url=ARTICLE)]))


def heard() -> list[Heard]:
    return [one for line in LINES if scanner().may_link(line) and (one := SOURCE.hear(line, WATCH))]


def entries(*first: Any, watch: Watch = WATCH) -> dict[str, Entry]:
    batch = complete(*first, watch=watch)
    return {str(one.url).removeprefix(f"{WEB}/"): one for one in batch.documents[0].entries}


def complete(*first: Any, watch: Watch = WATCH) -> Batch:
    batch, _ = run(SOURCE.complete(heard(), watch), answering("jetstream", *first))
    return batch


def changed(line: bytes, path: str, value: object) -> bytes:
    event = json.loads(line)
    place = event
    *above, last = path.split(".")
    for key in above:
        place = place[key]
    place[last] = value
    return json.dumps(event).encode()


# --- messages ---


def test_most_messages_are_let_go_by_their_bytes() -> None:
    read = [number for number, line in enumerate(LINES) if scanner().may_link(line)]
    assert read == [0, 2, 4, 7, 9]


def test_escapes_hide_nothing() -> None:
    line = LINES[7]
    assert b"bl\\u006fg.example\\/2026" in line
    assert scanner().may_link(line)
    assert [one.id for one in heard()].count(
        f"at://{'did:plc:sven'.ljust(32, '0')}/app.bsky.feed.post/3msven000001b"
    ) == 1


@given(st.data())
def test_however_an_address_is_written_it_is_seen(data: st.DataObject) -> None:
    """Any character of a JSON text may be escaped."""
    event = json.loads(LINES[2])
    marks = "".join(f"\\u{ord(char):04X}" if data.draw(st.booleans()) else char for char in ARTICLE)
    text = json.dumps(event).replace(json.dumps(ARTICLE), f'"{marks}"').encode()
    assert scanner().may_link(text)
    assert SOURCE.hear(text, WATCH) == SOURCE.hear(LINES[2], WATCH)


@pytest.mark.parametrize(
    "text",
    [
        b'{"did":"did:plc:a","time_us":1773482401000000,"kind":"commit"}',
        b' { "did" : "did:plc:a" , "time_us" : 1773482401000000 }',
        b'{"kind":"commit","commit":{"record":{"time_us":7}},"time_us":1773482401000000}',
    ],
)
def test_where_a_message_stands(text: bytes) -> None:
    assert SOURCE.position(text) == 1773482401000000


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"time_us":true}',
        b'{"time_us":1e300}',
        b'{"time_us":' + b"9" * 5000 + b"}",
        b'{"time_us":-1773482401000000}',
        b'{"time_us":"1773482401000000"}',
        b'{"did":"x","record":{"time_us":1773482401000000}}',
        b'{"did":"x\\",\\"time_us\\":1773482401000000","time_us":5}',
    ],
)
def test_what_stands_nowhere(text: bytes) -> None:
    assert SOURCE.position(text) is None
    assert SOURCE.hear(text, WATCH) is None


def test_what_a_person_writes_moves_no_position() -> None:
    line = changed(LINES[0], "commit.record.text", '{"did":"a","time_us":9999999999999999}')
    assert SOURCE.position(line) == SOURCE.position(LINES[0]) == 1773482401000000


# --- posts ---


def test_a_post_is_known_by_number_at_first() -> None:
    entry = heard()[0].entry
    assert entry.url == f"{WEB}/{TILDA}/post/3mtilda00001b"
    assert entry.author == Author(url=f"{WEB}/{TILDA}")
    assert entry.text == "Lesenswert 🧵👏🏽 blog.example/2026/03/shor... für alle"
    assert [link.url for link in entry.links] == [f"{ARTICLE}?utm_source=bsky"]
    assert entry.links[0].anchor == "blog.example/2026/03/shor..."
    assert (entry.platform, entry.language, entry.counts) == ("bluesky", "de", Counts())


@pytest.mark.parametrize(
    ("created", "published"),
    [
        ("2026-03-14T09:59:58Z", datetime(2026, 3, 14, 9, 59, 58, tzinfo=UTC)),
        ("2031-01-01T00:00:00Z", datetime(2026, 3, 14, 10, 0, 1, tzinfo=UTC)),
        (None, datetime(2026, 3, 14, 10, 0, 1, tzinfo=UTC)),
    ],
)
def test_the_earlier_date_counts(created: object, published: datetime) -> None:
    found = SOURCE.hear(changed(LINES[0], "commit.record.createdAt", created), WATCH)
    assert found
    assert found.entry.published == published


@pytest.mark.parametrize("operation", ["create", "update"])
def test_what_is_edited_is_the_same_post(operation: str) -> None:
    found = SOURCE.hear(changed(LINES[0], "commit.operation", operation), WATCH)
    assert found
    assert found.id == heard()[0].id


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("commit.operation", "delete"),
        ("commit.collection", "app.bsky.feed.like"),
        ("kind", "identity"),
        ("did", "did:plc:a/../../x"),
        ("commit.record", None),
        ("commit", None),
    ],
)
def test_what_is_no_post(path: str, value: object) -> None:
    assert SOURCE.hear(changed(LINES[0], path, value), WATCH) is None


def test_deletes_and_accounts_are_passed_over() -> None:
    assert [SOURCE.hear(LINES[number], WATCH) for number in (3, 5, 8)] == [None] * 3


def test_whatever_comes_it_never_raises() -> None:
    """Fuzz: each key of each event dropped, nulled and of another type."""
    tried = 0
    for line in LINES:
        for where, value in variants(json.loads(line)):
            text = json.dumps(value).encode()
            found = SOURCE.hear(text, WATCH)
            place = SOURCE.position(text)
            assert place is None or 10**15 <= place < 10**16, where
            if found:
                assert_sound(
                    Batch(documents=(Document(url="x", form="stream", entries=(found.entry,)),)),
                    where,
                )
            tried += 1
    assert tried > 500


# --- who posted ---


def test_who_posted_is_asked_once_for_all() -> None:
    batch, asked = run(SOURCE.complete(heard(), WATCH), answering("jetstream"))
    (request,) = asked
    assert urlsplit(request.url).netloc == "public.api.bsky.app"
    assert [value for _, value in parse_qsl(urlsplit(request.url).query)] == [
        one.id for one in heard()
    ]
    assert batch.documents[0].url == "https://stream.example/subscribe"
    tilda = entries()["tilda.example/post/3mtilda00001b"]
    assert (tilda.author.name, tilda.author.handle) == ("Tilda 🌍", "tilda.example")
    assert tilda.counts == Counts(likes=1, reposts=0, replies=0, quotes=0)
    assert tilda.syndication == (f"{WEB}/{TILDA}/post/3mtilda00001b",)


def test_a_card_without_words_and_a_quote_with_a_card() -> None:
    found = entries()
    assert found["jonas.example/post/3mjonas00001b"].text is None
    liwei = found[f"{'did:plc:liwei'.ljust(32, '0')}/post/3mliwei00001b"]
    assert (liwei.author.name, liwei.author.handle, liwei.kind) == ("Li Wei", None, Kind.QUOTE)
    assert liwei.via == ("tilda.example",)


def test_whom_the_appview_does_not_know_stays_a_number() -> None:
    sven = "did:plc:sven".ljust(32, "0")
    entry = entries()[f"{sven}/post/3msven000001b"]
    assert entry.author == Author(url=f"{WEB}/{sven}")
    assert entry.text == "Über das Ärgernis\nmit Kürzeln"


def test_who_hides_from_the_public_is_not_shown() -> None:
    assert len(heard()) == 5
    assert len(entries()) == 4
    assert not any("piet" in url for url in entries())


@pytest.mark.parametrize(
    ("body", "status"),
    [("<html>Forbidden", 403), ("<html>", 200), ({"error": "x"}, 500), ({"posts": None}, 200)],
)
def test_a_look_up_that_fails_costs_no_post(body: Any, status: int) -> None:
    batch = complete(route(POSTS, body, status))
    assert len(batch.documents[0].entries) == 5
    assert all(one.author.name is None and one.author.url for one in batch.documents[0].entries)
    assert batch.documents[0].notes[0].startswith("who posted is not known: ")
    assert batch.incomplete is None


def test_whatever_the_appview_answers_it_never_raises() -> None:
    sample = samples("jetstream")["posts.json"]
    for where, value in variants(sample):
        result = complete(route(POSTS, value))
        assert_sound(result, where)
        assert result.documents[0].entries, where


def test_the_owner_s_own_appview() -> None:
    watch = Watch(
        source="jetstream", address=WATCH.address, setup=Setup(instances=("https://view.example",))
    )
    _, asked = run(SOURCE.complete(heard(), watch), answering("jetstream"))
    assert asked[0].url.startswith(f"https://view.example{POSTS}?")


def test_they_become_mentions_of_the_article() -> None:
    found = mentions_in(complete(), ARTICLE)
    names = {one.author.name or one.author.handle or one.author.url for one in found}
    assert names == {
        "Tilda 🌍",
        "jonas.example",
        "Li Wei",
        f"{WEB}/{'did:plc:sven'.ljust(32, '0')}",
    }


# --- the address ---


@pytest.mark.parametrize(
    ("address", "begins"),
    [
        ("https://stream.example/", "wss://stream.example/subscribe?"),
        ("https://stream.example/subscribe", "wss://stream.example/subscribe?"),
        ("http://127.0.0.1:8000/jetstream", "ws://127.0.0.1:8000/jetstream/subscribe?"),
    ],
)
def test_where_the_stream_is(address: str, begins: str) -> None:
    url = SOURCE.address(Watch(source="jetstream", address=address), 1773482401000000)
    assert url.startswith(begins)
    assert dict(parse_qsl(urlsplit(url).query)) == {
        "wantedCollections": "app.bsky.feed.post",
        "maxMessageSizeBytes": "1000000",
        "cursor": "1773482401000000",
    }


def test_the_first_time_it_begins_now() -> None:
    assert "cursor" not in SOURCE.address(WATCH, None)


def test_an_address_that_is_none() -> None:
    with pytest.raises(UnsupportedError):
        SOURCE.address(Watch(source="jetstream", address="file:///x"), None)
    assert issubclass(UnsupportedError, SourceError)
