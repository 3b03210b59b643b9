from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.parse.names import name_in_byline, name_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jörg Weiß", "Jörg Weiß"),
        ("  Jörg \n Weiß ", "Jörg Weiß"),
        ("by Tom Hill", "Tom Hill"),
        ("Geschrieben von Max", "Max"),
        ("Autor: Eva", "Eva"),
        ("admin", "admin"),
        ("@jens", "jens"),
        ("Jens (@jens@social.example)", "Jens"),
        ("Jens @jens", "Jens"),
        ("Di Stefano", "Di Stefano"),
        ("Ursula von der Leyen", "Ursula von der Leyen"),
        ("山田 太郎", "山田 太郎"),
        ("Meier Lab @ Uni", "Meier Lab @ Uni"),
        ("", None),
        ("–", None),
        (None, None),
        ("eva@blog.example", None),
        ("von name@x", None),
        ("https://eva.example/", None),
        ("eva.example", None),
        ("A whole sentence that is by no means a name", None),
    ],
)
def test_name_of(text: str | None, expected: str | None) -> None:
    assert name_of(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Posted by Max Muster on July 14th, 2009", "Max Muster"),
        ("Geschrieben von Max am 14. Juli 2009", "Max"),
        ("14.07.2009 von Eva Maria Klein in Web", "Eva Maria Klein"),
        ("Veröffentlicht am 14. Juli 2009 von Jens", "Jens"),
        ("Von Jörg Weiß-Müller, 11:42 Uhr", "Jörg Weiß-Müller"),
        ("by J. R. Meier at 10:15 AM", "J. R. Meier"),
        ("posted by Tim @ 3:40 PM", "Tim"),
        ("Par Zoé Dupont le 14 juillet 2009", "Zoé Dupont"),
        ("von anna » So 19. Jul 2009, 10:00", "anna"),
        ("Eingestellt von Lena um 20:15", "Lena"),
        ("von der Redaktion", None),
        ("von ich@x.example am 1.2.2009", None),
        ("14. Juli 2009 in Allgemein", None),
        ("This entry was posted on July 14th and is filed under Web", None),
        ("Ein Besuch von Nora war schön", None),
        ("", None),
    ],
)
def test_name_in_byline(line: str, expected: str | None) -> None:
    assert name_in_byline(line) == expected


@given(st.text(max_size=300))
def test_any_text_is_a_name_or_none(text: str) -> None:
    for name in (name_of(text), name_in_byline(text)):
        assert name is None or name == " ".join(name.split()) != ""
