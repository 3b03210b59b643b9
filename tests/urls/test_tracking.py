import re

import pytest

from mentions.urls.tables import document
from mentions.urls.tracking import strip_tracking

GROUPS = document("tracking.toml")["group"]

KEPT_EVERYWHERE = ["p", "id", "page", "v", "q", "t", "s", "ref", "sid", "tag", "si", "r", "lang"]

ON_ONE_HOST = [
    ("x.com", "s", True),
    ("mobile.twitter.com", "t", True),
    ("example.org", "s", False),
    ("notx.com", "s", False),
    ("music.youtube.com", "si", True),
    ("www.youtube.com", "v", False),
    ("www.amazon.co.uk", "tag", True),
    ("www.amazon.de", "pf_rd_p", True),
    ("amazon.example.org", "tag", False),
    ("jens.substack.com", "r", True),
    ("jens.substack.com", "post_id", True),
    ("substack.com", "post_id", False),
    ("www.facebook.com", "__tn__", True),
    ("www.facebook.com", "story_fbid", False),
]


@pytest.mark.parametrize("name", KEPT_EVERYWHERE)
def test_what_may_select_content_stays(name: str) -> None:
    assert strip_tracking([(name, "42")], "example.org") == [(name, "42")]


@pytest.mark.parametrize(("host", "name", "dropped"), ON_ONE_HOST)
def test_some_names_count_on_some_hosts_only(host: str, name: str, *, dropped: bool) -> None:
    assert (strip_tracking([(name, "abc")], host) == []) is dropped


@pytest.mark.parametrize(("value", "dropped"), [("tw", True), ("Twitter", True), ("42", False)])
def test_some_names_count_with_some_values_only(value: str, *, dropped: bool) -> None:
    assert (strip_tracking([("ref", value)], "example.org") == []) is dropped


@pytest.mark.parametrize(
    ("value", "dropped"),
    [
        ("0123456789ABCDEF0123456789abcdef", True),
        ("k3v9ab2mpd81qhtz0n5xw7c4u6", True),
        ("09/07/14/firewall", False),
        ("0a1b", False),
        ("12345678901234567890123456", False),
        ("howifoundmyfirewallintheattic", False),
        ("a1" * 33, False),
    ],
)
def test_some_names_count_only_with_what_is_drawn_at_random(value: str, *, dropped: bool) -> None:
    assert (strip_tracking([("sid", value)], "example.org") == []) is dropped


def test_order_and_repetition_stay() -> None:
    pairs = [("b", "2"), ("utm_id", "x"), ("a", "1"), ("b", "1")]
    assert strip_tracking(pairs, "example.org") == [("b", "2"), ("a", "1"), ("b", "1")]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group["origin"])
def test_the_data_says_where_it_is_from_and_is_lower_case(group: dict[str, object]) -> None:
    assert group["origin"]
    assert group["source"]
    assert set(group) <= {"origin", "source", "names", "prefixes", "values", "random", "hosts"}
    facts = str([value for key, value in group.items() if key not in {"origin", "source"}])
    assert facts == facts.lower()


@pytest.mark.parametrize("group", [group for group in GROUPS if "hosts" not in group])
def test_nothing_short_counts_everywhere(group: dict[str, list[str]]) -> None:
    for prefix in group.get("prefixes", []):
        assert re.fullmatch(r"\w{2,}_", prefix)
    assert not set(KEPT_EVERYWHERE) & set(group.get("names", []))
