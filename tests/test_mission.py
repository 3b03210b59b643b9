"""The case the project began with, in every form in which its page may have come down to us."""

import pytest

from mentions import Evidence, Kind, extract_mentions

URL = "https://blog.example.org/2009/07/weg-mit-der-social-media-firewall/"
TITLE = "Tweets die Weg mit der Social Media Firewall erwähnt -- Topsy.com"
TWEET = "RT @clab: Sehr gute Illustration: Weg mit der Social Media Firewall http://ow.ly/rDsf #fb"
REPORT = (
    f"Dieser Eintrag wurde auf Twitter von Jens und Ingo Becker erwähnt. Ingo Becker sagte: {TWEET}"
)
TOPSY = "http://topsy.com/tb/ow.ly/rDsf"
HEADING = "<h2>Eine Antwort zu „Weg mit der Social Media Firewall“</h2>"
FORM = "<h2>Hinterlasse eine Antwort</h2><form><input name=author></form>"

PAGES = {
    "markup gone": f"{HEADING}<ol><li>{TITLE}<br>{REPORT}</li></ol>{FORM}",
    "markup gone, wrapped": f"{HEADING}<ol><li>{TITLE}<br>[...] {REPORT} [...]</li></ol>",
    "paragraphs": f"{HEADING}<ol><li><p>{TITLE} sagt:</p><p>20. November 2009 um 14:43</p>"
    f"<p>[...] {REPORT} [...]</p></li></ol>{FORM}",
    "cite": f"{HEADING}<ol><li><cite>{TITLE}</cite> sagt:<br>{REPORT}</li></ol>",
    "link": f'{HEADING}<ol><li><a href="{TOPSY}">{TITLE}</a><br>{REPORT}</li></ol>',
    "link and date": f'{HEADING}<ol><li><a href="{TOPSY}">{TITLE}</a><p>14. Juli 2009 um 11:42</p>'
    f"<p>[...] {REPORT} [...]</p></li></ol>",
    "english theme": f"<h3>One Response to “Weg”</h3><ol><li><cite><a href='{TOPSY}'>{TITLE}</a>"
    f"</cite> Says: <br><small>July 14th, 2009 at 11:42</small>"
    f"<p>[...] {REPORT} [...]</p></li></ol>",
    "Kubrick": f"<ol class=commentlist><li class=alt id=comment-3><cite><a href='{TOPSY}' "
    f"rel=nofollow>{TITLE}</a></cite> sagt:<br><small class=commentmetadata><a href='#comment-3'>"
    f"14. Juli 2009 um 11:42</a></small><p>[...] {REPORT} [...]</p></li></ol>",
    "entities": f"<ol class=commentlist><li class=trackback id=comment-9><cite>"
    f"{TITLE.replace('ä', '&auml;').replace('--', '&#8212;')}</cite> sagt:<p>[&#8230;] "
    f"{REPORT.replace('ä', '&auml;')} [&#8230;]</p></li></ol>",
    "block theme": f"""<ol class="wp-block-comment-template"><li id="comment-1" class="trackback">
    <div class="wp-block-comment-author-name"><a href="{TOPSY}">{TITLE}</a></div>
    <div class="wp-block-comment-date"><time datetime="2009-07-14T11:42:00+02:00">14. Juli</time>
    </div><div class="wp-block-comment-content"><p>[&#8230;] {REPORT} [&#8230;]</p></div></li>
    </ol>""",
}
FEED = f"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Kommentare zu: Weg</title>
<link>{URL}</link><item><title>Von: {TITLE}</title><link>{URL}#comment-3</link>
<dc:creator>{TITLE}</dc:creator><pubDate>Tue, 14 Jul 2009 09:42:00 +0000</pubDate>
<description>[...] {REPORT} [...]</description></item></channel></rss>"""


@pytest.mark.parametrize("page", [*PAGES.values(), FEED], ids=[*PAGES, "comment feed"])
def test_three_people(page: str) -> None:
    jens, ingo, clab = extract_mentions(page, url=URL, article=URL)
    assert (jens.author.name, jens.kind, jens.text) == ("Jens", Kind.MENTION, None)
    assert (ingo.author.name, ingo.kind, ingo.text) == ("Ingo Becker", Kind.REPOST, TWEET)
    assert (ingo.via, ingo.hashtags) == (("clab",), ("fb",))
    assert [link.found for link in ingo.links] == ["http://ow.ly/rDsf"]
    assert [link.resolved for link in ingo.links] == [None]
    assert (clab.author.handle, clab.author.name) == ("clab", None)
    assert clab.text == TWEET.removeprefix("RT @clab: ")
    assert clab.evidence is Evidence.ATTRIBUTED
    for mention in (jens, ingo, clab):
        assert mention.platform == "twitter"
        assert mention.published is None
        assert mention.reported_by is not None
        assert mention.reported_by.name == "Topsy"
        if TOPSY in page:
            assert mention.reported_by.url == TOPSY
