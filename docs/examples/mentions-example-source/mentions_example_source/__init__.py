"""A source in a package of its own: who linked to an article on some bulletin board."""

from collections.abc import Mapping

from mentions.asking import Batch, Profile, Questions, Request, Watch, ask
from mentions.model import Author, Document, Entry, Hyperlink
from mentions.parse.dates import read_date
from mentions.parse.jsontext import load_json, mapping, mappings, text


class ExampleBoard:
    """Asks the board's search, which answers {"posts": [{"permalink": ..., "link": ...}]}."""

    name, title = "exampleboard", "Example Board"
    profile = Profile(searches=True, requests=1, limits="60 requests an hour")

    def poll(self, watch: Watch) -> Questions:
        """Ask for posts that link to the address."""
        (base, *_) = watch.setup.instances or ("https://board.example",)
        request = Request(url=f"{base}/search.json", params={"link": watch.address})
        page = yield from ask(request)
        answer = load_json(page.body, url=page.url, content_type=page.content_type)
        posts = mappings(mapping(answer), "posts")
        entries = tuple(_entry(post) for post in posts if text(post, "permalink"))
        return Batch(documents=(Document(url=page.url, form="search", entries=entries),))


def _entry(post: Mapping[str, object]) -> Entry:
    """Return a post in our fields; what is missing stays unknown."""
    written = read_date(text(post, "written"))
    return Entry(
        url=text(post, "permalink"),
        author=Author(name=text(post, "author") or None),
        text=text(post, "body") or None,
        links=(Hyperlink(url=text(post, "link")),),
        published=written[0] if written else None,
        published_zone_known=bool(written and written[1]),
    )


SOURCE = ExampleBoard()
