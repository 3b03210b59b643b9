"""The labelled set is large, varied and well formed, whatever the program makes of it."""

from collections import Counter

import pytest
from labels import CHANNELS, HERE, Case, comment_cases, page_cases, sample_labels
from scoring import FIELDS

from mentions.model import Channel, Evidence, Kind

COMMENTS = comment_cases()
PAGES = page_cases()
MENTION_KEYS = {*FIELDS, "open", "optional", "zone"}
COMMENT_KEYS = {
    *("id", "lang", "class", "author", "author_url", "says", "html", "report", "negative"),
    *("mentions", "text", "links", "hashtags", "evidence"),
}
PAGE_KEYS = {"file", "layout", "lang", "url", "article", "mentions"}
ENUMS = {
    "kind": frozenset(Kind),
    "channel": frozenset(Channel),
    "evidence": frozenset(Evidence),
}


def readings(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def test_the_set_is_large_enough() -> None:
    assert len(COMMENTS) >= 170
    assert len({case.raw["lang"] for case in COMMENTS}) >= 11
    assert sum(case.raw.get("negative", False) for case in COMMENTS) >= 50
    assert len({case.raw["layout"] for case in PAGES}) >= 24


@pytest.mark.parametrize(
    "language", ["en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "pl", "ja"]
)
def test_every_required_language_has_a_report_and_a_human_comment(language: str) -> None:
    mine = [case.raw for case in COMMENTS if case.raw["lang"] == language]
    assert any(raw.get("report") for raw in mine)
    assert any(raw.get("negative") for raw in mine)


def test_no_comment_or_page_stands_twice() -> None:
    ids = Counter(case.id for case in [*COMMENTS, *PAGES])
    # A ping without a body has no text: its author line is what it says.
    texts = Counter(
        raw.get("html") or raw.get("says") or raw["author"]
        for raw in (case.raw for case in COMMENTS)
    )
    bodies = Counter(case.data for case in PAGES)
    assert [what for counts in (ids, texts, bodies) for what, n in counts.items() if n > 1] == []


def test_every_page_on_disk_is_labelled() -> None:
    assert {path.name for path in (HERE / "pages").iterdir()} == {case.id for case in PAGES}


@pytest.mark.parametrize("case", COMMENTS, ids=lambda case: case.id)
def test_comment_is_well_formed(case: Case) -> None:
    assert set(case.raw) <= COMMENT_KEYS
    assert ("says" in case.raw) != ("html" in case.raw)
    assert case.raw["class"] in CHANNELS
    assert case.labels
    for mention in case.raw.get("mentions", []):
        assert set(mention) <= MENTION_KEYS


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.id)
def test_page_is_well_formed(case: Case) -> None:
    assert set(case.raw) <= PAGE_KEYS
    for mention in case.raw["mentions"]:
        assert set(mention) <= MENTION_KEYS | {"text_start"}
        assert {"kind", "channel", "evidence"} <= set(mention)


@pytest.mark.parametrize("case", [*COMMENTS, *PAGES], ids=lambda case: case.id)
def test_labels_use_the_words_of_the_model(case: Case) -> None:
    for label in case.labels:
        for name, allowed in ENUMS.items():
            assert set(readings(label.fields.get(name, next(iter(allowed))))) <= allowed


@pytest.mark.parametrize(
    "case", [case for case in COMMENTS if case.raw.get("negative")], ids=lambda case: case.id
)
def test_a_negative_is_exactly_one_mention(case: Case) -> None:
    (label,) = case.labels
    assert label.fields["kind"] == ("reply" if case.raw["class"] == "comment" else "mention")
    assert not label.fields["via"]
    assert label.fields["reported_by"] == ""


@pytest.mark.parametrize("case", COMMENTS, ids=lambda case: case.id)
def test_labelled_words_stand_in_the_comment(case: Case) -> None:
    page = case.data.decode()
    for label in case.labels:
        for handle in [*label.fields.get("via", []), *readings(label.fields.get("handle", ""))]:
            assert str(handle) in page


def test_the_people_of_the_sample_stand_in_its_files() -> None:
    sample = HERE.parent.parent / "data" / "sample"
    text = "".join(path.read_text("utf-8") for path in sample.glob("*.[hx]*ml"))
    labels = sample_labels()
    assert len(labels) == 17
    for label in labels:
        names = readings(label.fields.get("name", "")) + readings(label.fields["handle"])
        assert all(str(name) in text for name in names)
