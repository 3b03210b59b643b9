"""The public functions: bytes in memory in, mentions and links out.

No network, no database, no files. Short links stay unresolved; everything else is what
`mentions poll` does with the same bytes.
"""

from __future__ import annotations

from datetime import UTC, datetime

from mentions.core.index import ArticleIndex
from mentions.core.read import find_mentions, merge_found
from mentions.model import Article, Mention
from mentions.parse.document import read_document


def extract_mentions(
    data: bytes | str,
    *,
    url: str,
    article: str,
    content_type: str | None = None,
    now: datetime | None = None,
) -> list[Mention]:
    """Return the mentions of one article in a page, a comment section or a feed.

    Args:
        data: The body as served: HTML, RSS, RDF, Atom, JSON Feed, WordPress REST comments, Isso
            JSON, a WordPress export or plain text; told apart by content.
        url: Where it was read; relative links are resolved against it. When it is the article's
            own address, every comment counts.
        article: The article's address in any form.
        content_type: The Content-Type header, if there was one; helps with the charset.
        now: Becomes `first_seen`; aware. The time of the call if not given.

    Returns:
        Each act once, in document order; `merged_from` says how often it stood there.

    Raises:
        ParseError: The body is empty, binary or larger than 20 MB.

    >>> page = '''<p class="h-entry"><a class="p-author h-card" href="/">Zoë</a> liked
    ... <a class="u-like-of" href="http://www.blog.example/post-1/?utm_source=x">this</a>.</p>'''
    >>> for mention in extract_mentions(
    ...     page, url="https://zoe.example/likes/7", article="https://blog.example/post-1"
    ... ):
    ...     print(mention.author.name, mention.kind, mention.url)
    Zoë like https://zoe.example/likes/7
    """
    document = read_document(data, url=url, content_type=content_type)
    index = ArticleIndex([Article(url=article)])
    moment = now or datetime.now(UTC)
    return merge_found(find_mentions([document], index=index, now=moment))
