"""Chains of retweets and credits, as people wrote them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.retweet import Retweet, read_retweet
from mentions.model import Kind

# text, own words, handles, innermost text
REPOSTS = [
    ("RT @a RT @b", None, "a b", None),
    ("RT @a: RT @b", None, "a b", None),
    ("rt @a rt: @b", None, "a b", None),
    ("RT @a ♺ @b MT @c", None, "a b c", None),
    ("RT @a via @b", None, "a b", None),
    ("RT @a: (via @b)", None, "a b", None),
    ("RT @a RT @b RT @c RT @d RT @e RT @f Ende", None, "a b c d e f", "Ende"),
    ("RT@a:RT@b:Ende", None, "a b", "Ende"),
    ("RT @a: MT @b: QT @c: Weg damit (h/t @d)", None, "a b c d", "Weg damit"),
    ("RT @a@chaos.example RT @b.bsky.social: Tja", None, "a@chaos.example b.bsky.social", "Tja"),
    ("RT\u00a0@a:\u00a0Weg damit", None, "a", "Weg damit"),
    ("RT\u202f@a\u202f: Weg damit", None, "a", "Weg damit"),
    ("RT @a\u200b: Weg damit", None, "a", "Weg damit"),
    ("RT  @a :  Weg damit", None, "a", "Weg damit"),
    ("RT @a\nWeg damit", None, "a", "Weg damit"),
    ("ＲＴ @a: Weg damit", None, "a", "Weg damit"),
    ("RT @a : « Weg damit »", None, "a", "Weg damit"),
    ("RT @a: نص جميل", None, "a", "نص جميل"),
    ("RT @a: Weg htt", None, "a", "Weg htt"),
    ("RT @a: Weg RT @", None, "a", "Weg RT @"),
    ("RT @a: Weg RT @b", None, "a", "Weg RT @b"),
    ("RT @a: http://x.example/@b", None, "a", "http://x.example/@b"),
    ("http://medium.example/@b RT @a: ja", None, "a", "ja"),
    (".@b RT @a: ja", None, "a", "ja"),
    ("RT @a: Weg damit", None, "a", "Weg damit"),
    ("RT @a Weg damit", None, "a", "Weg damit"),
    ("RT @a: RT @b: Weg damit", None, "a b", "Weg damit"),
    ("RT @a: RT @b Weg damit", None, "a b", "Weg damit"),
    ("RT @a RT @b Weg damit", None, "a b", "Weg damit"),
    ("RT @a RT @b: RT @c: Weg damit", None, "a b c", "Weg damit"),
    ("RT: @a Weg damit", None, "a", "Weg damit"),
    ("RT:@a Weg damit", None, "a", "Weg damit"),
    ("RT : @a: Weg damit", None, "a", "Weg damit"),
    ("rt@a Weg damit", None, "a", "Weg damit"),
    ("RT@a: Weg damit", None, "a", "Weg damit"),
    ("Rt @a: Weg damit", None, "a", "Weg damit"),
    ("RT ＠a：Weg damit", None, "a", "Weg damit"),
    ("RT @a:Das war gut", None, "a", "Das war gut"),
    ("RT @a, Weg damit", None, "a", "Weg damit"),
    ("RT @a - Weg damit", None, "a", "Weg damit"),
    ("RT @a » Weg damit", None, "a", "Weg damit"),
    ("RT @a | Weg damit", None, "a", "Weg damit"),
    ("RT @a :) Weg damit", None, "a", ":) Weg damit"),
    ("RT @a -5 Grad heute", None, "a", "-5 Grad heute"),
    ("RT @a: To be or not to be", None, "a", "To be or not to be"),
    ("RT @a And so it begins", None, "a", "And so it begins"),
    ("RT @a: @b Das sehe ich auch so", None, "a", "@b Das sehe ich auch so"),
    ("RT @a @b Das sehe ich auch so", None, "a", "@b Das sehe ich auch so"),
    ("RT @a & @b: Weg damit", None, "a b", "Weg damit"),
    ("RT @a_B_9: Weg damit", None, "a_B_9", "Weg damit"),
    ("RT @a: Weg damit http://ow.ly/x #fb", None, "a", "Weg damit http://ow.ly/x #fb"),
    ("RT @a: Weg damit http://ow.ly/x und mehr", None, "a", "Weg damit http://ow.ly/x und mehr"),
    ("RT @a: Please RT: weg damit", None, "a", "Please RT: weg damit"),
    ("RT @a: Weg dam…", None, "a", "Weg dam…"),
    ("♺ @a Weg damit", None, "a", "Weg damit"),
    ("♺ @a: Weg damit", None, "a", "Weg damit"),
    ("♻ @a: Weg damit", None, "a", "Weg damit"),
    ("♻️ @a: Weg damit", None, "a", "Weg damit"),
    ("♲ @a@host.example: Weg damit", None, "a@host.example", "Weg damit"),
    ("🔁 @a@host.example: Weg damit", None, "a@host.example", "Weg damit"),
    ("Retweet @a Weg damit", None, "a", "Weg damit"),
    ("Retweeting @a: Weg damit", None, "a", "Weg damit"),
    ("ReTweeted @a Weg damit", None, "a", "Weg damit"),
    ("Reposted from @a: Weg damit", None, "a", "Weg damit"),
    ("MT @a: Weg damit", None, "a", "Weg damit"),
    ("PRT @a Weg damit", None, "a", "Weg damit"),
    ("QT @a: Weg damit", None, "a", "Weg damit"),
    ("！RT @a: Weg damit", None, "a", "Weg damit"),
    ("2012-06-14RT @a: Weg damit", None, "a", "Weg damit"),
    ("2012-06-14 RT @a: Weg damit", None, "a", "Weg damit"),
    ("@c RT @a: Weg damit", None, "a", "Weg damit"),
    ("http://ow.ly/x RT @a: Weg damit", None, "a", "Weg damit"),
    ("(RT @a: Weg damit", None, "a", "Weg damit"),
    ('"@a: Weg damit"', None, "a", "Weg damit"),
    ("“@a: Weg damit”", None, "a", "Weg damit"),
    ("„@a: Weg damit“", None, "a", "Weg damit"),
    ("«@a: Weg damit»", None, "a", "Weg damit"),
    ("「@a: これはいい」", None, "a", "これはいい"),
    ('"@a: er sagte "nein" dazu"', None, "a", 'er sagte "nein" dazu'),
    ("“@a: er sagte “nein” dazu”", None, "a", "er sagte “nein” dazu"),
    ("“@a: Weg dam", None, "a", "Weg dam"),
    ("“@a: RT @b: Weg damit”", None, "a b", "Weg damit"),
    ("“@a: “@b: Weg damit””", None, "a b", "Weg damit"),
    ('RT @a "Weg damit"', None, "a", "Weg damit"),
    ('RT @a: "Weg damit"', None, "a", "Weg damit"),
    ('RT @a: "Weg damit" - toller Artikel', None, "a", '"Weg damit" - toller Artikel'),
    ('RT "@a: Weg damit"', None, "a", "Weg damit"),
    ("RT @a: Weg damit (via @b)", None, "a b", "Weg damit"),
    ("RT @a: Weg damit /via @b & @c", None, "a b c", "Weg damit"),
    ("RT @a: sehr wahr RT @b: Weg damit (via @c)", None, "a b c", "Weg damit"),
    ("RT @a: sehr wahr (via @c) RT @b: Weg damit", None, "a c b", "Weg damit"),
    ("RT @a via @b: Weg damit", None, "a b", "Weg damit"),
    ("RT @a: RT @A: Weg damit", None, "a", "Weg damit"),
    ("RT @a.bsky.social: Weg damit", None, "a.bsky.social", "Weg damit"),
    ("RT @a.example: Weg damit", None, "a.example", "Weg damit"),
    ("RT @a. Weg damit", None, "a", "Weg damit"),
    ("RT @a:", None, "a", None),
    ("RT @a日本語です", None, "a", "日本語です"),
    ("RT RT @a: Weg damit", None, "a", "Weg damit"),
    ("<< RT @a: Weg damit", None, "a", "Weg damit"),
    ("RT @a- Weg damit", None, "a", "Weg damit"),
]
QUOTES = [
    ("ممتاز RT @a: نص جميل", "ممتاز", "a", "نص جميل"),
    ("מצוין RT @a: טקסט", "מצוין", "a", "טקסט"),
    ("Отлично RT @a: текст", "Отлично", "a", "текст"),
    ("ดีมาก RT @a: ข้อความ", "ดีมาก", "a", "ข้อความ"),
    ("बढ़िया RT @a: पाठ", "बढ़िया", "a", "पाठ"),
    ("대박RT @a: 좋다", "대박", "a", "좋다"),
    ("转载RT @a：很好", "转载", "a", "很好"),
    ("Great, RT @a: see", "Great,", "a", "see"),
    ("ja! MT @a: gekürzt", "ja!", "a", "gekürzt"),
    ("LOL RT @a: Weg damit", "LOL", "a", "Weg damit"),
    ("LOL RT @a Weg damit", "LOL", "a", "Weg damit"),
    ("so true: RT @a Weg damit", "so true", "a", "Weg damit"),
    ("so true! RT @a: RT @b: Weg damit", "so true!", "a b", "Weg damit"),
    ("+1 RT @a: Weg damit", "+1", "a", "Weg damit"),
    ("👍 RT @a: Weg damit", "👍", "a", "Weg damit"),
    ("#lesetipp RT @a: Weg damit", "#lesetipp", "a", "Weg damit"),
    ("Please RT @a: Weg damit", "Please", "a", "Weg damit"),
    ("Sehr gut.RT @a: Weg damit", "Sehr gut.", "a", "Weg damit"),
    ("Sehr gut /RT @a: Weg damit", "Sehr gut", "a", "Weg damit"),
    ("Lesen! ♺ @a: Weg damit", "Lesen!", "a", "Weg damit"),
    ("Lesen! (RT @a: Weg damit)", "Lesen!", "a", "Weg damit"),
    ("すごい！RT @a: これはいい", "すごい！", "a", "これはいい"),
    ("すごいRT @a: これはいい", "すごい", "a", "これはいい"),
    ('"@a: Weg damit" Genau!', "Genau!", "a", "Weg damit"),
    ('Genau! "@a: Weg damit"', "Genau!", "a", "Weg damit"),
    ('"@a: Weg damit" – er sagt "ja"', 'er sagt "ja"', "a", "Weg damit"),
    ("“@a: Weg damit” sehe ich auch so", "sehe ich auch so", "a", "Weg damit"),
    ('RT "@a: Weg damit" Genau!', "Genau!", "a", "Weg damit"),
    ("Lesen (via @c) RT @a: Weg damit", "Lesen", "c a", "Weg damit"),
    ("MT @c: nein. Aber RT @a: Weg damit", None, "c a", "Weg damit"),
    ("So wahr << RT @a: Weg damit", "So wahr", "a", "Weg damit"),
    ("ja → RT @a: Weg damit", "ja", "a", "Weg damit"),
    ("ja >.< RT @a: Weg damit", "ja >.<", "a", "Weg damit"),
    ('"@a: Weg damit" << genau!', "genau!", "a", "Weg damit"),
    ('"@a: Weg damit" <3', "<3", "a", "Weg damit"),
    ("Danke! RT @a: Weg damit", "Danke!", "a", "Weg damit"),
    ("Thank you RT @a: Weg damit", "Thank you", "a", "Weg damit"),
    ("Danke für alles! RT @a: Weg damit", "Danke für alles!", "a", "Weg damit"),
]
CREDITS = [
    ("Weg damit (via @a@chaos.example)", "Weg damit", "a@chaos.example"),
    ("Weg damit (HT: @a, @b)", "Weg damit", "a b"),
    ("Weg damit | via @a", "Weg damit", "a"),
    ("Très beau texte, via @a !", "Très beau texte,", "a"),
    ("http://x.example/1 via @a", "http://x.example/1", "a"),
    ("Weg damit via @a", "Weg damit", "a"),
    ("Weg damit via @a.", "Weg damit", "a"),
    ("Weg damit Via: @a", "Weg damit", "a"),
    ("Weg damit (via @a)", "Weg damit", "a"),
    ("Weg damit [via @a]", "Weg damit", "a"),
    ("Weg damit /via @a", "Weg damit", "a"),
    ("Weg damit /via @a & @b", "Weg damit", "a b"),
    ("Weg damit (via @a und @b)", "Weg damit", "a b"),
    ("Weg damit (via @a et @b)", "Weg damit", "a b"),
    ("Weg damit (via @a y @b)", "Weg damit", "a b"),
    ("Weg damit (via @a i @b)", "Weg damit", "a b"),
    ("Weg damit (via @a, @b och @c)", "Weg damit", "a b c"),
    ("Weg damit (via @a, @b, and @c)", "Weg damit", "a b c"),
    ("Weg damit via @a + @b", "Weg damit", "a b"),
    ("Weg damit via @a via @b", "Weg damit", "a b"),
    ("Weg damit – via @a", "Weg damit", "a"),
    ("Weg damit HT @a", "Weg damit", "a"),
    ("Weg damit H/T @a", "Weg damit", "a"),
    ("Weg damit h/t: @a", "Weg damit", "a"),
    ("Weg damit (h/t @a)", "Weg damit", "a"),
    ("Weg damit hat tip @a", "Weg damit", "a"),
    ("Weg damit, hat tip to @a", "Weg damit,", "a"),
    ("Weg damit c/o @a", "Weg damit", "a"),
    ("Weg damit (RT @a)", "Weg damit", "a"),
    ("Weg damit vía @a", "Weg damit", "a"),
    ("これはいい（via @a）", "これはいい", "a"),
    ("via @a: Weg damit", "Weg damit", "a"),
    ("HT @a: Weg damit", "Weg damit", "a"),
    ("via @a Weg damit http://ow.ly/x", "Weg damit http://ow.ly/x", "a"),
    ("Weg damit http://ow.ly/x via @a@host.example", "Weg damit http://ow.ly/x", "a@host.example"),
    ("Weg damit via @a http://ow.ly/x", "Weg damit via @a http://ow.ly/x", "a"),
    ("Weg damit via @a #fb", "Weg damit via @a #fb", "a"),
    ("Found this via @a. Great stuff!", "Found this via @a. Great stuff!", "a"),
    ("Weg damit (danke @b, via @a)", "Weg damit (danke @b, via @a)", "a"),
    ("Weg damit via @a auf Twitter", "Weg damit via @a auf Twitter", "a"),
    ("via @a", None, "a"),
    ("via @a.", None, "a"),
    ("Why I write in public http://ow.ly/x via @a", "Why I write in public http://ow.ly/x", "a"),
    ("Neue Fragen an die Behörde via @a", "Neue Fragen an die Behörde", "a"),
    ("Feedback http://ow.ly/x via @a", "Feedback http://ow.ly/x", "a"),
]
NOTHING = [
    "Billings, MT @a: visit us",
    "Meet me in Helena, MT @a",
    "Qt @home is nice",
    "Qt @ home",
    "HTML @a: schlecht",
    "RT Deutsch @a: nein",
    "Art @a: schön",
    "Dort @a: schön",
    "Wer RT @a, bekommt ein Bier",
    "Merci pour vos RT @a @b",
    "Gracias por el RT @a",
    "Tack för RT @a",
    "Спасибо за RT @a",
    "RTありがとう @a",
    "Weg damit (via Der Spiegel)",
    "Weg damit via Mail",
    "Weg damit by @a",
    "Weg damit cc @a @b",
    "Weg damit via @feldb…",
    "Weg damit RT @feldb...",
    "RT @feldb…",
    "RT https://twitter.com/@a: ja",
    "",
    "   ",
    "Weg damit",
    "Please RT: weg damit",
    "Pls RT weg damit",
    "RT if you agree",
    "RT @a if you agree",
    "bitte RT",
    "bitte RT @a hilft uns",
    "Retweet @a to win a prize",
    "Danke für den RT @a",
    "Danke für den RT @a, bis morgen",
    "Thanks for the RT @a @b!",
    "Thanks RT @a",
    "I wanted to RT @a but forgot",
    "RT @a",
    "RT @a @b",
    "LOL RT @a",
    "RT @a's link",
    "RT-PCR @a",
    "RTFM @a: lies das",
    "START @a: los",
    "ART@a: los",
    ".RT @a: los",
    "#RT @a: los",
    "&RT @a: los",
    "v2RT @a: los",
    "RT a@b.example: los",
    "rt@host.example: los",
    "via a@b.example",
    "via@host.example",
    "RT @müller: los",
    "RT @" + "a" * 31 + ": los",
    "Weg damit via Twitter",
    "Weg damit via http://medium.example/@a",
    "http://mastodon.example/@a",
    "@a Das sehe ich auch so",
    "@a: Das sehe ich auch so",
    "Das sieht @a auch so",
    'Das schrieb auch "@a" gestern',
    '"@a das sehe ich auch so"',
    "I came to this via @a's talk",
    "I came to this via @a talk yesterday",
    "Fragen bitte via @a",
    "Contact us via @a.",
    "Schreibt uns einfach via @a",
    "Via Twitter @a",
    "trivia @a",
    "night @a",
    "somebody mentioned it on Twitter",
    "mt @a",
    "I'll RT @a later",
    "we’d RT @a any day",
    "Thx 4 RT @a: you rock",
    "Danke für den RT @a: gern geschehen",
    "Vielen Dank fürs RT, @a: gern",
    "Merci pour le RT @a : à bientôt",
    "Dzięki za RT @a: pozdrawiam",
    "Tickets gibt es via @a",
    "Rückfragen gern via @a!",
    "Sent via @a",
    "RT @a-lena: los",
    "Weg damit via @zeit-Newsletter",
    "Repost from @a.meier: los",
]


def handles(found: Retweet) -> str:
    return " ".join(found.via)


@pytest.mark.parametrize(("text", "own", "via", "root"), REPOSTS)
def test_reposts(text: str, own: None, via: str, root: str | None) -> None:
    found = read_retweet(text)
    assert (found.kind, found.own_words, handles(found)) == (Kind.REPOST, own, via)
    assert found.root_text == root


@pytest.mark.parametrize(("text", "own", "via", "root"), QUOTES)
def test_quotes(text: str, own: str | None, via: str, root: str) -> None:
    found = read_retweet(text)
    kind = Kind.QUOTE if own else Kind.REPOST
    assert (found.kind, found.own_words, handles(found)) == (kind, own, via)
    assert found.root_text == root


@pytest.mark.parametrize(("text", "root", "via"), CREDITS)
def test_credits(text: str, root: str | None, via: str) -> None:
    found = read_retweet(text)
    assert (found.kind, found.own_words, handles(found)) == (Kind.MENTION, root, via)
    assert found.root_text == root
    assert all(words is None for _, words in found.passed)


@pytest.mark.parametrize("text", NOTHING)
def test_no_chain(text: str) -> None:
    assert read_retweet(text) == Retweet(own_words=text.strip() or None)


def test_each_handle_comes_with_its_words() -> None:
    found = read_retweet("ja! RT @a: sehr wahr RT @b: „Weg damit“ (via @c)")
    assert found.passed == (
        ("a", "sehr wahr RT @b: „Weg damit“ (via @c)"),
        ("b", "„Weg damit“ (via @c)"),
        ("c", None),
    )
    assert found.root_text == "Weg damit"


def test_the_case_the_project_began_with() -> None:
    passed = "Sehr gute Illustration: Weg mit der Social Media Firewall http://ow.ly/rDsf #fb"
    found = read_retweet(f"RT @clab: {passed}")
    assert found.passed == (("clab", passed),)


def test_a_chain_has_an_end() -> None:
    found = read_retweet("".join(f"RT @a{number}: " for number in range(1000)) + "Ende")
    assert found.via == tuple(f"a{number}" for number in range(32))


PIECES = st.sampled_from(
    [*'RT @a: "via ()[]“”„«»♺/&', "RT @b", "via @c", "RT ", "@", "HT @d", "http://a.example ", "\n"]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_every_part_stands_in_the_text(text: str) -> None:
    found = read_retweet(text)
    parts = [found.own_words, found.root_text, *(words for _, words in found.passed), *found.via]
    assert all(part in text and part for part in parts if part is not None)
    assert tuple(handle for handle, _ in found.passed) == found.via
    assert len({handle.casefold() for handle in found.via}) == len(found.via)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_passing_a_text_on_puts_its_author_first(text: str) -> None:
    found = read_retweet("RT @x: " + text)
    assert (found.kind, found.via[0]) == (Kind.REPOST, "x")
    assert found.passed[0][0] == "x"


LONG = ["RT @a ", "RT @a: ", "via @a ", "(via @a, ", '"@a: ', "“@a: ", "RT ", "@a ", " ", "@a & "]


@pytest.mark.parametrize("piece", LONG)
def test_long_texts_take_no_longer_than_their_length(piece: str) -> None:
    text = "RT @x: " + piece * (100_000 // len(piece))
    started = time.process_time()
    read_retweet(text)
    assert time.process_time() - started < 2
