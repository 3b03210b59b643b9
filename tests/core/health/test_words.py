import pytest

from mentions.core.health.judge import is_edited


@pytest.mark.parametrize(
    "anew",
    [
        "Sehr\nlesenswert:\u00a0'Weg damit' - sagt Jens...",
        "Sehr lesens\u00adwert: „Weg damit“ – sagt Jens…".replace("„", "‚").replace("“", "‘"),
        "Sehr lesenswert: ’Weg damit’ — sagt Jens…",
        "Sehr lesenswert: 'Weg da\u200bmit' -- sagt Jens...",
    ],
)
def test_words_set_anew_are_not_edited(anew: str) -> None:
    assert not is_edited("Sehr lesenswert: 'Weg damit' - sagt Jens...", anew)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("Gut!", "Gut?"),
        ("Gut 👍", "Gut 👎"),
        ("Gut", "gut"),
        ("Er sagte ja", "Er sagte „ja“"),
        ("10-20", "1020"),
    ],
)
def test_other_words_and_signs_are(before: str, now: str) -> None:
    assert is_edited(before, now)
