"""What pages and answers say of a mention: read from bytes, as a look reads them."""

from datetime import UTC, datetime

import pytest

from mentions.core.dedupe import mention_keys
from mentions.core.health.seen import Shown, Sought, is_known, see_entry, see_page
from mentions.core.health.states import Observation, Sight
from mentions.core.health.trouble import trouble_in
from mentions.core.health.ways import Place, Way, place_of
from mentions.core.index import ArticleIndex
from mentions.model import (
    Article,
    Channel,
    Entry,
    Evidence,
    Hyperlink,
    Kind,
    Mention,
    MentionLink,
    Resolution,
)
from mentions.parse.document import read_document

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ARTICLE = "https://blog.example/firewall"
PAGE = "https://zoe.example/notiz"
INDEX = ArticleIndex([Article(url=ARTICLE)])
ROOM = "Ein Absatz mit genug Text, damit die Seite eine Seite ist und keine Hülle. " * 4


def a_mention(**fields: object) -> Mention:
    usual = {
        "article": ARTICLE,
        "kind": Kind.MENTION,
        "channel": Channel.POST,
        "platform": "web",
        "url": PAGE,
        "first_seen": NOW,
        "evidence": Evidence.LINK,
        "source": PAGE,
        "text": "Sehr lesenswert, was da über die Firewall steht.",
    }
    return Mention(**(usual | fields))


def look(
    body: str,
    *,
    url: str = PAGE,
    mention: Mention | None = None,
    chains: dict[str, Resolution] | None = None,
) -> Observation:
    mention = mention or a_mention()
    shown = Shown(
        documents=(read_document(body, url=url, content_type="text/html"),),
        bodies=(body.encode(),),
        asked=PAGE,
        index=INDEX,
        resolutions=chains or {},
        now=NOW,
    )
    return see_page(shown, Sought(mention=mention, keys=frozenset(mention_keys(mention))))


def page(said: str, *, title: str = "Notiz", more: str = "") -> str:
    return (
        f"<html lang=de><head><title>{title}</title></head><body><article><h1>{title}</h1>"
        f"<p>{said}</p><p>{ROOM}</p></article>{more}</body></html>"
    )


LINK = f'<a href="{ARTICLE}">Firewall</a>'


def test_of_several_links_the_freest_counts() -> None:
    marked = LINK.replace("<a ", '<a rel="nofollow" ')
    assert look(page(marked)).rel == ("nofollow",)
    assert look(page(f"{marked} und {LINK}")).rel == ()


def test_a_short_link_counts_where_it_is_known_to_lead() -> None:
    short = "https://bit.ly/abc"
    body = page(f'<a href="{short}">da</a>')
    assert look(body).sight is Sight.UNKNOWN
    chains = {short: Resolution(found=short, chain=(ARTICLE,), resolved=ARTICLE)}
    assert look(body, chains=chains).sight is Sight.PRESENT
    elsewhere = {short: Resolution(found=short, resolved="https://x.example/")}
    assert look(body, chains=elsewhere).sight is Sight.UNLINKED


def test_a_link_that_once_led_to_the_article_still_does() -> None:
    old = "https://x.example/go?7"
    mention = a_mention(links=(MentionLink(found=old, resolved=ARTICLE),))
    assert look(page(f'<a href="{old}">da</a>'), mention=mention).sight is Sight.PRESENT


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...",
        "Attention Required! | Cloudflare",
        "Access Denied",
        "Sicherheitsüberprüfung",
        "Sign in | Forum",
        "Einloggen",
        "Before you continue to Example",
        "404",
        "Page not found – Blog",
        "Seite nicht gefunden",
        "Page introuvable",
        "This domain is for sale",
        "Account Suspended",
        "Wartungsarbeiten",
        "Welcome to nginx!",
        "502 Bad Gateway",
    ],
)
def test_a_notice_in_place_of_the_page_shows_nothing(title: str) -> None:
    assert look(page("Hier.", title=title)).sight is Sight.UNKNOWN
    # What shows the link is the page, whatever it is called.
    assert look(page(LINK, title=title)).sight is Sight.PRESENT


@pytest.mark.parametrize(
    "mark",
    [
        '<script src="/cdn-cgi/challenge-platform/h/g/orchestrate/chl_page/v1?ray=1"></script>',
        '<script src="https://geo.captcha-delivery.com/captcha/?initialCid=1"></script>',
        '<div id="px-captcha"></div>',
        '<script src="/_Incapsula_Resource?x=1"></script>',
        '<script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>',
        '<script src="https://js.hcaptcha.com/1/api.js"></script>',
    ],
)
def test_a_challenge_shows_nothing(mark: str) -> None:
    assert look(page("Hier.", more=mark)).sight is Sight.UNKNOWN


def test_a_captcha_in_the_comment_form_of_a_long_page_is_none() -> None:
    more = f'<script src="https://js.hcaptcha.com/1/api.js"></script><article>{ROOM * 8}</article>'
    assert look(page(f"Hier. {ROOM * 8}", more=more)).sight is Sight.UNLINKED


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://zoe.example/", "home page"),
        ("https://parking.example/zoe", "another site"),
        ("https://zoe.example/wp-login.php?x", "login"),
        ("https://zoe.example/404.html", "error page"),
    ],
)
def test_where_it_was_led_away_nothing_is_shown(url: str, why: str) -> None:
    seen = look(page("Hier."), url=url)
    assert seen.sight is Sight.UNKNOWN
    assert why in (seen.why or "")
    assert look(page(LINK), url=url).sight is Sight.PRESENT


def test_a_page_without_the_link_that_shows_known_words_is_known() -> None:
    seen = look(page("Sehr lesenswert, was da über die Firewall steht."))
    assert (seen.sight, seen.known_before) == (Sight.UNLINKED, True)
    assert look(page("Etwas anderes.")).known_before is False


def test_hostile_markup_is_read_and_shows_nothing() -> None:
    deep = "<div>" * 5_000 + "x"
    assert look(f"<html><title>x</title><body>{deep}").sight is Sight.UNKNOWN
    assert look("\0<<<>>>&#0;<a href='http://['>x").sight is Sight.UNKNOWN


def test_no_trouble_where_all_is_well() -> None:
    body = page("Hier.")
    assert trouble_in(read_document(body, url=PAGE), body.encode(), asked=PAGE) is None


@pytest.mark.parametrize(
    ("words", "known", "expected"),
    [
        ("a b c d e f g", "b c d", True),
        ("a b c", "a b", False),
        ("", "a b c", False),
        ("a b c", None, False),
        ("eins zwei drei vier fünf sechs sieben", "zwei drei vier fünf sechs acht neun", False),
        ("bc de fg", "b c d e f g", False),
    ],
)
def test_known_words(words: str, known: str | None, expected: bool) -> None:  # noqa: FBT001 - pytest passes it
    assert is_known(words, known) is expected


# --- posts that a network was asked about ---


def told(entry: Entry | None, mention: Mention) -> Observation:
    documents = () if entry is None else (read_entry(entry),)
    shown = Shown(
        documents=documents,
        bodies=(b"",) * len(documents),
        asked=PAGE,
        index=INDEX,
        resolutions={},
        now=NOW,
    )
    return see_entry(entry, shown, Sought(mention=mention, keys=frozenset(mention_keys(mention))))


def read_entry(entry: Entry) -> object:
    from mentions.model import Document  # noqa: PLC0415

    return Document(url="https://api.example/", form="search", entries=(entry,))


POST = a_mention(platform="mastodon", url="https://social.example/@zoe/1")


def test_a_post_the_network_has_no_more_is_absent() -> None:
    assert told(None, POST).sight is Sight.ABSENT


def test_a_post_says_what_it_says_now() -> None:
    entry = Entry(url=POST.url, text="Neu", links=(Hyperlink(url=ARTICLE),), platform="mastodon")
    assert told(entry, POST) == Observation(sight=Sight.PRESENT, text="Neu", rel=())


def test_a_post_without_the_link_is_unlinked_but_a_reply_needs_none() -> None:
    entry = Entry(url=POST.url, text="Neu", platform="mastodon")
    assert told(entry, POST).sight is Sight.UNLINKED
    reply = a_mention(platform="mastodon", url=POST.url, parent="https://social.example/@a/0")
    assert told(entry, reply).sight is Sight.PRESENT


# --- where a mention is looked at ---


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({}, Place(way=Way.PAGE, address=PAGE)),
        ({"channel": Channel.PINGBACK}, Place(way=Way.PAGE, address=PAGE)),
        (
            {"channel": Channel.COMMENT, "url": f"{ARTICLE}/comment-page-2/#comment-7"},
            Place(way=Way.SECTION, address=f"{ARTICLE}/", ours=True),
        ),
        (
            {"channel": Channel.TRACKBACK, "url": None, "source": f"{ARTICLE}/"},
            Place(way=Way.SECTION, address=f"{ARTICLE}/", ours=True),
        ),
        (
            {"channel": Channel.COMMENT, "url": f"{PAGE}#comment-7"},
            Place(way=Way.SECTION, address=PAGE),
        ),
        (
            {"platform": "mastodon", "url": "https://social.example/@zoe/1"},
            Place(way=Way.POST, address="https://social.example/@zoe/1", platform="mastodon"),
        ),
        (
            {"platform": "web", "url": "https://bsky.app/profile/a.example/post/3l"},
            Place(
                way=Way.POST,
                address="https://bsky.app/profile/a.example/post/3l",
                platform="bluesky",
            ),
        ),
        ({"url": None}, None),
        ({"evidence": Evidence.ATTRIBUTED}, None),
        ({"url": "https://brid.gy/like/twitter/zoe/1/2"}, None),
    ],
)
def test_places(fields: dict[str, object], place: Place | None) -> None:
    assert place_of(a_mention(**fields), INDEX) == place
