"""Aggregators' comments opened into the people they report; everybody else's left alone."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.core.report import Report, open_report
from mentions.core.text import unescape
from mentions.model import Author, Channel, Entry, Hyperlink, Kind, Reporter

TOPSY = "Tweets that mention Weg damit | Blog -- Topsy.com"
TOPSY_URL = "http://topsy.com/tb/bit.ly/x"
UBERVU = "uberVU - social comments"
UBERVU_URL = "http://www.ubervu.com/conversations/blog.example/x"
WORDS = "RT @clab: Sehr gute Illustration: Weg mit der Social Media Firewall http://ow.ly/rDsf #fb"
MISSION = (
    f"Dieser Eintrag wurde auf Twitter von Jens und Ingo Becker erwähnt. Ingo Becker sagte: {WORDS}"
)


def entry(
    text: str | None,
    name: str | None = TOPSY,
    url: str | None = TOPSY_URL,
    channel: Channel = Channel.TRACKBACK,
    **more: object,
) -> Entry:
    author = Author(name=name, url=url)
    return Entry(text=text, author=author, channel=channel, **more)  # type: ignore[arg-type]


def told(report: Report | None) -> str:
    """Write a report as "name: words | @handle", the way the tables below do."""
    assert report
    people = []
    for person in report.people:
        author = person.author
        shown = " ".join(filter(None, [author.name, author.handle and f"@{author.handle}"]))
        people.append(f"{shown}: {person.text}" if person.text else shown)
    return " | ".join(people)


def test_the_case_the_project_began_with() -> None:
    link = Hyperlink(url="http://ow.ly/rDsf", anchor="http://ow.ly/rDsf", context=MISSION)
    name = "Tweets die Weg mit der Social Media Firewall | Blog erwähnt -- Topsy.com"
    report = open_report(entry(f"[...] {MISSION} [...]", name, links=(link,)))
    assert report
    assert told(report) == f"Jens | Ingo Becker: {WORDS}"
    assert report.people[1].links == (link,)
    assert report.people[0].links == ()
    assert report.reporter == Reporter(name="Topsy", url=TOPSY_URL)
    assert (report.platform, report.language, report.certain) == ("twitter", "de", True)
    assert (report.more, report.others) == (False, None)


EN = "This post was mentioned on Twitter by"
# text, what it tells
TOPSY_TEXTS = [
    (f"[...] {EN} Mr: X, Jens. Jens said: ja [...]", "Mr: X | Jens: ja"),
    (f"&lt;p&gt;[...] {EN} Jens. Jens said: ja [...]&lt;/p&gt;", "Jens: ja"),
    (f"… {EN} Jens. Jens said: ja", "Jens: ja"),
    (f"(...) {EN} Jens. Jens said: ja", "Jens: ja"),
    (f"[&amp;hellip;] {EN} Jens. Jens said: ja [&amp;hellip;]", "Jens: ja"),
    (f"[...] {EN} Jens. Jens said: eins [...] zwei [...]", "Jens: eins [...] zwei"),
    (f"[...] {EN} Jens. Jens said: Tom &am [...]", "Jens: Tom &am"),
    (
        f"[...] {EN} Jens. Jens said: Dieser Eintrag wurde auf Twitter von Eva erwähnt. [...]",
        "Jens: Dieser Eintrag wurde auf Twitter von Eva erwähnt.",
    ),
    (
        "Dieser Eintrag wurde auf Twitter von Jo\u0308rg erwa\u0308hnt. Jo\u0308rg sagte: ja",
        "Jörg: ja",
    ),
    (
        "[...] Dieser Eintrag wurde auf Twitter von Eva und Jens Meier erwähnt. Jens M [...]",
        "Eva | Jens Meier",
    ),
    (f"[...] {EN} Jens. Jens said: ja [...]", "Jens: ja"),
    (f"[...]  {EN} Eva, Jens. Jens said: ja            [...]", "Eva | Jens: ja"),
    (f"[…] {EN} A and B, Jens. Jens said: ja […]", "A | B | Jens: ja"),
    (f"[&#8230;] {EN} A, B and C, Jens. Jens said: ja [&#8230;]", "A | B | C | Jens: ja"),
    (f"[&hellip;]{EN} Eva, Jens. Jens said: ja[&hellip;]", "Eva | Jens: ja"),
    (f"[. . .] {EN} Jens. Jens said: ja", "Jens: ja"),
    (f"{EN} Jens. Jens said: ja", "Jens: ja"),
    (f"[...] {EN} Jens, Jens. Jens said: ja [...]", "Jens: ja"),
    (f"[...] {EN} Jens and Jens. Jens said: ja [...]", "Jens: ja"),
    (f"[...] {EN} A, B, C, D, E and others. E said: ja [...]", "A | B | C | D | E: ja"),
    (
        f"[...] {EN} Eva&#39;s Katze. Eva&#39;s Katze said: Tom &amp;amp; Jens [...]",
        "Eva's Katze: Tom & Jens",
    ),
    (f"[...] {EN} Eva’s Katze. Eva’s Katze said: “ja” [...]", "Eva’s Katze: “ja”"),
    (f"[...] {EN} Eva Klein, PhD, Jens. Jens said: ja [...]", "Eva Klein, PhD | Jens: ja"),
    (
        f"[...] {EN} Meier Lab @ Uni, J. R. M.. J. R. M. said: ja [...]",
        "Meier Lab @ Uni | J. R. M.: ja",
    ),
    (f"[...] {EN} Meier Lab @ Uni, K.K. K.K said: ja [...]", "Meier Lab @ Uni | K.K: ja"),
    (f"[...] {EN} @eva, Jens. Jens said: ja [...]", "@eva | Jens: ja"),
    (f"[...] {EN} Eva (@eva), Jens. Jens said: ja [...]", "Eva @eva | Jens: ja"),
    (f"[...] {EN} 山田太郎, Jens 🎉. Jens 🎉 said: ja [...]", "山田太郎 | Jens 🎉: ja"),
    (f"[...] {EN} Salt and Ice and Jens. Jens said: ja [...]", "Salt and Ice | Jens: ja"),
    (f"[...] {EN} Jens. Jens said: Sehr gute Illus [...]", "Jens: Sehr gute Illus"),
    (f"[...] {EN} Jens. Jens said: Sehr gute Illus… [...]", "Jens: Sehr gute Illus…"),
    (f"[...] {EN} Jens. Jens said: A said: nein [...]", "Jens: A said: nein"),
    (f"[...] {EN} Eva and Jens. [...]", "Eva | Jens"),
    (f"[...] {EN} Jens. [...] Jens said: ja [...]", "Jens: ja"),
    (f"{TOPSY}\n[...] {EN} Jens. Jens said: ja [...]", "Jens: ja"),
    (f"{TOPSY} [...] {EN} Jens. Jens said: ja [...]", "Jens: ja"),
    (f"Tweets that mention T — Topsy.com {EN} Jens. Jens said: ja", "Jens: ja"),
    (
        "[...] Dieser Beitrag wurde auf Twitter von A, B und Eva erwähnt. Eva sagte: ja [...]",
        "A | B | Eva: ja",
    ),
    (
        "[...] Dieser Beitrag wurde auf Twitter von Eva, A und anderen erwähnt. Eva sagte: ja",
        "Eva: ja | A",
    ),
    ("[...] Dieser Beitrag wurde auf Twitter von A und B erwähnt. A sag [...]", "A | B"),
    ("[...] Ce billet a été mentionné sur Twitter par A et B. B a dit : oui [...]", "A | B: oui"),
    ("[...] Esta entrada fue mencionada en Twitter por A y B. B dijo: sí [...]", "A | B: sí"),
    ("[...] Este post foi mencionado no Twitter por A e B. B disse: sim [...]", "A | B: sim"),
    ("[...] Questo post è stato menzionato su Twitter da A e B. B ha detto: sì [...]", "A | B: sì"),
    ("[...] Dit bericht werd op Twitter genoemd door A en B. B zei: ja [...]", "A | B: ja"),
    ("[...] Det här inlägget nämndes på Twitter av A och B. B sade: ja [...]", "A | B: ja"),
    ("[...] Dette indlæg blev nævnt på Twitter af A og B. B sagde: ja [...]", "A | B: ja"),
    (
        "[...] Ten wpis został wspomniany na Twitterze przez A i B. B napisał: tak [...]",
        "A | B: tak",
    ),
    (
        "[...] この記事はTwitterでAとBによって言及されました。Bは言いました：はい [...]",
        "A | B: はい",
    ),
    (
        "[...] この記事はTwitterでA、Bによって言及されました。 Bさんのコメント：はい [...]",
        "A | B: はい",
    ),
]
UNREAD = [
    f"[...] {EN} Mr: X and Ev [...]",
    f"[...] {EN} Eva, http://a.example, Jens. Jens said: ja [...]",
    None,
    "",
    "[...]",
    "[...] Weg damit [...]",
    f"[...] {EN} Eva and Je [...]",
    f"[...] {EN} Eva and Jens. Jens sa [...]",
    f"[...] {EN} Eva and Jens. Uwe said: ja [...]",
    f"[...] {EN} Eva and Uwe and Jens. [...]",
    f"[...] {EN} Salt and Ice and Eva, Jens. Jens said: ja [...]",
    f"[...] {EN} [...]",
    # Five at most: one of these six has a comma in it.
    f"[...] {EN} Al, the man, B, C, D, E and others. E said: ja [...]",
    "[...] Dieser Beitrag wurde auf Twitter von A und B erwähnt. C sagte: ja [...]",
]


@pytest.mark.parametrize(("text", "expected"), TOPSY_TEXTS)
@pytest.mark.parametrize("channel", [Channel.TRACKBACK, Channel.COMMENT])
def test_topsy(text: str, expected: str, channel: Channel) -> None:
    report = open_report(entry(text, channel=channel))
    assert told(report) == expected
    assert report
    assert report.reporter == Reporter(name="Topsy", url=TOPSY_URL)
    assert (report.platform, report.certain) == ("twitter", True)


@pytest.mark.parametrize("text", UNREAD)
def test_what_cannot_be_read_names_nobody(text: str | None) -> None:
    report = open_report(entry(text))
    assert report
    assert (report.certain, report.people, report.more) == (False, (), False)
    assert report.reporter == Reporter(name="Topsy", url=TOPSY_URL)


@pytest.mark.parametrize(
    "title",
    [
        "How this post was mentioned on Twitter by nobody",
        f"{EN} Eva. Eva said: no",
        "A -- Topsy.com",
        "Dieser Eintrag wurde auf Twitter von Eva erwähnt. Eva sagte: nein",
    ],
)
@pytest.mark.parametrize("headline", [True, False])
def test_titles_that_hold_a_frame(title: str, headline: bool) -> None:  # noqa: FBT001 - a column
    name = f"Tweets that mention {title} -- Topsy.com"
    text = f"[...] {EN} Jens. Jens said: ja [...]"
    report = open_report(entry(f"{name}\n{text}" if headline else text, name, None))
    assert told(report) == "Jens: ja"


def test_only_the_link_of_a_ping() -> None:
    name = "Pingback: Tweets that mention Weg damit -- Topsy.com"
    report = open_report(entry(None, name, None, Channel.PINGBACK))
    assert report == Report(reporter=Reporter(name="Topsy"), platform="twitter", certain=False)


@pytest.mark.parametrize("count", [None, 12])
def test_others_are_counted(count: int | None) -> None:
    number = f"{count} " if count else ""
    report = open_report(entry(f"[...] {EN} Eva, Jens and {number}others. Jens said: ja [...]"))
    assert report
    assert (told(report), report.more, report.others) == ("Eva | Jens: ja", True, count)


UBERVU_TEXTS = [
    (
        f"{EN} jens_m: Weg damit http://a.example/b...",
        "twitter",
        "@jens_m: Weg damit http://a.example/b",
    ),
    (f"{EN} @jens_m: Weg damit", "twitter", "@jens_m: Weg damit"),
    ("This post was mentioned on Reddit by jens-m: Weg damit...", "reddit", "jens-m: Weg damit"),
    ("This post was mentioned on FriendFeed by jm: ja…", "friendfeed", "@jm: ja"),
    ("This post was mentioned on Xyzzy by jm: ja...", "web", "@jm: ja"),
]


@pytest.mark.parametrize("headline", ["", "Social comments and analytics for this post...\n"])
@pytest.mark.parametrize(("text", "platform", "expected"), UBERVU_TEXTS)
def test_ubervu(headline: str, text: str, platform: str, expected: str) -> None:
    report = open_report(entry(headline + text, UBERVU, UBERVU_URL, Channel.COMMENT))
    assert told(report) == expected
    assert report
    assert report.reporter == Reporter(name="uberVU", url=UBERVU_URL)
    assert report.platform == platform


def test_links_are_those_of_the_quoted_words() -> None:
    text = f"[...] {EN} Jens. Jens said: a http://a.example/x b ow.ly/y, http://c.example/… [...]"
    links = (
        Hyperlink(url="http://topsy.com/jens", anchor="Jens"),
        Hyperlink(url="http://a.example/x", anchor="http://a.example/x"),
        Hyperlink(url="http://c.example/long", anchor="http://c.example/…"),
        Hyperlink(url="http://d.example/", anchor="elsewhere"),
    )
    report = open_report(entry(text, links=links))
    assert report
    urls = {link.url for link in report.people[0].links}
    assert {"http://a.example/x", "http://ow.ly/y", "http://c.example/long"} <= urls
    assert not urls & {"http://topsy.com/jens", "http://d.example/"}


# before the platform, after it
TRAILERS = [
    ("This comment was originally posted on", ""),
    ("Dieser Kommentar wurde ursprünglich auf", " veröffentlicht"),
    ("Dieser Kommentar wurde ursprünglich auf", " gepostet."),
    ("Dieser Kommentar wurde ursprünglich veröffentlicht auf", ""),
    ("Dieser Kommentar ist zuerst bei", " erschienen"),
    ("This comment originally appeared at", "."),
    ("Ce commentaire a été initialement publié sur", ""),
    ("Este comentario fue publicado originalmente en", "."),
    ("Este comentário foi originalmente publicado no", ""),
    ("Questo commento è stato originariamente pubblicato su", ""),
    ("Deze reactie werd oorspronkelijk geplaatst op", ""),
    ("Den här kommentaren publicerades ursprungligen på", ""),
    ("Denne kommentar blev oprindeligt skrevet på", ""),
    ("Ten komentarz został pierwotnie opublikowany na", ""),
    ("このコメントは元々", "に投稿されました"),
    ("Originally posted on", ""),
    ("Comentario publicado originalmente en", ""),
    ("Kommentar zuerst erschienen bei", ""),
]


@pytest.mark.parametrize(("before", "after"), TRAILERS)
def test_backtype_connect(before: str, after: str) -> None:
    link = Hyperlink(url="http://twitter.com/jens_m/statuses/263", anchor="Twitter")
    text = f"RT @a: Weg damit\n{before} Twitter{after}"
    report = open_report(
        entry(text, "Jens", "http://twitter.com/jens_m", Channel.COMMENT, links=(link,))
    )
    assert told(report) == "Jens @jens_m: RT @a: Weg damit"
    assert report
    assert (report.reporter, report.platform) == (Reporter(name="BackType"), "twitter")
    person = report.people[0]
    assert (person.url, person.links) == (link.url, ())
    assert person.author.url == "http://twitter.com/jens_m"


@pytest.mark.parametrize(
    ("label", "platform"),
    [
        ("FriendFeed", "friendfeed"),
        ("Hacker News", "hackernews"),
        ("Reddit", "reddit"),
        ("Digg", "digg"),
    ],
)
def test_backtype_platforms(label: str, platform: str) -> None:
    link = Hyperlink(url="http://a.example/1", anchor=label)
    footer = "\nAdditional comments powered by BackType"
    text = f"Guter Text.\nThis comment was originally posted on {label}{footer}"
    report = open_report(entry(text, "Jens", None, Channel.COMMENT, links=(link,)))
    assert told(report) == "Jens: Guter Text."
    assert report
    assert report.platform == platform


CHAT_CATCHER = [
    "Twitter Comment\nWeg damit [link to post]",
    "Twitter Comment Weg damit [link to post]",
    "Weg damit [link to post]",
    "Twitter Comment\nWeg damit [link to post]\n- Posted using Chat Catcher",
]


@pytest.mark.parametrize("text", CHAT_CATCHER)
def test_chat_catcher(text: str) -> None:
    author = "jens_m (Jens Meier)"
    report = open_report(entry(text, author, "http://twitter.com/jens_m", Channel.TRACKBACK))
    assert told(report) == "Jens Meier @jens_m: Weg damit [link to post]"
    assert report
    assert report.reporter == Reporter(name="Chat Catcher")
    assert report.platform == "twitter"


TWEETED = frozenset(["tweetback"])
TWEET = "http://twitter.com/uwe_z/statuses/263"
# author's name, author's address, origin, marks, reporter, what it tells
TWEETBACKS = [
    (
        "uwe_z",
        None,
        TWEET,
        {"tweetback"},
        None,  # readers mark every comment signed with a tweet's address: no plugin is named
        "uwe_z @uwe_z: Weg damit http://is.gd/1 #smf",
    ),
    (
        "uwe_z (Uwe Zander)",
        TWEET,
        None,
        {"topsy_trackback_comment"},
        "Topsy",
        "Uwe Zander @uwe_z: ",
    ),
    ("uwe_z (Uwe Zander)", TWEET, None, {"tweetback", "topsy"}, "Topsy", "Uwe Zander @uwe_z: "),
    ("Uwe Zander", TWEET, None, set(), None, "Uwe Zander @uwe_z: "),
    ("@uwe_z", TWEET, None, set(), None, "@uwe_z: "),
    ("Uwe", "http://twitter.com/uwe_z", None, {"tweetback"}, "Tweetbacks", "Uwe @uwe_z: "),
    ("Uwe", TWEET, None, {"tweetback"}, None, "Uwe @uwe_z: "),
    ("Uwe", TWEET, None, {"tweetback-item"}, "Tweetbacks", "Uwe @uwe_z: "),
    ("Uwe ()", TWEET, None, {"topsy"}, "Topsy", "Uwe @uwe_z: "),
    ("Uwe Zander (uwe_z)", TWEET, None, {"topsy"}, "Topsy", "Uwe Zander @uwe_z: "),
    ("Uwe (privat)", TWEET, None, set(), None, "Uwe (privat) @uwe_z: "),
    ("Uwe", None, None, {"tweetback"}, "Tweetbacks", "Uwe: "),
    ("Uwe", TWEET, None, {"social-comment"}, "Social", "Uwe @uwe_z: "),
    ("Uwe", TWEET, None, {"dsq-reaction"}, "Disqus", "Uwe @uwe_z: "),
]


@pytest.mark.parametrize(("name", "url", "origin", "marks", "reporter", "expected"), TWEETBACKS)
def test_tweetbacks(
    name: str,
    url: str | None,
    origin: str | None,
    marks: set[str],
    reporter: str | None,
    expected: str,
) -> None:
    text = "Weg damit http://is.gd/1 #smf"
    report = open_report(
        entry(text, name, url, Channel.COMMENT, origin=origin, marks=frozenset(marks))
    )
    assert told(report).startswith(expected)
    assert report
    assert report.people[0].text == text
    assert [link.url for link in report.people[0].links] == ["http://is.gd/1"]
    assert report.people[0].url == (origin or (url if url == TWEET else None))
    assert (report.reporter and report.reporter.name, report.platform) == (reporter, "twitter")


def test_readers_of_pings_take_a_profile_for_what_was_sent() -> None:
    given = entry("Weg damit", "Uwe", None, origin="http://twitter.com/uwe_z", marks=TWEETED)
    report = open_report(given)
    assert told(report) == "Uwe @uwe_z: Weg damit"
    assert report
    assert report.people[0].author.url == "http://twitter.com/uwe_z"
    assert report.people[0].url is None


def test_a_comment_via_ubervu() -> None:
    link = Hyperlink(url=UBERVU_URL, anchor="uberVU")
    report = open_report(
        entry(
            "Weg damit (via uberVU)",
            "Jens",
            "http://twitter.com/jm",
            Channel.COMMENT,
            links=(link,),
        )
    )
    assert told(report) == "Jens @jm: Weg damit"


UNKNOWN_REPORTERS = [
    (None, None, Channel.COMMENT, f"{EN} Jens. Jens said: ja", None),
    (None, None, Channel.TRACKBACK, f"[...] {EN} Jens. Jens said: ja [...]", None),
    ("Weg damit", None, Channel.PINGBACK, f"[...] {EN} Jens. Jens said: ja [...]", "Weg damit"),
    ("Eva", "http://eva.example/", Channel.COMMENT, f"[...] {EN} Jens. Jens said: ja [...]", None),
]


@pytest.mark.parametrize(("name", "url", "channel", "text", "reporter"), UNKNOWN_REPORTERS)
def test_reports_of_services_we_do_not_know(
    name: str | None, url: str | None, channel: Channel, text: str, reporter: str | None
) -> None:
    report = open_report(entry(text, name, url, channel))
    assert told(report) == "Jens: ja"
    assert report
    assert (report.reporter and report.reporter.name) == reporter


HUMAN = [
    ("", "Jens", None),
    ("Weg damit!", "Jens", "http://jens.example/"),
    ("Somebody mentioned it on Twitter.", "Jens", None),
    ("This post was mentioned on Twitter by me, haha.", "Jens", None),
    (f"{EN} Eva. Eva said: ja", "Jens", "http://jens.example/"),
    (MISSION, "Jens", None),
    (f"Hallo! {MISSION}", "Jens", None),
    (f"{EN} Eva and Jens.", "Jens", None),
    (f"[...] {EN} Eva. Eva said: ja [...] Who is she?", "Jens", None),
    (f"[...] {MISSION} [...]\nWer ist das?", "Jens", "http://jens.example/"),
    (f"[...] {EN} a friend of mine. [...]", "Jens", None),
    (f"[...] {EN} a friend of mine, and I am glad. [...]", "Jens", None),
    ("Dieser Eintrag wurde auf Twitter von mir erwähnt.", "Jens", None),
    ("Ich habe den Eintrag auf Twitter erwähnt. Jens sagte: gut!", "Jens", None),
    ("Ce billet a été mentionné sur Twitter par moi.", "Jens", None),
    ("Esta entrada fue mencionada en Twitter por mí.", "Jens", None),
    ("Tweets that mention Weg damit -- Topsy.com", "Jens", None),
    ("Topsy.com zeigt alle Tweets dazu.", "Jens", None),
    ("RT @a: Weg damit", "Jens", "http://twitter.com/jens"),
    ("Eva said: ja", "Jens", None),
    ("See http://topsy.com/tb/bit.ly/x for the tweets", "Jens", None),
    ("Danke, dass ihr Topsy nutzt!", "Rita von Topsy", "http://topsy.com/"),
    ("Thanks for trying us.", "Jens", "http://www.ubervu.com/"),
    ("My comment was originally posted on my blog.", "Jens", None),
    ("Gut!\nOriginally posted on Twitter", "Jens", None),
    ("This comment was originally posted on my blog", "Jens", None),
    ("This comment was originally posted on Twitter", "Jens", None),
    ("This comment was originally posted on Twitter by my sister, who is fun.", "Jens", None),
    ("Additional comments powered by BackType", "Jens", None),
    ("Twitter Comment", "Jens", None),
    ("Dead [link to post]", "Jens", None),
    ("Weg damit", "Jens (Berlin)", "http://jens.example/"),
    ("Weg damit", "jens_m (Jens Meier)", "http://twitter.com/jens_m"),
    ("Weg damit via uberVU", "Jens", None),
    ("Sehr gut", "Jens", "https://www.youtube.com/watch?v=abcdefghijk"),
    ("Sehr gut", "Jens", "https://www.reddit.com/r/x/comments/abc123/y/"),
    ("Sehr gut", "Topsy", None),
    ("This Article was mentioned on blog.example", "blog.example", None),
    ("Jens hat diesen Artikel auf twitter.com erwähnt.", "Jens", None),
    ("Hat dies auf Blog rebloggt.", "Jens", None),
]
PINGS = [
    ("[...] mehr dazu bei Max [...]", "Linkschau 29 – Blog", "http://blog.example/29"),
    ("[...] Somebody mentioned it on Twitter [...]", "Blog", "http://blog.example/"),
    (f"[...] {EN} a friend of mine. [...]", "Blog", "http://blog.example/"),
    (f"[...] {EN} a friend, and I am glad. [...]", "Blog", "http://blog.example/"),
    (
        "[...] Dieser Beitrag wurde auf Twitter von vielen Leuten erwähnt. Danke! [...]",
        "Blog",
        None,
    ),
    (f"{EN} Jens on the day. Jens said: ja", "Blog", None),
    ("[...] This post was mentioned on Xyzzy by Jens. Jens said: ja [...]", "Blog", None),
    ("You've been kicked (a good thing)", "Trackback from DotNetKicks.com", None),
    ("Thank you for submitting this cool story", "Trackback from DotNetShoutout", None),
    ("See on Scoop.it – Topic\nSee on blog.example", "Weg damit | Topic | Scoop.it", None),
    ("Saved by jens on Mon 01-1-2010", 'Recent Links Tagged With "x" - JabberTags', None),
    ("Weg damit (tags: a b c)", "links for 2010-01-22", None),
    ("", "popurls.com === popular today", "http://popurls.com/"),
    ("Comments", "Weg damit | Hacker News", "http://news.ycombinator.com/item?id=1"),
]


@pytest.mark.parametrize(("text", "name", "url"), HUMAN)
def test_people_are_not_opened(text: str, name: str, url: str | None) -> None:
    assert open_report(entry(text, name, url, Channel.COMMENT)) is None


@pytest.mark.parametrize(("text", "name", "url"), PINGS)
@pytest.mark.parametrize("channel", [Channel.PINGBACK, Channel.TRACKBACK])
def test_pings_are_not_opened(text: str, name: str, url: str | None, channel: Channel) -> None:
    assert open_report(entry(text, name, url, channel)) is None


def test_a_webmention_of_a_post_speaks_for_itself() -> None:
    assert open_report(entry("Weg damit", "Uwe", TWEET, Channel.WEBMENTION)) is None


def test_an_act_stated_by_the_markup_of_a_plugin() -> None:
    given = entry(None, "Uwe", None, Channel.COMMENT, kind=Kind.REPOST, marks=frozenset(["topsy"]))
    report = open_report(given)
    assert report
    assert (report.people[0].kind, report.reporter) == (Kind.REPOST, Reporter(name="Topsy"))


def test_a_mention_stated_by_the_markup_is_still_opened() -> None:
    report = open_report(entry(f"{EN} Jens. Jens said: ja", kind=Kind.MENTION))
    assert told(report) == "Jens: ja"


def test_what_the_markup_says_is_left() -> None:
    given = entry(None, "Uwe", TWEET, Channel.COMMENT, kind=Kind.REPOST)
    assert open_report(given) is None


TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from(
            [f"{EN} ", "A", " and ", ", ", ". ", "B said: ", "[...]", "\n", "Topsy.com"]
        )
    ).map("".join),
)
NAMES = st.none() | st.text() | st.sampled_from([TOPSY, UBERVU, "Jens", "a (B)"])
URLS = st.none() | st.text() | st.sampled_from([TOPSY_URL, UBERVU_URL, TWEET])
MARKS = st.frozensets(st.sampled_from(["tweetback", "topsy", "backtype", "dsq-reaction"]))


@given(TEXTS, NAMES, URLS, st.sampled_from(Channel), MARKS)
def test_nothing_is_invented(
    text: str, name: str | None, url: str | None, channel: Channel, marks: frozenset[str]
) -> None:
    report = open_report(entry(text, name, url, channel, marks=marks))
    shown = " ".join(f"{unescape(text)} {name} {url}".split())
    for person in report.people if report else ():
        names = [person.author.name, person.author.handle, person.text]
        assert all(" ".join(one.split()) in shown for one in names if one)
    assert report is None or report.certain or not report.people


@pytest.mark.parametrize("piece", ["A and B, ", "[...]", "Topsy.com ", "\n", "via uberVU", " "])
def test_long_texts_take_no_longer_than_their_length(piece: str) -> None:
    text = f"[...] {EN} " + piece * (100_000 // len(piece))
    started = time.process_time()
    open_report(entry(text))
    assert time.process_time() - started < 2
