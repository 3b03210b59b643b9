import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.websub.discovery import Hubs, Link, find_hubs, links_in_header

HUB, OTHER, SELF = "https://hub.example/", "https://other.example/hub", "https://a.example/feed"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, []),
        ("", []),
        (f'<{HUB}>; rel="hub"', [("hub", HUB)]),
        (f"<{HUB}>;rel=hub,<{SELF}>;rel=self", [("hub", HUB), ("self", SELF)]),
        (f'<{HUB}>; REL="Hub alternate"', [("hub", HUB), ("alternate", HUB)]),
        (f'< {HUB} > ; title="a, <b>; \\"c\\"" ; rel=hub', [("hub", HUB)]),
        ('</a,b>; rel="self"', [("self", "/a,b")]),
        (f"<{HUB}>; rel=next; rel=hub", [("next", HUB)]),
        (f'<{HUB}>; rel=hub; anchor="https://other.example/"', []),
        (f", ,<{HUB}>; rel=hub,", [("hub", HUB)]),
        (f'<{HUB}>; rel=hub, <{SELF}>; rel="se', [("hub", HUB)]),
        (f"<{HUB}>; rel=hub, <{SELF}", [("hub", HUB)]),
        (f"{HUB}; rel=hub", []),
    ],
)
def test_links_in_header(header: str | None, expected: list[Link]) -> None:
    assert links_in_header(header) == expected


@given(st.text())
def test_no_header_is_too_much(header: str) -> None:
    for relation, target in links_in_header(header):
        assert relation == relation.lower()
        assert target in header


@given(st.text(alphabet='<>;,="\\ a', max_size=2000))
def test_no_header_takes_long(header: str) -> None:
    links_in_header(header * 20)


def both(hub: str = HUB, topic: str = SELF) -> list[Link]:
    return [("hub", hub), ("self", topic)]


@pytest.mark.parametrize(
    ("ways", "hubs", "topic"),
    [
        ([both()], (HUB,), SELF),
        ([both(OTHER), both()], (OTHER,), SELF),
        ([[], both()], (HUB,), SELF),
        ([[("hub", OTHER)], both()], (HUB,), SELF),
        ([[("hub", HUB), ("hub", OTHER), ("hub", HUB), ("self", SELF)]], (HUB, OTHER), SELF),
        ([both("/hub", "/feed?x=1")], ("https://a.example/hub",), "https://a.example/feed?x=1"),
        ([both(topic="HTTPS://A.Example/Feed")], (HUB,), "https://a.example/Feed"),
        ([both(topic="https://A.example/Feed")], (HUB,), "https://A.example/Feed"),
        ([both(topic="https://a.example/ö")], (HUB,), "https://a.example/%C3%B6"),
    ],
)
def test_find_hubs(ways: list[list[Link]], hubs: tuple[str, ...], topic: str) -> None:
    assert find_hubs(ways, url="https://a.example/f") == Hubs(topic=topic, hubs=hubs)


@pytest.mark.parametrize(
    "links",
    [
        [],
        [("hub", HUB)],
        [("self", SELF)],
        [("hub", HUB), ("self", SELF), ("self", OTHER)],
        both("ftp://hub.example/"),
        both("javascript:alert(1)"),
        both(topic="mailto:a@example.org"),
    ],
)
def test_what_names_no_hub_or_no_certain_topic(links: list[Link]) -> None:
    assert find_hubs([links], url="https://a.example/f") is None


def test_not_everybody_is_asked() -> None:
    links = [("self", SELF), *(("hub", f"https://{number}.example/") for number in range(99))]
    found = find_hubs([links], url=SELF)
    assert found
    assert len(found.hubs) == 5
