"""Every text the program says stands in every catalogue, translated, and none that it does not."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from mentions.report.language import languages
from mentions.settings.running import LANGUAGES

SRC = Path(__file__).parents[2] / "src" / "mentions"
LOCALE = SRC / "report" / "locale"
OTHERS = sorted({file.name.partition(".")[0] for file in LOCALE.glob("*.po")})

# A text and its plural, with its context; None where it has none.
Text = tuple[str | None, str, str | None]


def texts_of_python(code: str) -> Iterator[Text]:
    """Yield what `say`, `count` and `marked` are called with; `list.count` has no two texts."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        given = [one.value if isinstance(one, ast.Constant) else None for one in node.args]
        context = next(
            (
                one.value.value
                for one in node.keywords
                if one.arg == "context" and isinstance(one.value, ast.Constant)
            ),
            None,
        )
        yield from texts_of_call(called, given, context)


def texts_of_template(text: str) -> Iterator[Text]:
    for node in Environment(autoescape=True).parse(text).find_all(nodes.Call):
        called = node.node.name if isinstance(node.node, nodes.Name) else ""
        given = [one.value if isinstance(one, nodes.Const) else None for one in node.args]
        context = next(
            (
                one.value.value
                for one in node.kwargs
                if one.key == "context" and isinstance(one.value, nodes.Const)
            ),
            None,
        )
        yield from texts_of_call(called, given, context)


def texts_of_call(called: str, given: list[object], context: object) -> Iterator[Text]:
    stated = None if context is None else str(context)
    match called, given:
        case (("say" | "marked"), [str(text), *_]):
            yield stated, text, None
        case "count", [str(one), str(many), _]:
            yield stated, one, many


@cache
def said() -> set[Text]:
    found: set[Text] = set()
    for file in SRC.rglob("*.py"):
        found |= set(texts_of_python(file.read_text("utf-8")))
    for file in SRC.rglob("*.j2"):
        found |= set(texts_of_template(file.read_text("utf-8")))
    return found


def translated(language: str) -> dict[Text, tuple[str, ...]]:
    """Return what the catalogues of a language hold; what is empty or doubtful counts not."""
    found: dict[Text, tuple[str, ...]] = {}
    for file in [LOCALE / f"{language}.po", *sorted(LOCALE.glob(f"{language}.*.po"))]:
        with file.open("rb") as opened:
            for message in read_po(opened):
                ids = [message.id] if isinstance(message.id, str) else list(message.id)
                strings = (
                    [message.string] if isinstance(message.string, str) else list(message.string)
                )
                if ids[0] and all(strings) and not message.fuzzy:
                    text = (message.context, ids[0], ids[1] if len(ids) > 1 else None)
                    assert text not in found, f"{file.name}: twice: {text}"
                    found[text] = tuple(strings)
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_texts_are_found() -> None:
    texts = said()
    assert ("by", "{number} other", "{number} others") in texts
    assert (None, "How it was counted", None) in texts
    assert (None, "links to the post", None) in texts


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language: str) -> None:
    assert sorted(said() - translated(language).keys(), key=str) == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_translation_is_stale(language: str) -> None:
    assert sorted(translated(language).keys() - said(), key=str) == []


@pytest.mark.parametrize("language", OTHERS)
def test_translations_have_the_same_values(language: str) -> None:
    for (_, one, many), strings in translated(language).items():
        for text in strings:
            assert fields(text) <= fields(one) | fields(many or ""), text
            assert (
                fields(many or one) - fields(text) <= {"number"}
                if many
                else fields(one) == fields(text)
            ), text


# Texts that are the same word in both languages, or none of ours at all.
SAME = {"Feed", "Likes", "Web"}


def test_no_english_was_left_as_it_is() -> None:
    left = {
        one
        for (_, one, many), strings in translated("de").items()
        if {one, many} & set(strings) and re.search("[a-zA-Z]", re.sub(r"\{\w+\}", "", one))
    }
    assert left == SAME


def test_german_quotes_as_german_does() -> None:
    for strings in translated("de").values():
        for text in strings:
            assert not re.search('[”"‘’]', text), text
            assert text.count("„") == text.count("“"), text


def test_config_knows_the_languages() -> None:
    assert set(LANGUAGES) == set(languages()) == {"en", *OTHERS}
