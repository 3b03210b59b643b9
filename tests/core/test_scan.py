"""Look before parsing: what the readers find is never passed over, and the rest mostly is."""

import base64
import html
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from unicodedata import normalize
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mentions.core.index import ArticleIndex
from mentions.core.read import find_mentions
from mentions.core.scan.scanner import Scanner
from mentions.core.shortlinks import KNOWN, Shorteners, short_links_in
from mentions.errors import ParseError
from mentions.model import Article
from mentions.parse.document import read_document

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TESTS = Path(__file__).parent.parent
POST = "https://blog.example.org/2009/07/firewall"
ARTICLES = (
    POST,
    "https://blog.example.org/?p=42",
    "https://blog.example.org/über/uns",
    "https://bücher.example/lesen",
    "http://shop.example:8080/a/b",
    "https://wiki.example.net/Wort_(Begriff)",
    "https://app.example.net/#!/seite/7",
    "https://home.example.net/",
    "https://jens.blogspot.com/2009/07/mauern.html",
)
INDEX = ArticleIndex(Article(url=url) for url in ARTICLES)
SCANNER = Scanner(INDEX)
ELSEWHERE = "https://other.example/notiz"


def looks(body: bytes | str, *, url: str = ELSEWHERE, content_type: str | None = None) -> bool:
    data = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    return SCANNER.may_hold(data, url=url, content_type=content_type)


def holds(body: bytes, *, url: str = ELSEWHERE, content_type: str | None = None) -> bool:
    """Whether the full readers find something; what they refuse has to be read, to say so."""
    try:
        document = read_document(body, url=url, content_type=content_type)
    except ParseError:
        return False
    mentions = next(find_mentions([document], index=INDEX, now=NOW), None)
    pages = document.next_pages if document.form == "page" else ()
    return bool(mentions or short_links_in([document], KNOWN) or pages)


# --- links hidden in every way ------------------------------------------------------------------


def _named(char: str) -> str:
    return {".": "&period;", "/": "&sol;", ":": "&colon;", "\\": "&bsol;"}.get(char, char)


IN_MARKUP = (
    lambda char: char,
    lambda char: f"&#{ord(char)};",
    lambda char: f"&#x{ord(char):X};",
    lambda char: f"&#x{ord(char):06x};",
    lambda char: f"&#{ord(char)}",
    _named,
    lambda char: char.upper(),
    lambda char: f"\n{char}",
    lambda char: f"{char}\t",
    lambda char: f"{char}\u00ad",
    lambda char: f"{char}&shy;",
    lambda char: f"{char}\u200b",
    lambda char: chr(ord(char) + 0xFEE0) if char.isalnum() and char.isascii() else char,
    lambda char: "\\" if char == "/" else char,
    lambda char: f"%{ord(char):02x}" if char.isalnum() and char.isascii() else char,
    lambda char: quote(char, safe=""),
    lambda char: f"<b>{char}</b>",
    lambda char: f"{char}<!-- x -->",
)


@st.composite
def scrambled(draw: st.DrawFn, text: str) -> str:
    """A few characters of an address are written in another way."""
    chars = list(text)
    places = st.integers(0, len(chars) - 1)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(places)
        if len(chars[place]) == 1:
            chars[place] = draw(st.sampled_from(IN_MARKUP))(chars[place])
    return "".join(chars)


def _bare(url: str) -> str:
    return url.partition("://")[2]


def _base64(url: str) -> str:
    return base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


def _googled(url: str) -> str:
    return quote(f"https://www.google.com/url?q={quote(url, safe='')}", safe="")


FORMS = (
    lambda url: url,
    lambda url: f"{url}?utm_source=feed&amp;utm_medium=rss#more" if "?" not in url else url,
    lambda url: url.replace("https:", "http:"),
    lambda url: url.replace("://", "://www."),
    lambda url: url.replace("://", "://m."),
    lambda url: url.replace("://", "://jens:geheim@"),
    lambda url: url.partition(":")[2],
    lambda url: url.replace("//", ""),
    lambda url: url.replace("//", "/").replace("https", "http"),
    lambda url: url.replace("//", "////"),
    lambda url: url.replace("/", "\\"),
    lambda url: f"http://www.{_bare(url)}/index.html#comment-7",
    lambda url: f"{url}/amp/",
    lambda url: f"{url}/comment-page-2/#comment-7",
    lambda url: f"www.{_bare(url)}",
    lambda url: url.replace("https://", "HTTPS://").replace("example", "Example"),
    lambda url: url.replace("bücher", "xn--bcher-kva").replace("ü", "%C3%BC"),
    lambda url: normalize("NFD", url),
    lambda url: url.replace("blogspot.com", "blogspot.co.at"),
    lambda url: f"https://www.google.com/url?sa=t&amp;url={quote(url, safe='')}",
    lambda url: f"https://l.facebook.com/l.php?u={_googled(url)}",
    lambda url: f"https://t.umblr.com/redirect?z={quote(f'https://exit.sc/?url={_googled(url)}')}",
    lambda url: f"https://www.bing.com/ck/a?u=a1{_base64(url)}",
    lambda url: f"https://web.archive.org/web/2009/{url}",
    lambda url: f"https://web.archive.org/web/2009/{_bare(url)}",
    lambda url: f"https://r.jina.ai/{url}",
    lambda url: f"https://cdn.ampproject.org/c/s/{_bare(url)}",
    lambda url: f"https://www.google.de/amp/s/{_bare(url)}",
    lambda url: f"https://urldefense.com/v3/__{url}__;!!x",
    lambda url: (
        "https://urldefense.proofpoint.com/v2/url?u="
        + quote(url, safe="").replace("%2F", "_").replace("-", "%2D").replace("%", "-")
    ),
    lambda url: f"https://{_bare(url).replace('.', '-', 2)}".replace(
        "/", ".translate.goog/", 3
    ).replace(".translate.goog/.translate.goog/", "//", 1),
    lambda _: "http://bit.ly/xYz",
    lambda _: "ow.ly/rDsf",
    lambda _: "https://l%69nk.page.link/abc",
)


def _page(words: str) -> str:
    return f"<!doctype html><html><body><article><h1>T</h1>{words}</article></body></html>"


def _rss(item: str) -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>'
        f"<link>https://other.example/</link><item><title>Notiz</title>{item}</item></channel></rss>"
    )


def _atom(entry: str) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>'
        '<link href="https://other.example/"/><entry><title>Notiz</title>'
        f"<id>x</id><link href='https://other.example/1'/>{entry}</entry></feed>"
    )


def _json(**item: str) -> str:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", **item}]}
    return json.dumps(feed).replace("/", "\\/")


def _json_escaped(text: str) -> str:
    """Like `_json`, with every letter of the text written as an escape."""
    codes = "".join(f"\\u{ord(char):04x}" for char in text if ord(char) < 0x10000)
    item = f'{{"id": "1", "content_html": "{codes}"}}'
    return f'{{"version": "https://jsonfeed.org/version/1", "items": [{item}]}}'


def _linked(url: str) -> str:
    return f'<p>Siehe <a href="{url}">dort</a> und mehr.</p>'


def _comment(words: str) -> str:
    return (
        '<ol class="commentlist"><li class="comment" id="comment-5"><cite class="fn">Jens</cite> '
        f'<span class="says">sagt:</span><div class="comment-body"><p>{words}</p></div></li></ol>'
    )


PLACES = (
    lambda url: _page(_linked(url)),
    lambda url: _page(f"<p>Siehe <a href='{url}'>dort</a></p>"),
    lambda url: _page(f"<p>Siehe <a href={url}>dort</a></p>"),
    lambda url: _page(f'<p><a href=" \n{url}\t">dort</a></p>'),
    lambda url: _page(f"<p>Siehe {url}. Und dann ging es weiter.</p>"),
    lambda url: _page(f"<p>Siehe ({url}), dort.</p>") + _comment("Nichts."),
    lambda url: _page("<p>Nichts.</p>") + _comment(f"Siehe {url}!"),
    lambda url: _page("<p>Nichts.</p>") + _comment(_linked(url)),
    lambda url: f"Nur Text: {url} und weiter.",
    lambda url: _rss(f"<link>{url}</link><comments>https://other.example/1</comments>"),
    lambda url: _rss(f"<description>{html.escape(_linked(url))}</description>"),
    lambda url: _rss(f"<description>{html.escape(html.escape(_linked(url)))}</description>"),
    lambda url: _rss(f"<description><![CDATA[{_linked(url)}]]></description>"),
    lambda url: _rss(f"<description>Siehe {url} dort</description>"),
    lambda url: _atom(f'<content type="html">{html.escape(_linked(url))}</content>'),
    lambda url: _atom(
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{_linked(url)}</div></content>'
    ),
    lambda url: _atom(f'<link rel="related" href="{url}"/>'),
    lambda url: _json(content_html=_linked(url)),
    lambda url: _json(content_text=f"Siehe {url} dort"),
    lambda url: _json(external_url=url),
    lambda url: _json_escaped(_linked(url)),
)
CODINGS = (
    ("utf-8", None),
    ("utf-8-sig", None),
    ("utf-16", None),
    ("utf-16-le", "text/html; charset=utf-16le"),
    ("utf-16-be", None),
    ("utf-32", None),
    ("cp1252", "text/html; charset=iso-8859-1"),
    ("cp1252", None),
    ("shift_jis", "text/html; charset=Shift_JIS"),
    ("gb18030", "text/html; charset=gb18030"),
    ("utf-7", "text/html; charset=utf-7"),
    ("cp037", "text/html; charset=cp037"),
)


@st.composite
def hidden_links(draw: st.DrawFn) -> tuple[bytes, str | None, str]:
    """A page, feed or list that links to an article in some odd way; its Content-Type, its URL."""
    url = draw(st.sampled_from(FORMS))(draw(st.sampled_from(ARTICLES)))
    text = draw(st.sampled_from(PLACES))(draw(scrambled(url)))
    coding, content_type = draw(st.sampled_from(CODINGS))
    scheme = draw(st.sampled_from(("http", "https")))
    return text.encode(coding, "xmlcharrefreplace"), content_type, f"{scheme}://other.example/notiz"


@given(hidden_links())
@example((b"<p>bit<b>.ly</b>/xYz</p>", None, ELSEWHERE))
@example((b"<p>Siehe www.<b>blog</b>.example.org/2009/07/firewall.</p>", None, ELSEWHERE))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_what_the_readers_find_is_never_passed_over(hidden: tuple[bytes, str | None, str]) -> None:
    body, content_type, url = hidden
    if holds(body, url=url, content_type=content_type):
        assert looks(body, url=url, content_type=content_type)


@pytest.mark.parametrize("place", range(len(PLACES)))
def test_every_place_is_one_where_the_readers_look(place: int) -> None:
    assert holds(PLACES[place](POST).encode())


@pytest.mark.parametrize("form", range(len(FORMS)))
def test_every_form_is_one_that_the_readers_know(form: int) -> None:
    places = (PLACES[0], PLACES[4])
    # "https:host" is an address of the same site on a page that came over https.
    bases = (ELSEWHERE, ELSEWHERE.replace("https", "http"))
    bodies = [place(FORMS[form](POST)).encode() for place in places]
    assert any(holds(body, url=base) for body in bodies for base in bases)


@pytest.mark.parametrize(
    "link",
    [
        "https://blog&#46;example&period;org/2009/07/firewall",
        "https:&#x2F;&#x2F;blog.example.org&#x2F;2009&#x2F;07&#x2F;firewall",
        "https&amp;#58;&amp;#47;&amp;#47;blog.example.org/2009/07/firewall",
        "//BLOG.Example.org/2009/07/firewall",
        "https://%62log%2Eexample.org/2009/07/firewall",
        "ht\ntps:/\n/blog.exam\n\tple.org/2009/\n07/firewall",
        "\\\\blog.example.org\\2009\\07\\firewall",
        "https://B\u00dcCHER.example/lesen",
        "https://bu\u0308cher.example/lesen",
        "https://xn--BCHER-kva.example/lesen",
        "https://\uff42log\u3002example.org/2009/07/firewall",
        "https://www.jens.blogspot.de/2009/07/mauern.html",
        "https://blog.example.org/u\u0308ber/uns",
        "https://blog.example.org/u%cc%88ber/uns",
        "https://user:word@shop.example:8080/a/./b/",
        "https://www.google.com/url?q=https%253A%252F%252Fblog.example.org%252F2009/07%252Ffirewall",
    ],
)
def test_a_link_is_seen_in_each_form_alone(link: str) -> None:
    assert looks(_page(f'<a href="{link}">x</a>'))


@pytest.mark.parametrize(
    "body",
    [
        "<p>Kein Link.</p>",
        '<a href="https://blog.example.org/">Das Blog</a> nennt sich blog.example.org.',
        '<a href="https://blog.example.org/impressum?p=7#top">Impressum</a>',
        '<a href="https://blog.example.org/2009/07/firewall-und-mehr/">anderes</a>',
        '<a href="https://other.example/2009/07/firewall">gleicher Pfad</a>',
        '<a href="https://notblog.example.org.evil.example/2009/07/firewall">x</a>',
        "<p>jens@blog.example.org</p>",
        '<a href="http://bit.ly/">Ein Dienst</a> wie bit.ly, oder <b>t.co</b>.',
        '<a href="https://www.google.com/search?q=blog">Suche</a> bei www.bing.com',
        '<a href="https://web.archive.org/web/2009/http://other.example/">Archiv</a>',
        '<script>//<![CDATA[\nvar a = "https:\\/\\/blog.example.org\\/x";\n//]]></script>',
        '<img src="//cdn.example/a.png" alt="50&nbsp;% &amp; mehr&#8230;"> <a href="?p=42">x</a>',
    ],
)
def test_a_page_that_says_nothing_of_an_article_is_not_read(body: str) -> None:
    assert not looks(_page(body))
    assert not holds(_page(body).encode())


def test_a_feed_of_another_blog_is_not_read_but_one_that_names_a_tracked_host_is() -> None:
    item = "<link>https://other.example/1</link><description>Siehe {}</description>"
    assert not looks(_rss(item.format("http://third.example/a")))
    # The relative links of its entries may be resolved against any address in it.
    assert looks(_rss(item.format("https://blog.example.org/")))


def test_relative_links_count_on_a_tracked_host_and_with_a_base() -> None:
    link = '<a href="/2009/07/firewall">x</a>'
    assert looks(link, url="https://www.blog.example.org/archiv")
    assert looks(f'<base href="//blog.example.org/">{link}')
    assert not looks(link)


def test_the_archived_page_of_an_article_is_read() -> None:
    assert looks("<p>x", url=f"https://web.archive.org/web/2010/{POST}")


def test_short_links_are_those_of_the_list_and_of_the_owner() -> None:
    body = b'<a href="https://go.firm.example/a">x</a>'
    own = Scanner(INDEX, shorteners=Shorteners(extra_hosts=("go.firm.example",)))
    assert own.may_hold(body, url=ELSEWHERE)
    assert not looks(body)


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="https://other.example/notiz/comment-page-2/#comments">2</a>',
        '<a href="?cpage=2#comments">2</a>',
        '<a href="?seite=2">&larr; \u00c4ltere&nbsp;<b>Kommentare</b></a>',
        '<div class="comments"><p id="comment-1">Ja</p><a class="pager" href="?page=1">2</a></div>',
    ],
)
def test_a_page_whose_comments_go_on_elsewhere_is_read(markup: str) -> None:
    assert looks(_page(markup))


OLDER_COMMENTS = {
    "utf-8": (
        *("Older comments", "All Comments", "neuere Kommentare", "Frühere Kommentare"),
        *("commentaires plus anciens", "Commentaires précédents", "comentarios más antiguos"),
        *("Comentarios anteriores", "commenti precedenti", "Commenti più vecchi"),
        *("Oudere reacties", "vorige reacties", "comentários mais antigos", "Comentários recentes"),
        *(
            "äldre kommentarer",
            "Starsze komentarze",
            "Старые комментарии",
            "Предыдущие комментарии",
        ),
        *("過去のコメント", "更早的评论", "较旧的评论"),
    ),
    "cp1252": ("comentários anteriores", "Commenti più vecchi", "ældre kommentarer"),
    "cp1251": ("старые комментарии", "предыдущие комментарии"),
    "koi8-r": ("старые комментарии",),
    "shift_jis": ("過去のコメント",),
    "gbk": ("较旧的评论",),
}


@pytest.mark.parametrize(
    ("charset", "label"),
    [(one, label) for one, labels in OLDER_COMMENTS.items() for label in labels],
)
def test_older_comments_are_seen_in_every_language_the_reader_knows(
    charset: str, label: str
) -> None:
    markup = f'<meta charset="{charset}"><p>Text<p><a href="?p=1&amp;seite=2">&laquo; {label}</a>'
    body = markup.encode(charset)
    assert read_document(body, url=ELSEWHERE).next_pages
    assert looks(body)


@pytest.mark.parametrize("pager", ["pager", "pagination", "paging", "page-numbers"])
@pytest.mark.parametrize(
    "section",
    ["comments", "kommentare", "comentarios", "reacties", "responses", "webmentions", "trackbacks"],
)
def test_a_pager_of_a_section_is_seen(section: str, pager: str) -> None:
    body = f"""<article><h1>Notiz</h1><p>Text</article><div id="{section}" class="{section}">
    <div class="comment" id="c1"><cite class="author">Zoë</cite><p class="text">Ja</p></div>
    <div class="{pager}"><a href="?seite=2">2</a></div></div>""".encode()
    assert read_document(body, url=ELSEWHERE).next_pages
    assert looks(body)


@pytest.mark.parametrize(
    "body",
    [b"", b" \n", b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0d\x01\x02\x03", b'{"error": "later"}', b"[]"],
)
def test_what_only_its_reader_can_refuse_or_count_is_read(body: bytes) -> None:
    assert looks(body)


@pytest.mark.parametrize(
    ("article", "link"),
    [
        ("http://192.0.2.7/a", "http://3221225991/a"),
        ("http://[2001:db8::1]/a", "http://[2001:0db8:0:0::1]/a"),
        ("http://localhost/a", "http://\uff4cocalhost/a"),
        ("https://de.wikipedia.org/wiki/Blog", "https://de.m.wikipedia.org/wiki/Blog"),
        ("https://www.youtube.com/watch?v=abcdefghijk", "https://youtu.be/abcdefghijk"),
    ],
)
def test_articles_may_stand_on_hosts_of_every_kind(article: str, link: str) -> None:
    scanner = Scanner(ArticleIndex([Article(url=article)]))
    assert scanner.may_hold(f'<a href="{link}">x</a>'.encode(), url=ELSEWHERE)


@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=40)))
def test_any_bytes_are_looked_at(body: bytes, content_type: str | None) -> None:
    SCANNER.may_hold(body, url=ELSEWHERE, content_type=content_type)


@pytest.mark.parametrize(
    "piece",
    [
        "//a<",
        "%25",
        "&amp;",
        "//<b ",
        "http:\n/\n",
        "<a href='//blog.example.org/<b'>",
        "w.\xad",
        "\\n/",
    ],
)
def test_hostile_pages_take_time_in_proportion(piece: str) -> None:
    body = (piece * 400_000)[:400_000].encode("latin-1")
    began = time.process_time()
    looks(body)
    assert time.process_time() - began < 3


def _samples() -> list[Path]:
    folders = (TESTS / "eval" / "pages", TESTS / "parse", TESTS.parent / "data" / "sample")
    found = [one for folder in folders for one in sorted(folder.rglob("*.[hx]*ml"))]
    return [*found, *sorted((TESTS / "parse" / "samples").glob("*.json"))]


@pytest.mark.parametrize("path", _samples(), ids=lambda path: path.name)
def test_no_link_of_a_labelled_page_is_passed_over(path: Path) -> None:
    body = path.read_bytes()
    document = read_document(body, url=ELSEWHERE)
    links = {link.url for entry in document.entries for link in entry.links}
    for url in sorted(links)[:8]:
        index = ArticleIndex([Article(url=url)])
        if next(find_mentions([document], index=index, now=NOW), None):
            assert Scanner(index).may_hold(body, url=ELSEWHERE), url


def test_most_labelled_pages_are_passed_over_where_nothing_of_them_is_tracked() -> None:
    scanner = Scanner(ArticleIndex([Article(url="https://nowhere.example/a")]))
    found = [scanner.may_hold(path.read_bytes(), url=ELSEWHERE) for path in _samples()]
    assert len(found) > 100
    assert found.count(False) > 0.5 * len(found)
