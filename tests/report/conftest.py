"""Mentions as Hypothesis makes them: `st.from_type(Mention)`."""

from datetime import UTC

from hypothesis import strategies as st

from mentions.core.counting import counted
from mentions.core.standing import STATES, Recorded
from mentions.model import Author, Channel, Evidence, Kind, Mention, MentionLink, Reporter

HOSTILE = st.sampled_from(
    [
        *(
            "=1+1",
            "+49 30 1234",
            "-5",
            "@clab",
            "\t=x",
            "\r=x",
            "\n=x",
            " =1",
            '"=1"',
            "'=1",
            "''@x",
        ),
        *("＝1+1", "＋1", "－1", "＠x", "\u00a0=1", "a;=HYPERLINK(1)", "a\n=cmd|'/C calc'!A0"),
        *(";'=f(x)", "\t'=f (", "Na ;-)", ";-(", "- Liste\n- noch eine (mit Klammer)", "'tis"),
        *('"', '""', "a,b;c\td", "a\r\nb", "\u2028", "\u202eevil", "[red]x[/red]", "\ufeff", "?"),
        *("👩‍👧", "Straße", "Ｆｕｌｌ", "مرحبا", "日本語"),
    ]
)
CONTROLS = st.sampled_from(["\0", "\x1b[31mred", "\x9b31m", "\x7f", "\ud800", "\udc00x", "\x85"])
LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)
LONG = st.just("ä").map(lambda letter: letter * 300)
WORDS = st.one_of(LETTERS, HOSTILE, LONG, CONTROLS, st.tuples(HOSTILE, LETTERS).map("".join))
HANDLES = st.text(st.sampled_from("abcäß._-@=+'?0123"), min_size=1, max_size=12)
ADDRESSES = st.builds(
    "http{}://{}.example/{}".format,
    st.sampled_from(["", "s"]),
    st.sampled_from(["blog", "xn--strae-oqa"]),
    st.text(st.sampled_from("abc-._~/?=&%20+;'@#!(),|"), max_size=12),
)
MOMENTS = st.datetimes(timezones=st.just(UTC))
NUMBERS = st.none() | st.integers(-(2**63) + 1, 2**63 - 1)
COUNTS = st.builds(counted, st.tuples(*[NUMBERS] * 5), MOMENTS)


st.register_type_strategy(
    Mention,
    st.builds(
        Mention,
        article=ADDRESSES,
        kind=st.sampled_from(Kind),
        channel=st.sampled_from(Channel),
        platform=st.sampled_from(["twitter", "web", "mastodon"]),
        author=st.builds(
            Author,
            name=st.none() | WORDS,
            handle=st.none() | HANDLES,
            url=st.none() | ADDRESSES,
            photo=st.none() | ADDRESSES,
        ),
        text=st.none() | WORDS,
        url=st.none() | ADDRESSES,
        published=st.none() | MOMENTS,
        published_zone_known=st.booleans(),
        first_seen=MOMENTS,
        language=st.sampled_from([None, "de", "en-GB", "zh-Hant-TW"]),
        hashtags=st.lists(HANDLES, max_size=3).map(tuple),
        via=st.lists(HANDLES, max_size=3).map(tuple),
        links=st.lists(
            st.builds(MentionLink, found=ADDRESSES, resolved=st.none() | ADDRESSES), max_size=3
        ).map(tuple),
        reported_by=st.none() | st.builds(Reporter, name=WORDS, url=st.none() | ADDRESSES),
        evidence=st.sampled_from(Evidence),
        source=ADDRESSES | st.just("file:///data/sample/article.html"),
        merged_from=st.integers(1, 99_999),
        syndication=st.just(()),
        parent=st.none() | ADDRESSES,
        counts=COUNTS,
    ),
)
st.register_type_strategy(
    Recorded,
    st.builds(Recorded, mention=st.from_type(Mention))
    | st.builds(
        Recorded,
        mention=st.from_type(Mention),
        health=st.sampled_from(STATES),
        health_at=MOMENTS,
    ),
)
