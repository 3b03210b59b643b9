"""Every sentence of "Is this link my article?", as tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.urls.canonical import canonical_url, same_article
from mentions.urls.tables import document

POST = "https://example.org/2009/07/firewall"

SAME = [
    # scheme, www, port, user, case of the host, trailing dot
    (POST, "http://example.org/2009/07/firewall"),
    (POST, "//example.org/2009/07/firewall"),
    (POST, "HTTPS://EXAMPLE.ORG/2009/07/firewall"),
    (POST, "https://www.example.org/2009/07/firewall"),
    (POST, "https://www2.example.org/2009/07/firewall"),
    (POST, "http://example.org:80/2009/07/firewall"),
    (POST, "https://example.org:443/2009/07/firewall"),
    (POST, "https://jens:secret@example.org/2009/07/firewall"),
    (POST, "https://example.org./2009/07/firewall"),
    (POST, "  https://example.org/2009/07/firewall\n"),
    (POST, "\u200bhttps://exam\u00adple.org/2009/07/firewall\ufeff"),
    ("http://example.org:8080/a", "https://example.org:8080/a/"),
    # slashes, dot segments, index files
    (POST, POST + "/"),
    (POST, "https://example.org//2009///07/firewall//"),
    (POST, "https://example.org/2009/./07/x/../firewall"),
    (POST, "https://example.org/2009/%2e/07/x/%2E%2E/firewall"),
    (POST, "https:\\\\example.org\\2009\\07\\firewall"),
    (POST, POST + "/index.html"),
    (POST, POST + "/index.htm"),
    (POST, POST + "/INDEX.PHP"),
    (POST, POST + "/index.asp"),
    (POST, POST + "/index.aspx"),
    (POST, POST + "/index.jsp"),
    (POST, POST + "/index.cfm"),
    (POST, POST + "/index.shtml"),
    (POST, POST + "/default.aspx"),
    (POST, POST + "/Default.asp"),
    (POST, POST + "/default.htm"),
    ("https://example.org", "http://www.example.org/index.php"),
    ("https://example.org/?p=42", "https://example.org/index.php?p=42"),
    # fragments
    (POST, POST + "#respond"),
    (POST, POST + "#comment-5"),
    (POST, POST + "/#"),
    (POST, POST + "#:~:text=social%20media"),
    (POST, POST + "#more-12:~:text=social,media"),
    ("https://example.org/#!/a", "https://example.org/#!/a:~:text=b"),
    ("https://example.org/#!", "https://example.org/"),
    ("https://example.org/#/", "https://example.org/"),
    # percent-encoding, hosts in other scripts
    ("https://example.org/%7Ejens/a", "https://example.org/~jens/a"),
    ("https://example.org/%c3%bcber", "https://example.org/über"),
    ("https://example.org/%C3%BCber", "https://example.org/%c3%bcber"),
    ("https://example.org/a%2Db%5fc", "https://example.org/a-b_c"),
    ("https://example.org/a_(b)", "https://example.org/a_%28b%29"),
    ("https://example.org/a b", "https://example.org/a%20b"),
    ("https://example.org/a[1]", "https://example.org/a%5B1%5D"),
    ("https://example.org/?q=a+b", "https://example.org/?q=a%20b"),
    ("https://example.org/?q=100%", "https://example.org/?q=100%25"),
    ("https://example.org/?u=a/b:c", "https://example.org/?u=a%2Fb%3Ac"),
    ("https://example.org/?%70=42", "https://example.org/?p=42"),
    ("https://example.org/u\u0308ber", "https://example.org/über"),
    ("https://example.org/%75%cc%88ber", "https://example.org/%C3%BCber"),
    ("https://example.org/?title=u%CC%88ber", "https://example.org/?title=%C3%BCber"),
    ("https://example.org/\u304b\u3099", "https://example.org/\u304c"),
    ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
    ("https://BÜCHER.example/a", "https://xn--bcher-kva.example/a"),
    ("https://ｅｘａｍｐｌｅ.org/a", "https://example.org/a"),
    # queries
    (POST, POST + "?"),
    (POST, POST + "/?&&"),
    (POST, POST + "?utm_source=feed&utm_medium=rss&utm_campaign=x"),
    (POST, POST + "?UTM_Source=feed"),
    (POST, POST + "?utm_source=a&amp;utm_medium=b"),
    (POST, POST + "?fbclid=IwAR0&gclid=x&msclkid=y&yclid=z&igshid=q&mc_cid=1&mc_eid=2"),
    (POST, POST + "?pk_campaign=a&mtm_source=b&at_medium=c&hsa_net=d&_hsenc=e&xtor=RSS-1"),
    (POST, POST + "?ref=twitter"),
    (POST, POST + "?replytocom=5"),
    (POST, POST + "?unapproved=7&moderation-hash=ab"),
    (POST, POST + ";jsessionid=0A1B"),
    (POST + "?id=3", POST + ";jsessionid=0A1B!-12!7.node1?id=3"),
    (POST, POST + "?sid=0123456789abcdef0123456789abcdef"),
    (POST, POST + "?sessionid=k3v9ab2mpd81qhtz0n5xw7c4u6"),
    (POST, POST + "?nonamp=1"),
    (POST, POST + "?PHPSESSID=0a1b"),
    ("https://example.org/?a=1&b=2", "https://example.org/?b=2&a=1"),
    ("https://example.org/?a=1&b=2", "https://example.org/?b=2&amp;a=1"),
    ("https://example.org/?a=2&a=1&b=3", "https://example.org/?b=3&a=2&a=1"),
    ("https://example.org/?a", "https://example.org/?a="),
    ("https://x.com/jens/status/1", "https://x.com/jens/status/1?s=20&t=abc"),
    ("https://www.youtube.com/watch?v=abcdefghijk", "https://youtu.be/abcdefghijk?si=x&t=42"),
    (
        "https://m.youtube.com/watch?v=abcdefghijk&feature=share",
        "https://www.youtube.com/watch?v=abcdefghijk",
    ),
    # AMP, phones
    (POST, POST + "/amp"),
    (POST, POST + "/amp/"),
    (POST, POST + ".amp"),
    (POST + ".html", POST + ".amp.html"),
    (POST, POST + "?amp"),
    (POST, POST + "?amp=1"),
    (POST, POST + "?amp=true"),
    (POST, POST + "?outputType=amp"),
    (POST, "https://amp.example.org/2009/07/firewall"),
    (POST, "https://m.example.org/2009/07/firewall"),
    (POST, "https://mobile.example.org/2009/07/firewall"),
    (POST, "https://www.m.example.org/2009/07/firewall"),
    (POST, "https://example-org.cdn.ampproject.org/c/s/example.org/2009/07/firewall/amp/"),
    (POST, "https://cdn.ampproject.org/v/s/www.example.org/2009/07/firewall?amp_js_v=0.1"),
    (POST, "https://example-org.cdn.ampproject.org/c/example.org/2009/07/firewall"),
    (POST, "https://example-org.cdn.ampproject.org/wp/s/example.org/2009/07/firewall"),
    (POST, "https://www.google.de/amp/s/example.org/2009/07/firewall/amp"),
    (POST, "https://www.bing.com/amp/s/example.org/2009/07/firewall"),
    ("https://de.m.wikipedia.org/wiki/Blog", "https://de.wikipedia.org/wiki/Blog"),
    ("http://jens.blogspot.com/2009/07/a.html", "https://jens.blogspot.de/2009/07/a.html?m=1"),
    ("http://www.jens.blogspot.co.uk/a.html", "https://jens.blogspot.com.br/a.html"),
    # wrappers
    (POST, "https://www.google.com/url?sa=t&url=https%3A%2F%2Fexample.org%2F2009%2F07%2Ffirewall"),
    (POST, "https://l.facebook.com/l.php?u=http%3A%2F%2Fexample.org%2F2009%2F07%2Ffirewall%2F&h=x"),
    (POST, "https://href.li/?http://www.example.org/2009/07/firewall/"),
    (POST, "http://web.archive.org/web/20100101000000/" + POST),
    (POST, "https://example-org.translate.goog/2009/07/firewall?_x_tr_sl=de&_x_tr_tl=en"),
    ("https://example.org/a", "http:/example.org/a"),
    ("https://example.org/a", "http:\\\\example.org\\a"),
    ("https://example.org/a", "https://example。org/a"),
    ("https://example.org/a", "https://user:secret@example.org/a"),
    ("https://example.org/a", "https://example.org/a?fbclid=1#:~:text=a,b"),
    ("https://example.org/?a=1&b=2", "https://example.org/?b=2&fbclid=x&a=1"),
    ("https://example.org/a?b=1", "https://example.org/a?&&b=1&"),
    ("https://example.org/a?b=1", "https://example.org/a/index.php?b=1"),
    ("https://example.co.uk/a", "http://www.example.co.uk/a/"),
    ("https://example.com.au/a", "https://m.example.com.au/a"),
    ("https://straße.example/", "https://xn--strae-oqa.example"),
    ("https://i❤.example/", "https://xn--i-7iq.example"),
    ("https://bu\u0308cher.example/", "https://bücher.example/"),
    ("http://[2001:db8::1]/a", "https://[2001:DB8:0:0:0:0:0:1]/a/"),
    ("http://127.0.0.1/a", "http://0x7f.1/a"),
    ("https://de.wikipedia.org/wiki/A_(B)", "https://de.m.wikipedia.org/wiki/A_%28B%29#C"),
    ("https://x.example.org/a", "https://x-example-org.translate.goog/a?_x_tr_sl=de&_x_tr_tl=en"),
    ("https://www.nytimes.com/a.html", "https://nytimes.com/a.html?searchResultPosition=2"),
    ("https://bsky.app/profile/a/post/1", "https://bsky.app/profile/a/post/1?ref_src=embed"),
    (
        "https://example.org/a",
        "https://www.google.com/url?q=https%3A%2F%2Fhref.li%2F%3Fhttps%253A%252F%252Fexample.org%252Fa",
    ),
]

OTHER = [
    (POST, POST + "-2"),
    (POST, POST.upper().replace("HTTPS://EXAMPLE.ORG", "https://example.org")),
    (POST, "https://example.org/2009/07"),
    (POST, "https://example.org/"),
    (POST, POST + "/feed"),
    (POST, POST + "/amplifier"),
    (POST, POST + ".html"),
    (POST, POST + "/index"),
    (POST, POST + "#!/2"),
    (POST, POST + "#/2"),
    ("https://example.org/#!/a", "https://example.org/#!/b"),
    ("https://example.org/post-1", "https://example.org/post-10"),
    ("https://example.org/post-1", "https://example.org/post-1/2"),
    ("https://example.org/?id=1", "https://example.org/?id=2"),
    ("https://example.org/?id=1", "https://example.org/"),
    ("https://example.org/?p=42", "https://example.org/?p=4"),
    ("https://example.org/?p=42", "https://example.org/?page=42"),
    ("https://example.org/a?page=2", "https://example.org/a"),
    ("https://example.org/a?page=2", "https://example.org/a?page=3"),
    ("https://example.org/a?q=x", "https://example.org/a?q=X"),
    ("https://example.org/a?v=1", "https://example.org/a"),
    ("https://example.org/a?t=1", "https://example.org/a"),
    ("https://example.org/a?s=1", "https://example.org/a"),
    ("https://example.org/a?ref=1234", "https://example.org/a"),
    ("https://example.org/a?sid=09/07/14", "https://example.org/a"),
    ("https://example.org/a?tag=x", "https://example.org/a"),
    ("https://example.org/a?source=3", "https://example.org/a"),
    ("https://example.org/a?pk_id=3", "https://example.org/a"),
    ("https://example.org/a?m=200907", "https://example.org/a"),
    ("https://example.org/?a=1&a=2", "https://example.org/?a=2&a=1"),
    ("https://example.org/?a=1%262", "https://example.org/?a=1&2"),
    ("https://example.org/a%2Fb", "https://example.org/a/b"),
    ("https://example.org/a%3Fb", "https://example.org/a?b"),
    ("https://example.org/a%2523b", "https://example.org/a%23b"),
    ("https://blog.example.org/a", "https://shop.example.org/a"),
    ("https://blog.example.org/a", "https://example.org/a"),
    ("https://example.org/a", "https://example.com/a"),
    ("https://example.org/a", "https://example.org.evil.example/a"),
    ("https://example.org/a", "https://example.org@evil.example/a"),
    ("https://example.org/a", "https://wwwexample.org/a"),
    ("https://example.org:8080/a", "https://example.org/a"),
    ("https://example.org:8080/a", "https://example.org:8081/a"),
    ("https://example.org/amp", "https://example.org/"),
    ("https://m.blogspot.com/a", "https://blogspot.com/a"),
    ("https://jens.blogspot.de/a", "https://ann.blogspot.com/a"),
    ("https://jens.blogspot.evil.example/a", "https://jens.blogspot.com/a"),
    ("https://jens.blogspot.de.evil.example/a", "https://jens.blogspot.com/a"),
    (POST, POST + "?sessionid=1234"),
    (POST, POST + "?sessionid=12345678901234567890123456"),
    (POST + ";jsessionid=0A1B;id=3", POST + ";jsessionid=0A1B;id=4"),
    (POST + ";jsessionid=0A1B&id=3", POST + ";jsessionid=0A1B&id=4"),
    ("https://example.org/%CC%88ber", "https://example.org/ber"),
    ("https://example.org/%CC%88u", "https://example.org/%C3%BC"),
    (
        "https://substack.com/app-link/post?publication_id=1&post_id=2",
        "https://substack.com/app-link/post?publication_id=1&post_id=3",
    ),
    ("https://www.co.uk/a", "https://co.uk/a"),
    ("https://m.example/a", "https://example/a"),
    ("https://www.youtube.com/watch?v=abcdefghijk", "https://www.youtube.com/watch?v=abcdefghijl"),
    ("https://www.youtube.com/watch?v=abcdefghijk", "https://www.youtube.com/watch"),
    (POST, "https://example.com/url?url=" + POST),
    (POST, "https://www.facebook.com/sharer.php?u=" + POST),
    (POST, "https://twitter.com/intent/tweet?url=" + POST),
    (POST, "http://topsy.com/trackback?url=" + POST),
    (POST, "example.org/2009/07/firewall"),
    (POST, "ftp://example.org/2009/07/firewall"),
    (POST, ""),
    ("https://example.org/a", "https://example.org/a/print/"),
    ("https://example.org/a", "https://example.org/a?print=1"),
    ("https://example.org/a", "https://example.org/a?lang=de"),
    ("https://example.org/a", "https://example.org/de/a"),
    ("https://example.org/a", "https://example.org/index.php/a"),
    ("https://example.org/a", "https://example.org/a.html"),
    ("https://example.org/a", "https://example.org/A"),
    ("https://example.org/a", "https://example.org/a/feed/"),
    ("https://example.org/a", "https://example.org/a/trackback/"),
    ("https://example.org/a", "https://example.org/a;v=2"),
    ("https://example.org/a", "https://example.org/a."),
    ("https://example.org/a", "https://example.org/а"),  # Cyrillic
    ("https://example.org/a+b", "https://example.org/a%20b"),
    ("https://example.org/a?q=b%2Bc", "https://example.org/a?q=b+c"),
    ("https://example.org/a?q=b%26c=1", "https://example.org/a?q=b&c=1"),
    ("https://example.org/a?b=1;c=2", "https://example.org/a?b=1&c=2"),
    ("https://example.org/?s=a", "https://example.org/?s=b"),
    ("https://example.org/?page_id=42", "https://example.org/?p=42"),
    ("https://example.org/read.php?1,2", "https://example.org/read.php?1,3"),
    ("https://example.org/index.php?/a/1", "https://example.org/index.php?/a/2"),
    ("https://example.org/?topic=9.0", "https://example.org/?topic=9.15"),
    ("https://example.org/#/a", "https://example.org/#/b"),
    ("https://straße.example/", "https://strasse.example/"),
    ("https://mobile.de/a", "https://de/a"),
    ("https://amp.github.io/a", "https://github.io/a"),
    ("https://bit.ly/a", "https://bit.ly/A"),
    (POST, "https://evil.example/" + POST),
    (POST, "https://web.archive.org/web/*/" + POST),
    (POST, "https://www.google.com/search?q=" + POST),
]

AS_GIVEN = [
    ("", ""),
    (" example.org/x ", "example.org/x"),
    ("mailto:jens@example.org", "mailto:jens@example.org"),
    ("javascript:alert(1)", "javascript:alert(1)"),
    ("/2009/07/", "/2009/07/"),
    ("https://", "https://"),
    ("https://exa mple.org/", "https://exa mple.org/"),
    ("https://example.org/\ud800", "https://example.org/\ud800"),
    ("https://example.org/" + "a" * 9000, "https://example.org/" + "a" * 9000),
]


def test_the_tables_are_as_long_as_they_should_be() -> None:
    assert len(SAME) >= 80
    assert len(OTHER) >= 40


@pytest.mark.parametrize(("a", "b"), SAME)
def test_same_page(a: str, b: str) -> None:
    assert canonical_url(a) == canonical_url(b)
    assert same_article(a, b)
    assert same_article(b, a)


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_other_page(a: str, b: str) -> None:
    assert canonical_url(a) != canonical_url(b)
    assert not same_article(a, b)


@pytest.mark.parametrize(("given_url", "expected"), AS_GIVEN)
def test_what_is_no_address_is_only_trimmed(given_url: str, expected: str) -> None:
    assert canonical_url(given_url) == expected


@pytest.mark.parametrize("url", [url for pair in SAME + OTHER for url in pair])
def test_twice_is_once(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


def test_wrappers_nested_too_deep_stay_as_they_are() -> None:
    nested = "https://href.li/?" * 40 + "http://example.org/a"
    assert canonical_url(nested) == nested


WORDS = (
    "example.org www.example.org m.example.com amp.a.example x bücher.example google.com "
    "www.google.co.uk href.li l.facebook.com web.archive.org youtu.be bing.com 1.2.3.4 [::1] "
    "a-b.translate.goog x.cdn.ampproject.org urldefense.com www.m.amp.example a..b a. disq.us"
)
HOSTS = WORDS.split()
SPLINTERS = (
    "/ // url amp index.html .amp .amp.html ? & # % %2e %2E%2e %25 .. . ;jsessionid=1 \\ ü amp; "
    "q= url= u= utm_source=x a=1 c/s/ amp/s/ http:// https:// https%3A%2F%2F /web/2009/ :~: #! "
    "#/ %7e + [ ] ' \ud800 \t @ :80 :443 :8080 v3/__ __;YQ * **A \u200b \u00ad = ref=tw"
)
PIECES = SPLINTERS.split(" ")
NASTY = st.builds(
    lambda start, host, pieces: start + host + "".join(pieces),
    st.sampled_from(["http://", "https://", "//", "HTTP:\\\\", "http:", " https://", "https://u@"]),
    st.sampled_from(HOSTS),
    st.lists(st.sampled_from(PIECES + HOSTS), max_size=12),
)
ANYTHING = st.one_of(st.text(), NASTY, st.text().map("https://example.org/".__add__))


@given(ANYTHING)
def test_never_raises_and_twice_is_once(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


@given(ANYTHING, ANYTHING)
def test_same_article_is_reflexive_and_symmetric(a: str, b: str) -> None:
    assert same_article(a, a)
    assert same_article(a, b) == same_article(b, a)


EVERYWHERE = [group for group in document("tracking.toml")["group"] if "hosts" not in group]
NAMES = [name for group in EVERYWHERE for name in group.get("names", ())]
PREFIXES = [prefix for group in EVERYWHERE for prefix in group.get("prefixes", ())]
SLUG = st.text("abcxyz019_-", min_size=1, max_size=12)
VALUED = [
    (name, value)
    for group in EVERYWHERE
    for name, values in group.get("values", {}).items()
    for value in values
]
TRACKER = st.one_of(
    st.tuples(st.sampled_from(NAMES), SLUG),
    st.tuples(st.builds("".join, st.tuples(st.sampled_from(PREFIXES), SLUG)), SLUG),
    st.sampled_from(VALUED),
)


@given(SLUG, st.lists(st.tuples(st.sampled_from(["p", "id", "page"]), SLUG)), TRACKER, st.data())
def test_a_tracking_parameter_changes_nothing(
    slug: str,
    content: list[tuple[str, str]],
    tracker: tuple[str, str],
    data: st.DataObject,
) -> None:
    at = data.draw(st.integers(0, len(content)))
    plain = "&".join(f"{name}={value}" for name, value in content)
    pairs = [*content[:at], tracker, *content[at:]]
    tracked = "&".join(f"{name}={value}" for name, value in pairs)
    url = f"https://example.org/{slug}"
    assert canonical_url(f"{url}?{tracked}") == canonical_url(f"{url}?{plain}")
