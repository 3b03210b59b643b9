"""Lists of names that hold everything a separator is made of."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.grammar import grammar_of
from mentions.core.names import NameList, split_names, stands_in

EN, DE, FR, IT, JA = (grammar_of(tag).words for tag in ("en", "de", "fr", "it", "ja"))

# list, quoted name, names
ENGLISH = [
    ("Jens", None, ["Jens"]),
    ("Jens", "Jens", ["Jens"]),
    ("Eva and Jens", None, ["Eva", "Jens"]),
    ("Eva, Jens", None, ["Eva", "Jens"]),
    ("Eva, Uwe and Jens", None, ["Eva", "Uwe", "Jens"]),
    ("Eva, Uwe, and Jens", None, ["Eva", "Uwe", "Jens"]),
    ("Eva, Jens", "Jens", ["Eva", "Jens"]),
    ("Eva and Uwe, Jens", "Jens", ["Eva", "Uwe", "Jens"]),
    ("Eva, Uwe and Ina, Jens", "Jens", ["Eva", "Uwe", "Ina", "Jens"]),
    ("Eva, Uwe and Jens", "Jens", ["Eva", "Uwe", "Jens"]),
    ("Eva, Jens and Uwe", "Jens", ["Eva", "Jens", "Uwe"]),
    ("Jens, Eva and Uwe", "Jens", ["Jens", "Eva", "Uwe"]),
    ("Jens, Jens", "Jens", ["Jens"]),
    ("Jens and Jens", "Jens", ["Jens"]),
    ("Jens, Eva and JENS", None, ["Jens", "Eva"]),
    ("Eva Klein, PhD", None, ["Eva Klein, PhD"]),
    ("Eva Klein, PhD and Jens", None, ["Eva Klein, PhD", "Jens"]),
    ("Jens and Eva Klein, PhD", None, ["Jens", "Eva Klein, PhD"]),
    ("Uwe, Eva Klein, Ph.D., M.D. and Jens", None, ["Uwe", "Eva Klein, Ph.D., M.D.", "Jens"]),
    ("Acme, Inc. and Jens", None, ["Acme, Inc.", "Jens"]),
    ("Jens, Eva Klein, PhD", "Eva Klein, PhD", ["Jens", "Eva Klein, PhD"]),
    ("Jens, Oh no, really.", "Oh no, really.", ["Jens", "Oh no, really."]),
    ("J. R. Meier, K.K and .jens", None, ["J. R. Meier", "K.K", ".jens"]),
    ("Meier Lab @ Uni, Jens (privat)", None, ["Meier Lab @ Uni", "Jens (privat)"]),
    ("Salt and Pepper and Jens", "Jens", ["Salt and Pepper", "Jens"]),
    ("Eva, Salt and Pepper and Jens", "Jens", ["Eva", "Salt and Pepper", "Jens"]),
    ("Salt and Pepper", "Salt and Pepper", ["Salt and Pepper"]),
    ("Eva and Salt and Pepper", "Salt and Pepper", ["Eva", "Salt and Pepper"]),
    ("Eva, Salt and Pepper", "Salt and Pepper", ["Eva", "Salt and Pepper"]),
    ("Jens 🎉, 🎉 and ♥ Eva", None, ["Jens 🎉", "🎉", "♥ Eva"]),
    ("山田太郎, 마리아・로페스 and Jens", None, ["山田太郎", "마리아・로페스", "Jens"]),
    ("Andrew Sandy and Brandy", None, ["Andrew Sandy", "Brandy"]),
    ("Jens , Eva  and  Uwe ", None, ["Jens", "Eva", "Uwe"]),
    ("@jens and @eva", None, ["@jens", "@eva"]),
    ("Meier & Sohn and Jens", None, ["Meier & Sohn", "Jens"]),
]
GERMAN = [
    ("Jens und Ingo Becker", "Ingo Becker", ["Jens", "Ingo Becker"]),
    ("Jens und Ingo Becker", "Jens", ["Jens", "Ingo Becker"]),
    ("Eva, Jens und Uwe", "Eva", ["Eva", "Jens", "Uwe"]),
    ("Eva, Jens und Uwe", "Jens", ["Eva", "Jens", "Uwe"]),
    ("Eva, Jens und Uwe", None, ["Eva", "Jens", "Uwe"]),
    ("Rosen und Tulpen und Jens", "Jens", ["Rosen und Tulpen", "Jens"]),
    ("Jens und Rosen und Tulpen", "Jens", ["Jens", "Rosen und Tulpen"]),
    ("Gertrud Kund und Jens", None, ["Gertrud Kund", "Jens"]),
    ("Meier, GmbH und Jens", None, ["Meier, GmbH", "Jens"]),
    ("Freunde, e.V. und Jens", None, ["Freunde, e.V.", "Jens"]),
]
JAPANESE = [
    ("Jens、Eva", None, ["Jens", "Eva"]),
    ("JensとEva", None, ["Jens", "Eva"]),
    ("山田と田中", None, ["山田", "田中"]),
    ("さとう", None, ["さとう"]),
    ("さとうとJens", "Jens", ["さとう", "Jens"]),
    ("マリア・ロペスおよびJens", None, ["マリア・ロペス", "Jens"]),
    ("Jens，Eva、Uwe", "Uwe", ["Jens", "Eva", "Uwe"]),
]
UNSURE = [
    ("", None),
    ("  ", None),
    (", ", None),
    ("Eva, , Jens", None),
    ("Eva and Uwe and Jens", None),
    ("Eva and Uwe, Jens", None),
    ("Salt and Pepper and Eva, Jens", "Jens"),
    ("Eva and Uwe, Jens, Ina", "Jens"),
    ("Eva and Jens", "Uwe"),
    ("Evamaria", "Eva"),
    ("Eva Klein, PhD", "Eva Klein"),
    ("PhD and Jens", None),
    ("... and Jens", None),
    ("Eva, [...] and Jens", None),
    ("Eva and http://a.example/", None),
    ("x" * 81, None),
    ("Eva, " * 400, None),
]
OTHERS = [
    (EN, "Eva, Jens and others", NameList(names=("Eva", "Jens"), more=True)),
    (EN, "Eva and 12 others", NameList(names=("Eva",), more=True, others=12)),
    (EN, "Eva, Jens, and 3 other people", NameList(names=("Eva", "Jens"), more=True, others=3)),
    (EN, "Eva and 5 more", NameList(names=("Eva",), more=True, others=5)),
    (EN, "Salt and Pepper, Eva and others", NameList(names=("Salt and Pepper", "Eva"), more=True)),
    (EN, "Eva and Others Ltd", NameList(names=("Eva", "Others Ltd"))),
    (DE, "Eva, Jens und anderen", NameList(names=("Eva", "Jens"), more=True)),
    (DE, "Eva und 12 weiteren", NameList(names=("Eva",), more=True, others=12)),
    (DE, "Eva und 2 weiteren Personen", NameList(names=("Eva",), more=True, others=2)),
    (DE, "Eva, Jens u.a.", NameList(names=("Eva", "Jens"), more=True)),
    (DE, "Jens und Theodor Anderen", NameList(names=("Jens", "Theodor Anderen"))),
    (FR, "Eva, Jens et d’autres", NameList(names=("Eva", "Jens"), more=True)),
    (FR, "Eva et 4 autres personnes", NameList(names=("Eva",), more=True, others=4)),
    (EN, "Eva and many others", NameList(names=("Eva",), more=True)),
    (DE, "Eva und vielen weiteren", NameList(names=("Eva",), more=True)),
    (IT, "Eva e altri 3", NameList(names=("Eva",), more=True, others=3)),
    (IT, "Eva e altre 3 persone", NameList(names=("Eva",), more=True, others=3)),
    (JA, "Eva、Jensほか3人", NameList(names=("Eva", "Jens"), more=True, others=3)),
    (JA, "Eva、Jens他", NameList(names=("Eva", "Jens"), more=True)),
]


@pytest.mark.parametrize(("text", "quoted", "names"), ENGLISH)
def test_english(text: str, quoted: str | None, names: list[str]) -> None:
    assert split_names(text, EN, quoted) == NameList(names=tuple(names))


@pytest.mark.parametrize(("text", "quoted", "names"), GERMAN)
def test_german(text: str, quoted: str | None, names: list[str]) -> None:
    assert split_names(text, DE, quoted) == NameList(names=tuple(names))


@pytest.mark.parametrize(("text", "quoted", "names"), JAPANESE)
def test_japanese(text: str, quoted: str | None, names: list[str]) -> None:
    assert split_names(text, JA, quoted) == NameList(names=tuple(names))


@pytest.mark.parametrize(("text", "quoted"), UNSURE)
def test_what_is_not_certain_is_not_split(text: str, quoted: str | None) -> None:
    assert split_names(text, EN, quoted) is None


@pytest.mark.parametrize("text", ["田中とさくら", "さくらと田中"])
def test_a_syllable_or_an_and(text: str) -> None:
    assert split_names(text, JA) is None


@pytest.mark.parametrize(("words", "text", "expected"), OTHERS)
def test_others_are_a_count(words: object, text: str, expected: NameList) -> None:
    assert split_names(text, words) == expected  # type: ignore[arg-type]


def test_a_name_stands_between_separators() -> None:
    assert stands_in("Eva, Jens and others", EN, "Jens")
    assert not stands_in("Eva, Jens Meier and others", EN, "Jens")


NAME = st.text(st.sampled_from("ab,. @()🎉日・と&und"), max_size=12)


@given(st.lists(NAME).map(" and ".join), st.none() | NAME)
def test_names_stand_in_the_list(text: str, quoted: str | None) -> None:
    found = split_names(text, EN, quoted)
    folded = " ".join(text.split())
    assert found is None or (found.names and all(name in folded for name in found.names))


@pytest.mark.parametrize("piece", ["A and B, ", "A, ", " and ", ", ", "A and others ", " "])
def test_long_lists_take_no_longer_than_their_length(piece: str) -> None:
    started = time.process_time()
    assert split_names(piece * (100_000 // len(piece)), EN, "A") is None
    assert time.process_time() - started < 1
