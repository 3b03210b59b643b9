"""Why a page that shows a comment no more proves nothing: where its comments stand is not seen."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from mentions.model import Channel, Document

# Comments that a script of another company fills in: the page itself never holds them.
_SCRIPTED = re.compile(
    rb"disqus_thread|isso-thread|giscus\.app|utteranc\.es|commento|remark42|hyvor|cusdis|fb-comments"
    rb"|intensedebate|livefyre|coral-talk|graphcomment|cackle|hypercomments|data-webmention"
    rb"|webmention\.io/api",
    re.IGNORECASE,
)
_SECTION = re.compile(
    rb"id=[\"']?(?:comments|respond|commentform|comment-form|kommentare|reply-title)\b"
    rb"|class=[\"'][^\"'>]{0,200}\b(?:comments-area|comment-list|commentlist|comment-form)\b",
    re.IGNORECASE,
)
# A button in place of a link: what it brings has no address of its own. Letters of ASCII only,
# since the bytes may be in any encoding.
_MORE = re.compile(
    rb"(?:load|show|view|see)[-_ ]?(?:more|older|all|previous|further)[-_ ]?comments?\b"
    rb"|comments?[-_]{1,2}load[-_]?more\b"
    rb"|(?:weitere|mehr|alle|ltere|vorherige) kommentare (?:laden|(?:an)?zeigen|einblenden)",
    re.IGNORECASE,
)
# Who switches comments off often hides those that were written, too.
_OFF = re.compile(
    rb"comments? (?:are|is|have been) (?:now )?(?:closed|disabled|turned off|switched off)"
    rb"|comments[-_](?:closed|disabled)|class=[\"']?no-?comments\b"
    rb"|kommentar(?:e|funktion)? (?:sind|ist|wurden?) (?:derzeit |zurzeit |nun |hier )?"
    rb"(?:geschlossen|deaktiviert|abgeschaltet|ausgeschaltet)",
    re.IGNORECASE,
)


def hidden_comments(documents: Iterable[Document], bodies: Collection[bytes]) -> str | None:
    """Return why comments may stand on a page that cannot be seen there; None where none may.

    Args:
        documents: All pages of its comments.
        bodies: Of those, as they came.
    """
    # Of more than one page the links between them were followed.
    if len(bodies) == 1 and any(map(_MORE.search, bodies)):
        return "a script loads further comments; they cannot be seen"
    shows_some = any(
        entry.channel is not Channel.POST for document in documents for entry in document.entries
    )
    if shows_some:
        return None
    if any(map(_SCRIPTED.search, bodies)):
        return "a script fills in the comments; they cannot be seen"
    if any(map(_OFF.search, bodies)):
        return "its comments are switched off"
    if any(map(_SECTION.search, bodies)):
        return None
    return "the page shows no comment section"
