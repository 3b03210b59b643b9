"""Which links are asked where they lead."""

from mentions.core.shortlinks import KNOWN, Shorteners, not_asked, short_links_in
from mentions.model import Document, Entry, Hyperlink, Region


def test_the_known_ones_and_those_of_the_owner() -> None:
    own = Shorteners(extra_hosts=("s.example",))
    assert KNOWN.matches("http://ow.ly/rDsf")
    assert not KNOWN.matches("https://s.example/1")
    assert own.matches("https://s.example/1")
    assert own.matches("http://bit.ly/1")


def test_each_once_and_only_in_the_text() -> None:
    links = (
        Hyperlink(url="http://ow.ly/b"),
        Hyperlink(url="http://ow.ly/a"),
        Hyperlink(url="https://else.example/"),
        Hyperlink(url="http://ow.ly/b"),
        Hyperlink(url="http://bit.ly/nav", region=Region.CHROME),
    )
    document = Document(url="https://x.example/", form="page", entries=(Entry(links=links),))
    assert short_links_in([document], KNOWN) == ["http://ow.ly/b", "http://ow.ly/a"]


def test_what_nobody_asked_says_so() -> None:
    (one,) = not_asked(["http://ow.ly/a"]).values()
    assert (one.found, one.resolved, one.why) == ("http://ow.ly/a", None, "not asked")
