import base64
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentions.urls.wrappers import unwrap

TARGET = "https://example.org/a?p=1&b=ü#c"
Q = quote(TARGET, safe="")
B64 = base64.urlsafe_b64encode(TARGET.encode()).decode().rstrip("=")

PARAMETERS = [
    f"https://www.google.com/url?sa=t&rct=j&url={Q}&ct=ga",
    f"https://www.google.co.uk/url?q={Q}&sa=D",
    f"https://news.google.com/news/url?sa=t&url={Q}",
    f"https://translate.google.com/translate?sl=de&tl=en&u={Q}",
    f"http://www.bing.com/news/apiclick.aspx?ref=rss&aid=1&url={Q}&c=2",
    f"https://www.bing.com/ck/a?!&&p=0a&u=a1{B64}&ntb=1",
    f"https://l.facebook.com/l.php?u={Q}&h=AT0",
    f"https://lm.facebook.com/l.php?u={Q}",
    f"https://m.facebook.com/l.php?u={Q}",
    f"https://l.instagram.com/?u={Q}&e=AT0",
    f"https://l.threads.com/?u={Q}",
    f"https://go.bsky.app/redirect?u={Q}",
    f"https://t.umblr.com/redirect?z={Q}&t=x",
    f"https://out.reddit.com/t3_abc?url={Q}&token=x",
    f"https://www.youtube.com/redirect?event=video&q={Q}",
    f"https://vk.com/away.php?to={Q}",
    f"https://vk.ru/away.php?to={Q}",
    f"https://ok.ru/dk?cmd=logExternal&st.link={Q}",
    f"https://12ft.io/proxy?q={Q}",
    f"https://statics.teams.cdn.office.net/safelinks/1/atp-safelinks.html?url={Q}",
    f"https://slack-redir.net/link?url={Q}",
    f"https://steamcommunity.com/linkfilter/?u={Q}",
    f"https://eur02.safelinks.protection.outlook.com/?url={Q}&data=05",
    f"https://disq.us/url?url={Q}%3AaBcDeFgHiJkLmNoPqRsTuVwXyZ0&cuid=1",
    f"https://www.linkedin.com/redir/redirect?url={Q}&urlhash=x",
    f"https://medium.com/r/?url={Q}",
    f"https://www.instapaper.com/text?u={Q}",
    f"https://t.me/iv?url={Q}&rhash=x",
    f"https://duckduckgo.com/l/?kh=-1&uddg={Q}",
    f"https://href.li/?{TARGET}",
    f"https://href.li/?{Q}",
    f"https://www.deviantart.com/users/outgoing?{TARGET}",
    f"https://r.search.yahoo.com/_ylt=x/RV=2/RU={Q}/RK=2/RS=x-",
    f"https://www.google.com/url?sa=t&amp;url={Q}",
    f"https://www.google.com/url?q={quote_plus(TARGET)}",
]

OTHERS = [
    ("https://web.archive.org/web/2009/http://example.org/a", "http://example.org/a"),
    ("https://web.archive.org/web/20090714id_/http://example.org/?p=1", "http://example.org/?p=1"),
    ("https://web.archive.org/web/2009/http:/example.org/a#b", "http://example.org/a#b"),
    ("https://web.archive.org/web/2009/example.org/a", "http://example.org/a"),
    ("https://web.archive.org/web/2009/https%3A%2F%2Fexample.org%2Fa", "https://example.org/a"),
    ("https://archive.ph/2020/https://example.org/a", "https://example.org/a"),
    ("https://archive.ph/2020.01.02-030405/https://example.org/a", "https://example.org/a"),
    (
        "https://webcache.googleusercontent.com/search?q=cache:Ab-9Ab_9Ab-9:example.org/a+b+c&cd=1",
        "http://example.org/a",
    ),
    (
        "http://webcache.googleusercontent.com/search?q=cache:https%3A%2F%2Fexample.org%2Fa%3Fp%3D1",
        "https://example.org/a?p=1",
    ),
    ("https://12ft.io/https://example.org/a?p=1", "https://example.org/a?p=1"),
    ("https://12ft.io/http:/example.org/a", "http://example.org/a"),
    ("https://r.jina.ai/https://example.org/a?p=1", "https://example.org/a?p=1"),
    ("https://freedium.cfd/https://example.org/a", "https://example.org/a"),
    ("https://x.cdn.ampproject.org/c/s/example.org/a", "https://example.org/a"),
    ("https://x.cdn.ampproject.org/i/example.org/a", "http://example.org/a"),
    ("https://www.google.de/amp/s/example.org/a/amp", "https://example.org/a/amp"),
    ("https://bing.com/amp/s/example.org/a", "https://example.org/a"),
    ("https://youtu.be/abcdefghijk?t=5", "https://www.youtube.com/watch?v=abcdefghijk&t=5"),
    ("https://redd.it/AbC1", "https://www.reddit.com/comments/abc1"),
    ("https://my--blog-example-org.translate.goog/a", "https://my-blog.example.org/a"),
    (
        "https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_a-3Fp-3D1&d=x",
        "https://example.org/a?p=1",
    ),
    ("https://urldefense.com/v3/__https://example.org/a__;!!x!y$", "https://example.org/a"),
]

UNTOUCHED = [
    "",
    "no address",
    "https://example.org/url?url=https://example.com/",
    "https://www.google.com/url?q=/search?q=x",
    "https://www.google.com/url?q=javascript:alert(1)",
    "https://www.google.com/url?q=http:example.org",
    "https://www.google.com/url?q=https://",
    "https://www.google.com/search?q=https://example.org/",
    "https://www.facebook.com/sharer/sharer.php?u=https://example.org/",
    "https://twitter.com/share?url=https://example.org/",
    "https://t.me/share/url?url=https://example.org/",
    "https://web.archive.org/web/2009*/http://example.org/",
    "https://web.archive.org/",
    "https://ok.ru/profile/1?st.link=https://example.org/",
    "https://r.jina.ai/",
    "https://www.bing.com/ck/a?u=a1%%%",
    "https://www.bing.com/ck/a?u=a1_____",
    "https://x.cdn.ampproject.org/c/s/nohost/a",
    "https://youtu.be/",
    "https://youtu.be/playlist",
    "https://i.redd.it/abc.png",
    "https://nohyphen.translate.goog/a",
    "https://a-b.translate.goog/a?_x_tr_enc=1",
    "https://urldefense.com/v3/__https://example.org/*__;w!!x$",
    "https://href.li/?ftp://example.org/",
    "https://t.co/abc",
]


@pytest.mark.parametrize("url", PARAMETERS)
def test_the_target_as_it_was_put_in(url: str) -> None:
    assert quote(unwrap(url), safe="%:/?&=#") == quote(TARGET, safe="%:/?&=#")


@pytest.mark.parametrize(("url", "expected"), OTHERS)
def test_targets_in_other_places(url: str, expected: str) -> None:
    assert unwrap(url) == expected


def test_characters_that_proofpoint_keeps_apart_come_back() -> None:
    assert unwrap("https://urldefense.com/v3/__http://example.org/?a*b*c__;JiM!!x!y$") == (
        "http://example.org/?a&b#c"
    )
    assert unwrap("https://urldefense.com/v3/__http://example.org/a**Bc__;eHl6!!x!y$") == (
        "http://example.org/axyzc"
    )


@pytest.mark.parametrize("url", UNTOUCHED)
def test_whatever_is_odd_stays(url: str) -> None:
    assert unwrap(url) == url


def test_layers_come_off_one_after_the_other() -> None:
    inner = "https://l.facebook.com/l.php?u=" + Q
    outer = "https://www.google.com/url?url=" + quote(inner, safe="")
    assert unwrap("https://web.archive.org/web/2020/" + outer) == TARGET


def test_too_many_layers_stay() -> None:
    nested = "https://href.li/?" * 100 + "http://example.org/"
    assert unwrap(nested) == nested


@given(st.text(), st.sampled_from([*PARAMETERS, *UNTOUCHED, *(url for url, _ in OTHERS)]))
def test_never_raises_and_leaves_no_wrapper(text: str, url: str) -> None:
    for one in (text, url + text, url.replace("example", text), url[: len(text)] + text):
        assert unwrap(unwrap(one)) == unwrap(one)
