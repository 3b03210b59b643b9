"""What people say in their own name, and what software says for them."""

from collections.abc import Callable

import pytest

from mentions.model import Author, Channel, Entry, Hyperlink, Kind, Mention

Extract = Callable[..., list[Mention]]
PING = "http://b.example/1"
TWEET = "https://twitter.com/x/status/1"
# an excerpt as stored, as it shall be shown
EXCERPTS = [
    ("[...] eins [...] zwei [...]", "eins [...] zwei"),
    ("[…] eins […]", "eins"),
    ("[&#8230;]eins[&#8230;]", "eins"),
    ("[...] eins", "eins"),
    ("eins [...]", "eins"),
    ("eins [...] zwei", "eins [...] zwei"),
    ("eins (...)", "eins (...)"),
    ("[...] [...]", None),
]


@pytest.mark.parametrize(("text", "expected"), EXCERPTS)
@pytest.mark.parametrize("channel", [Channel.PINGBACK, Channel.TRACKBACK, Channel.WEBMENTION])
def test_pings_lose_what_is_wrapped_around_them(
    extract: Extract, text: str, expected: str | None, channel: Channel
) -> None:
    entry = Entry(author=Author(name="Blog"), text=text, channel=channel, origin=PING)
    (found,) = extract(entry)
    assert (found.text, found.kind, found.url) == (expected, Kind.MENTION, PING)


def test_people_may_write_brackets(extract: Extract) -> None:
    text = "[...] so fängt hier alles an [...]"
    (found,) = extract(Entry(author=Author(name="Eva"), text=text, channel=Channel.COMMENT))
    assert (found.text, found.kind) == (text, Kind.REPLY)


# People quote, imitate and translate what aggregators write.
TALK = [
    "What is “This post was mentioned on Twitter by Jens. Jens said: hi”?",
    "This post was mentioned on Twitter by Jens. Jens said: great! Is that you?",
    "Auf Deutsch: Dieser Beitrag wurde auf Twitter von Eva erwähnt. Eva sagte: ja.",
    "Dieser Eintrag wurde auf Twitter von Jens erwähnt. Jens sagte: so klingt Topsy.",
    "Ce billet a été mentionné sur Twitter par Eva. Eva a dit : oui, merci Topsy !",
    "Esta entrada fue mencionada en Twitter por Eva y Jens. Jens dijo: vaya.",
    "Este post foi mencionado no Twitter por Eva e Jens. Jens disse: sim.",
    "Questo post è stato menzionato su Twitter da Eva e Jens. Jens ha detto: sì.",
    "Dit bericht werd op Twitter genoemd door Eva en Jens. Jens zei: ja.",
    "Det här inlägget nämndes på Twitter av Eva och Jens. Jens sade: ja.",
    "Dette indlæg blev nævnt på Twitter af Eva og Jens. Jens sagde: ja.",
    "Dette innlegget ble nevnt på Twitter av Eva og Jens. Jens sa: ja.",
    "Ten wpis został wspomniany na Twitterze przez Eva i Jens. Jens napisał: tak.",
    "Tento příspěvek byl zmíněn na Twitteru uživateli Eva a Jens. Jens řekl: ano.",
    "Эта запись была упомянута в Твиттере пользователями Eva и Jens. Jens сказал: да.",
    "Tämä kirjoitus mainittiin Twitterissä käyttäjien Eva ja Jens toimesta. Jens sanoi: joo.",
    "Bu yazı Twitter'da Eva ve Jens tarafından paylaşıldı. Jens dedi: evet.",
    "この記事はTwitterでEvaとJensによって言及されました。Jensは言いました：はい。",
    "这篇文章在推特上被Eva和Jens提到。Jens说：好。",
    "이 글은 트위터에서 Eva와 Jens가 언급했습니다. Jens는 말했다: 네.",
    "تم ذكر هذه المقالة على تويتر من قبل Eva و Jens. قال Jens: نعم",
    "Social comments and analytics for this post... what does that even mean?",
    "This comment was originally posted on my fridge.",
    "Reblogged this on my blog, hope that is okay. Great article!",
    "Liked this!",
    "Gefällt mir!",
    "RT @a: RT @b: so sah das dann aus.",
    "Danke für den Link (via @feldbuch)!",
]


@pytest.mark.parametrize("text", TALK)
@pytest.mark.parametrize("url", [None, "http://karl.example/", "http://twitter.com/karl"])
def test_people_talk_about_all_that(extract: Extract, text: str, url: str | None) -> None:
    author = Author(name="Karl", url=url)
    (found,) = extract(Entry(author=author, text=text, channel=Channel.COMMENT))
    assert (found.kind, found.text, found.author) == (Kind.REPLY, text, author)
    assert (found.platform, found.via, found.reported_by) == ("web", (), None)


W, C, P = Channel.WEBMENTION, Channel.COMMENT, Channel.PINGBACK
REPOST = Kind.REPOST
# channel, author's name, stated kind, text, "kind: own words <- via"
TOLD = [
    (W, "Jens", None, "Jens liked this Article on b.example.", "like: None <- "),
    (W, "Jens", Kind.LIKE, "liked this.", "like: None <- "),
    (W, "b.example", None, "This Article was mentioned on b.example", "mention: None <- "),
    (W, "Jens", None, "Jens hat diesen Artikel auf b.example geteilt.", "repost: None <- "),
    (C, "Jens", None, "Jens posted 'ja #fb' linking to http://c.example/", "mention: ja #fb <- "),
    (C, "anna", None, "anna liked this", "like: None <- "),
    (C, "anna", REPOST, "anna reblogged this from ben-b", "repost: None <- ben-b"),
    (C, "anna", REPOST, "anna reblogged this from b and added:\nja #fb", "quote: ja #fb <- b"),
    (C, "Anna", None, "Reblogged this on Annas Netz.", "repost: None <- "),
    (P, "Blog", None, "Hat dies auf N rebloggt und kommentierte:\nja #fb", "quote: ja #fb <- "),
]


@pytest.mark.parametrize(("channel", "name", "stated", "text", "expected"), TOLD)
def test_nobody_said_what_software_wrote(
    extract: Extract, channel: Channel, name: str, stated: Kind | None, text: str, expected: str
) -> None:
    entry = Entry(author=Author(name=name), text=text, channel=channel, kind=stated)
    (found,) = extract(entry)
    assert f"{found.kind}: {found.text} <- {' '.join(found.via)}" == expected
    assert found.hashtags == (("fb",) if found.text else ())
    assert found.author.name == name


def test_a_like_is_not_the_tweet_that_was_liked(extract: Extract) -> None:
    text = f"Jens favorited a tweet {TWEET}"
    entry = Entry(
        url="https://blog.example.org/post-1#comment-7",
        author=Author(name="Jens"),
        text=text,
        links=(Hyperlink(url=TWEET, anchor=TWEET),),
        channel=Channel.WEBMENTION,
        origin=TWEET,
    )
    (found,) = extract(entry)
    assert (found.kind, found.platform, found.url) == (Kind.LIKE, "twitter", entry.url)
    assert TWEET not in found.syndication
    assert [link.found for link in found.links] == [TWEET]


def test_the_links_of_such_a_sentence_are_nobodys(extract: Extract) -> None:
    page, blog = "https://anna.example/1", "https://anna.example/"
    links = (Hyperlink(url=blog, anchor="Annas Netz"), Hyperlink(url=page, anchor="b"))
    text = "Reblogged this on Annas Netz."
    entry = Entry(
        author=Author(name="Anna"), text=text, links=links, channel=Channel.COMMENT, origin=page
    )
    (found,) = extract(entry)
    assert found.links == ()


@pytest.mark.parametrize(
    ("kind", "url", "origin", "platform"),
    [
        (Kind.LIKE, "http://anna.tumblr.com/", None, "tumblr"),
        (Kind.REPOST, None, "http://anna.tumblr.com/post/1", "tumblr"),
        (Kind.LIKE, "http://anna.example/", None, "web"),
        (Kind.REPLY, "http://anna.tumblr.com/", None, "web"),
        (None, "http://anna.tumblr.com/", None, "web"),
    ],
)
def test_where_an_act_was_done(
    extract: Extract, kind: Kind | None, url: str | None, origin: str | None, platform: str
) -> None:
    author = Author(name="anna", url=url)
    entry = Entry(author=author, text="Ja", channel=Channel.COMMENT, kind=kind, origin=origin)
    (found,) = extract(entry)
    assert found.platform == platform
