"""What holds for every source, found by itself.

A new source is under this contract as soon as it is there. It needs a row in
tests/sources/cases.py, samples with a routes.toml under tests/samples/NAME, and a page
docs/sources/NAME.md.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from pytest_httpserver import HTTPServer
from tests.sources.cases import CANARY, CASES, MEMORY, Case, asked_samples
from tests.sources.fuzzing import (
    assert_sound,
    fuzzed,
    login_of,
    run,
    sample_page,
    shortened,
    variants,
)
from tests.sources.replaying import (
    SAMPLES,
    Looked,
    look_closely,
    named,
    routes,
    samples,
    serve,
)
from werkzeug import Request as Asked
from werkzeug import Response

from mentions.asking import Batch, Key, Page, Source, Watch
from mentions.errors import ConfigError, FetchError, SourceError
from mentions.listening import Listener
from mentions.looking import Outcome, outcome_of
from mentions.sources import find_source, load_sources
from mentions.sources._bluesky_login import RENEWAL

HERE = Path(__file__).parent
DOCS = HERE.parent.parent / "docs" / "sources"
SOURCES = load_sources()
NAMES = sorted(SOURCES)
LISTENERS = [name for name in NAMES if SOURCES[name].profile.listens]
ASKED = [name for name in NAMES if name not in LISTENERS]
# They ask for the address itself, whatever it is; the others look for something in it first.
PLACES = ["feed", "webpage", "wordpress"]

# --- what is not there, and why ---

# Pages and comment lists of any site: tests/parse holds theirs by the hundred.
NO_SAMPLES = {"webpage": "tests/parse/pages", "wordpress": "tests/parse/comments"}
# Anybody's server: nothing is documented about being asked.
NO_LIMITS = {"webpage", "feed", "wordpress"}
# Samples that no poll of a case comes to, and the test that answers with them.
ELSEWHERE = {
    ("bluesky", "renewed.json"): "test_bluesky_login.py",
    ("lemmy", "v3-shim.json"): "test_lemmy.py",
}
# Samples of refusals without a route: the status they come with, and what they stand for.
REFUSED = {
    ("hackernews", "not-found.json"): (404, Outcome.BROKEN),
    ("hackernews", "wrong-filter.json"): (400, Outcome.BROKEN),
    ("lemmy", "v3-limit.json"): (400, Outcome.THROTTLED),
    ("lobsters", "missing-parameter.json"): (400, Outcome.BROKEN),
    ("reddit", "unauthorized.json"): (401, Outcome.NEEDS_AUTH),
}
# A page for people is what they read.
READS_PAGES = {"webpage", "feed"}
# What is "nothing" there and not an answer of another kind.
IS_NOTHING = {
    "feed": {b"[]", b"7"},
    "gdelt": {b"{}"},
    "lobsters": {b"[]"},
    "webpage": {b"[]", b"7"},
    "wordpress": {b"[]"},
}


def source_named(name: str) -> Source:
    return SOURCES[name]


def cases_of(name: str) -> tuple[Case, ...]:
    assert name in CASES, f"{name}: give it a row in tests/sources/cases.py"
    return CASES[name]


def every(
    names: list[str] = NAMES,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return pytest.mark.parametrize("name", names)


# --- how it is found ---


def test_ours_are_found() -> None:
    assert set(SOURCES) >= {"bluesky", "feed", "github", "hackernews", "webpage", "wordpress"}


def test_an_unknown_source_is_named_with_the_known() -> None:
    with pytest.raises(ConfigError, match=r"no source 'rss'.*feed.*webpage"):
        find_source("rss")


def test_every_row_is_a_source() -> None:
    assert set(CASES) <= set(NAMES), "tests/sources/cases.py names what is no source"


@every()
def test_it_says_what_it_is_and_needs(name: str) -> None:
    source, profile = source_named(name), SOURCES[name].profile
    assert (source.name, name.isidentifier()) == (name, True)
    assert source.title.strip() == source.title != ""
    assert not (profile.searches and profile.listens), f"{name}: it searches or it listens"
    assert profile.requests >= 1, f"{name}: a poll costs one request at least"
    has_key = profile.key is not Key.NONE
    assert bool(profile.key_form) == has_key, f"{name}: key_form says what a key looks like"
    for rate in profile.rates:
        assert min(rate.requests, rate.seconds) > 0, f"{name}: {rate}"
    assert all(switch.isidentifier() for switch in profile.switches), f"{name}: switches"
    assert profile.limits or profile.rates or name in NO_LIMITS, f"{name}: say its limits"
    texts = (profile.limits, profile.key_form, source.title)
    assert not any(text.endswith(".") or "\n" in text for text in texts), f"{name}: {texts}"


@every()
def test_its_page_says_what_it_finds_and_costs(name: str) -> None:
    page = DOCS / f"{name}.md"
    assert page.is_file(), f"{name}: write docs/sources/{name}.md"
    text = page.read_text("utf-8")
    assert text.startswith(f"# {name}: "), f"{name}: its page begins with its name"
    assert re.search(r"^(?:Finds|Reads|Looks at|Hears|Watches) ", text, re.MULTILINE), name
    for words in (
        r"(?i)\bcannot (?:find|tell)",
        r"(?i)\bcosts\b",
        r"\*\*Limits\*\*",
        r"\*\*Key\*\*",
    ):
        assert re.search(words, text), f"{name}: its page lacks {words}"
    key = text.partition("**Key**")[2]
    asks = SOURCES[name].profile.key is not Key.NONE
    assert ("token_env" in key or "token_file" in key) == asks, f"{name}: how to give a key"
    listed = (DOCS.parent / "sources.md").read_text("utf-8")
    assert f"(sources/{name}.md)" in listed, f"{name}: link its page in docs/sources.md"


# --- its samples ---


@every([name for name in NAMES if name not in NO_SAMPLES])
def test_every_sample_is_there_and_used(name: str) -> None:
    folder = SAMPLES / name
    assert (folder / "routes.toml").is_file(), f"{name}: no tests/samples/{name}/routes.toml"
    answered = {route["file"] for route in routes(name) if "file" in route}
    held = {file.name for file in folder.iterdir()} - {"routes.toml"}
    tests = "".join(file.read_text("utf-8") for file in HERE.glob(f"test_{name}*.py"))
    refused = {file for owner, file in REFUSED if owner == name}
    unused = {file for file in held - answered - refused if Path(file).stem not in tests}
    assert not unused, f"{name}: no route and no test answers with {sorted(unused)}"
    assert answered, f"{name}: no samples"


@pytest.mark.parametrize("name", NO_SAMPLES)
def test_who_has_no_samples_has_others(name: str) -> None:
    assert any((HERE.parent.parent / NO_SAMPLES[name]).iterdir())
    assert not (SAMPLES / name).exists(), f"{name}: take it out of NO_SAMPLES"


@pytest.mark.parametrize(("name", "file"), ELSEWHERE)
def test_what_no_case_comes_to_is_in_a_test(name: str, file: str) -> None:
    assert file in (HERE / ELSEWHERE[name, file]).read_text("utf-8")


# --- answered from its samples ---


def entries_in(looked: Looked) -> int:
    documents = looked.batch.documents if looked.batch else ()
    return sum(len(document.entries) for document in documents)


def outcome_in(looked: Looked) -> Outcome:
    """Return how a poll ended, as the tracker sees it; what was found counts as mentions."""
    error = looked.error or (looked.batch.incomplete if looked.batch else None)
    if error:
        return outcome_of(error)
    return Outcome.OK if entries_in(looked) else Outcome.EMPTY


REPLAYED = [
    pytest.param(name, case, id=f"{name}-{number}")
    for name in ASKED
    if name not in NO_SAMPLES
    for number, case in enumerate(CASES.get(name, ()))
    if case.on_wire
]


@pytest.mark.parametrize(("name", "case"), REPLAYED)
def test_its_samples_over_the_wire(name: str, case: Case, httpserver: HTTPServer) -> None:
    serve(httpserver, name)
    watch = case.watch(name, httpserver.url_for("").rstrip("/"))
    looked = look_closely(source_named(name), watch)
    error = looked.error or (looked.batch and looked.batch.incomplete)
    assert outcome_in(looked) is case.outcome, f"{name}: {error}"
    if looked.batch:
        json.dumps(looked.batch.cursor)
        assert_sound(looked.batch, name)
    assert_hidden(looked, watch)


@every(ASKED)
def test_it_has_cases(name: str) -> None:
    keyed = [case for case in cases_of(name) if case.token]
    assert all(CANARY in (case.token or "") for case in keyed), f"{name}: CANARY in every key"
    assert bool(keyed) == (SOURCES[name].profile.key is not Key.NONE), f"{name}: a case with a key"


@every([name for name in ASKED if name not in NO_SAMPLES])
def test_every_answer_is_asked_for(name: str) -> None:
    asked = {file for case in cases_of(name) for file in asked_samples(SOURCES[name], case)}
    left = {file for file in samples(name) if (name, file) not in ELSEWHERE} - asked
    assert not left, f"{name}: no case in tests/sources/cases.py asks for {sorted(left)}"


@every([name for name in ASKED if name not in NO_SAMPLES])
def test_whatever_comes_it_never_raises(name: str) -> None:
    """Each sample with every key dropped, nulled and retyped, one at a time."""
    source, whole, which = source_named(name), samples(name), named(name)
    small = {file: shortened(value) for file, value in whole.items()}
    tried = set()
    for case in cases_of(name):
        watch = case.watch(name)
        for file in sorted(asked_samples(source, case) - tried):
            tried.add(file)
            table = small if asks_for(source, watch, small, file) else whole
            for path, result in fuzzed(source, watch, table, which, only=[file]):
                assert_sound(result, f"{name} {path}")


def asks_for(source: Source, watch: Watch, table: dict, file: str) -> bool:
    """Whether a poll that is answered from a table comes to a sample."""
    which, found = named(source.name), set()

    def answer(request: object) -> object:
        given = which(request)
        if not isinstance(given, str):
            return given
        found.add(given)
        return sample_page(request, table[given])

    with suppress(SourceError):
        run(source.poll(watch), answer, login=login_of(source, watch))
    return file in found


# --- answers that are none ---


NO_ANSWERS = (b"<html>Log in</html>", b"[]", b"{}", b'{"x": {}}', b"7", b"")


def is_answer(name: str, body: bytes) -> bool:
    return body in IS_NOTHING.get(name, ()) or (name in READS_PAGES and body.startswith(b"<"))


@pytest.mark.parametrize(
    ("name", "body"),
    [(name, body) for name in ASKED for body in NO_ANSWERS if not is_answer(name, body)],
)
def test_no_answer_is_never_nothing(name: str, body: bytes) -> None:
    source, watch = source_named(name), cases_of(name)[0].watch(name)
    page = Page(url=MEMORY, body=body, content_type="application/json")
    try:
        batch, _ = run(source.poll(watch), lambda _: page, login=login_of(source, watch))
    except SourceError:
        return
    assert batch.incomplete, f"{name}: {body!r} is taken for an answer"
    assert not any(document.entries for document in batch.documents)


@pytest.mark.parametrize(("name", "file"), REFUSED)
def test_a_sample_of_a_refusal_is_one(name: str, file: str, httpserver: HTTPServer) -> None:
    status, outcome = REFUSED[name, file]
    body, kind = (SAMPLES / name / file).read_bytes(), "application/json"
    httpserver.expect_request(re.compile(".*")).respond_with_data(body, status, content_type=kind)
    case = cases_of(name)[0]
    looked = look_closely(SOURCES[name], case.watch(name, httpserver.url_for("").rstrip("/")))
    assert outcome_in(looked) is outcome


HTML = "<!doctype html><html><head><title>Log in</title></head><body><p>Wait.</p></body></html>"
REFUSALS = {
    "401": (401, None, {Outcome.NEEDS_AUTH}),
    "403": (403, None, {Outcome.BLOCKED, Outcome.NEEDS_AUTH}),
    "403 as a page": (403, HTML, {Outcome.BLOCKED, Outcome.NEEDS_AUTH}),
    "429": (429, None, {Outcome.THROTTLED}),
    # After three in a row the host is left alone: that is the last word then.
    "500": (500, None, {Outcome.BROKEN, Outcome.THROTTLED}),
    "a page": (200, HTML, {Outcome.BROKEN, Outcome.UNSUPPORTED}),
}


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        (name, refusal)
        for name in ASKED
        for refusal in REFUSALS
        if not (refusal == "a page" and name in READS_PAGES)
    ],
)
def test_a_refusal_ends_as_what_it_is(name: str, refusal: str, httpserver: HTTPServer) -> None:
    """Its words repeat all that was sent, and nothing of the key may come out again."""
    status, body, outcomes = REFUSALS[refusal]
    httpserver.expect_request(re.compile(".*")).respond_with_handler(
        lambda asked: refused(asked, status, body)
    )
    base = httpserver.url_for("").rstrip("/")
    for case in cases_of(name):
        if case.on_wire:
            watch = case.watch(name, base)
            looked = look_closely(source_named(name), watch)
            assert outcome_in(looked) in outcomes, f"{name}: {looked.error or looked.batch}"
            assert not entries_in(looked), f"{name}: {looked.batch}"
            assert_hidden(looked, watch)


def refused(asked: Asked, status: int, body: str | None) -> Response:
    """Answer with an error, in the words of the question."""
    sent = asked.get_data(as_text=True)
    words = f"{asked.url} {sent} {dict(asked.headers).get('Authorization', '')}"
    told = {"error": words, "message": words, "errors": [{"message": words}]}
    headers = {"Retry-After": "60"} if status == 429 else {}
    kind = "text/html" if body else "application/json"
    return Response(body or json.dumps(told), status, headers, content_type=kind)


# --- keys ---


def spellings(key: str) -> Iterator[str]:
    secret = key.rpartition(":")[2]
    for text in (key, secret):
        yield from (text, quote(text, safe=""), quote_plus(text))
        yield base64.b64encode(text.encode()).decode().rstrip("=")


def assert_hidden(looked: Looked, watch: Watch) -> None:
    """Make sure that nothing that is shown or stored holds a key or a session's token."""
    keys = {CANARY, *spellings(watch.setup.token or CANARY)}
    for session in looked.sessions:
        keys |= {session.token, session.extra.get(RENEWAL, session.token)}
    shown = [repr(looked.batch), repr(watch), repr(looked.sessions)]
    shown += [f"{page.url} {page.asked} {page.moved_to}" for page in looked.pages]
    batch = looked.batch or Batch()
    shown += [json.dumps(batch.cursor), *(document.url for document in batch.documents)]
    for error in filter(None, (looked.error, batch.incomplete)):
        shown += [f"{error!r} {error} {error.url} {error.why} {getattr(error, 'hop', None)}"]
    for text in shown:
        assert not [key for key in keys if key in text], f"{watch.source} shows its key: {text}"


# --- places that are looked at ---

ADDRESS = "https://blog.example/post-1/"


@every(PLACES)
def test_it_asks_for_its_address_first(name: str) -> None:
    watch = Watch(source=name, address=ADDRESS, cursor={"etag": "x"})
    first = next(SOURCES[name].poll(watch))
    assert (first.url, first.cursor) == (ADDRESS, {"etag": "x"})


@every(PLACES)
def test_unchanged_reads_nothing(name: str, drive: Callable) -> None:
    page = Page(url=ADDRESS, unchanged=True, cursor={"etag": "x"})
    batch, _ = drive(SOURCES[name].poll(Watch(source=name, address=ADDRESS)), lambda _: page)
    assert (batch.unchanged, batch.documents, batch.cursor) == (True, (), {"etag": "x"})


@every(PLACES)
def test_a_refusal_is_passed_on(name: str, drive: Callable) -> None:
    watch = Watch(source=name, address=ADDRESS)
    with pytest.raises(FetchError):
        drive(SOURCES[name].poll(watch), lambda _: FetchError(ADDRESS, "gone"))


# --- places that tell by themselves ---


@every(LISTENERS)
def test_whatever_it_hears_it_never_raises(name: str) -> None:
    listener: Listener = SOURCES[name]
    watch = Watch(source=name, address="https://stream.example")
    (events,) = (route["body"] for route in routes(name) if route.get("status") == 101)
    heard, tried = 0, 0
    for line in filter(None, events.splitlines()):
        heard += listener.hear(line, watch) is not None
        for path, changed in variants(json.loads(line)):
            told = listener.hear(json.dumps(changed).encode(), watch)
            listener.position(json.dumps(changed).encode())
            if told:
                assert told.entry.url, f"{name} {path}"
                tried += 1
    assert min(heard, tried) > 0, f"{name}: its samples say nothing"
