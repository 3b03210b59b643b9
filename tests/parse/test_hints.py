"""When a feed says it wants to be asked."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.looking import Hints
from mentions.parse.hints import feed_hints

SY = 'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOTHING = Hints()


def rss(inside: str, attributes: str = SY) -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0" {attributes}><channel>{inside}'.encode()


@pytest.mark.parametrize(
    ("inside", "wait"),
    [
        ("<ttl>60</ttl>", HOUR),
        ("<ttl>\n 90\t</ttl>", 1.5 * HOUR),
        ("<TTL>60</TTL>", HOUR),
        ("<ttl><![CDATA[60]]></ttl>", HOUR),
        ("<ttl>&#54;0</ttl>", HOUR),
        ("<ttl><!-- an hour -->60</ttl>", HOUR),
        ("<ttl>6<!-- and -->0</ttl>", HOUR),
        ("<ttl unit='minutes'>60</ttl>", HOUR),
        ("<!-- <ttl>5</ttl> <item> --><ttl>60</ttl>", HOUR),
        ("<description><![CDATA[<ttl>5</ttl><item>]]></description><ttl>60</ttl>", HOUR),
        ("<items/><ttl>60</ttl>", HOUR),
        ("<ttl>60</ttl><item><ttl>5</ttl></item>", HOUR),
        ("<ttl>999999999999</ttl>", timedelta(days=365)),
        ("<ttl>0</ttl>", None),
        ("<ttl>-60</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>６０</ttl>", None),
        ("<ttl></ttl>", None),
        ("<ttl/>60</channel>", None),
        ("<ttl><b>60</b></ttl>", None),
        ("<ttl>60", None),
        ("<item><ttl>60</ttl></item>", None),
        ("<item/><ttl>60</ttl>", None),
        ("<!-- <ttl>60</ttl>", None),
        ("<media:ttl>60</media:ttl>", None),
        ("<title>&lt;ttl>60&lt;/ttl></title>", None),
        ("", None),
    ],
)
def test_ttl(inside: str, wait: timedelta | None) -> None:
    assert feed_hints(rss(inside)) == Hints(wait=wait)


@pytest.mark.parametrize(
    ("inside", "wait"),
    [
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", HOUR),
        ("<sy:updatePeriod>\n\thourly\t</sy:updatePeriod>", HOUR),
        ("<sy:updatePeriod>Daily</sy:updatePeriod>", DAY),
        ("<sy:updatePeriod>weekly</sy:updatePeriod>", 7 * DAY),
        ("<sy:updatePeriod>monthly</sy:updatePeriod>", 30 * DAY),
        ("<sy:updatePeriod>yearly</sy:updatePeriod>", 365 * DAY),
        ("<sy:updateFrequency>4</sy:updateFrequency>", DAY / 4),
        (
            ("<sy:updateFrequency>2</sy:updateFrequency><sy:updatePeriod>weekly</sy:updatePeriod>"),
            3.5 * DAY,
        ),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            HOUR,
        ),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><ttl>90</ttl>", 1.5 * HOUR),
        ("<sy:updatePeriod>daily</sy:updatePeriod><ttl>90</ttl>", DAY),
        ("<sy:updatePeriod>now and then</sy:updatePeriod>", None),
        ("<updatePeriod>hourly</updatePeriod>", None),
        ("<other:updatePeriod>hourly</other:updatePeriod>", None),
    ],
)
def test_the_update_period(inside: str, wait: timedelta | None) -> None:
    assert feed_hints(rss(inside)) == Hints(wait=wait)


@pytest.mark.parametrize(
    ("attributes", "tag", "wait"),
    [
        (SY.replace("sy", "s", 1), "s:updatePeriod", HOUR),
        (SY.replace("http:", "https:").replace("n/", "n"), "sy:updatePeriod", HOUR),
        ("", "sy:updatePeriod", HOUR),  # old generators forgot to declare it
        ("xmlns:sy='http://other.example/'", "sy:updatePeriod", None),
        (SY.replace("xmlns:sy", "xmlns"), "updatePeriod", HOUR),
    ],
)
def test_prefixes(attributes: str, tag: str, wait: timedelta | None) -> None:
    assert feed_hints(rss(f"<{tag}>hourly</{tag}>", attributes)) == Hints(wait=wait)


@pytest.mark.parametrize(
    ("inside", "hours", "days"),
    [
        ("<skipHours><hour>0</hour><hour>07</hour><hour>23</hour></skipHours>", {0, 7, 23}, set()),
        ("<skipHours><hour>24</hour></skipHours>", {0}, set()),
        ("<skipHours><hour>25</hour><hour>-1</hour><hour>x</hour></skipHours>", set(), set()),
        ("<hour>3</hour><day>Sunday</day>", set(), set()),
        ("<skipDays><day>Monday</day><day>SUNDAY</day></skipDays>", set(), {0, 6}),
        ("<skipDays><day>Sonntag</day><day>3</day></skipDays>", set(), set()),
        ("<skipdays>\n<day> saturday </day>\n</skipdays>", set(), {5}),
        ("<skipDays><hour>3</hour></skipDays>", set(), set()),
        (
            (
                "<skipHours><hour>1</hour></skipHours><skipDays><day>Friday</day></skipDays>"
                "<skipHours><hour>2</hour></skipHours>"
            ),
            {1, 2},
            {4},
        ),
    ],
)
def test_hours_and_days_to_skip(inside: str, hours: set[int], days: set[int]) -> None:
    expected = Hints(skip_hours=frozenset(hours), skip_days=frozenset(days))
    assert feed_hints(rss(inside)) == expected


PERIOD = "<sy:updatePeriod>hourly</sy:updatePeriod>"
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    f'xmlns="http://purl.org/rss/1.0/" {SY}><channel rdf:about="x">{PERIOD}'
    "<items><rdf:Seq/></items></channel><item/></rdf:RDF>"
)


@pytest.mark.parametrize(
    "text",
    [
        rss("<ttl>60</ttl>").decode(),
        f"\n\n{rss('<ttl>60</ttl>').decode()}",
        RDF,
        f'<feed xmlns="http://www.w3.org/2005/Atom" {SY}><title>x</title>{PERIOD}<entry/></feed>',
        f'<a:feed xmlns:a="http://www.w3.org/2005/Atom" {SY}>{PERIOD}<a:entry/></a:feed>',
        "<!-- <ttl>5</ttl> --><rss><channel><ttl>60</ttl>",
        "<br /><b>Warning</b>: headers<br /><rss><channel><ttl>60</ttl>",
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-16-le"])
def test_kinds_of_feeds_and_charsets(text: str, charset: str) -> None:
    body = text.encode(charset)
    assert feed_hints(body, f"application/xml; charset={charset}") == Hints(wait=HOUR)


def test_a_warning_may_stand_before_the_feed() -> None:
    assert feed_hints(b"Warning: line 3\n<rss><channel><ttl>60</ttl>") == Hints(wait=HOUR)


def test_umlauts_of_any_charset_do_no_harm() -> None:
    body = rss("<title>Grüße</title><ttl>60</ttl>").decode().encode("cp1252")
    assert feed_hints(body) == Hints(wait=HOUR)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" ",
        b"<ttl>60</ttl>",
        b"<!DOCTYPE html><rss><ttl>60</ttl>",
        b"<html><body><rss><ttl>60</ttl>",
        b"<p>x</p><body><rss><ttl>60</ttl>",
        b'{"ttl": 60, "x": "<rss><ttl>60</ttl>"}',
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\x01<rss><ttl>60</ttl>",
        b"x" * 20_000 + b"<rss><ttl>60</ttl>",
        b"<rss>" + b"x" * 70_000 + b"<ttl>60</ttl>",
    ],
)
def test_what_says_nothing(body: bytes) -> None:
    assert feed_hints(body) == NOTHING


PARTS = (
    *(b"<rss>", b"<feed>", b"<ttl>", b"</ttl>", b"60", b"9" * 30, b"<sy:updatePeriod>", b"daily"),
    *(b"</sy:updatePeriod>", b"<sy:updateFrequency>", b"</sy:updateFrequency>", b"<skipHours>"),
    *(
        b"<hour>",
        b"</hour>",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"&#x110000;",
        b"&#0;",
        b"\x00",
    ),
    *(b"\xff\xfe", b"xmlns:a='http://x'", b"<a ", b">", b"\xe2\x80"),
)


@given(st.lists(st.sampled_from(PARTS) | st.binary(max_size=5), max_size=30).map(b"".join))
def test_never_raises_and_waits_a_year_at_most(body: bytes) -> None:
    hints = feed_hints(b"<rss>" + body)
    assert hints.wait is None or timedelta(0) < hints.wait <= timedelta(days=365)
    assert hints.skip_hours <= set(range(24))
