"""Articles and every other address by which they are known.

An address belongs to one tracked article. Removing an article that has mentions ends its tracking
and keeps them; adding it again goes on with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col, exists, select

from mentions.errors import ConfigError
from mentions.model import Article
from mentions.store.tables import AliasRow, ArticleRow, MentionRow
from mentions.store.types import clean, is_id
from mentions.urls.canonical import canonical_url

# Longer ones do not fit into an index of PostgreSQL, and no article has one.
LONGEST_ADDRESS = 2_000


class Origin(StrEnum):
    """How we came to know an alias."""

    OWNER = "owner"
    CONFIG = "config"
    CANONICAL = "canonical"
    PAGE = "page"  # the article's own page names it: og:url, shortlink, amphtml
    REDIRECT = "redirect"


@dataclass(frozen=True, kw_only=True, slots=True)
class Alias:
    """Another address of an article, as it was found and in the form for comparing."""

    url: str
    canonical: str
    origin: Origin
    added_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredArticle:
    """An article with what only the store knows of it.

    Attributes:
        aliases: In the order in which they were learned; `article.aliases` are their addresses.
        tracked: False where it was removed and its mentions are kept.
        blog: Address of the blog in whose feed it was found; None where the owner named it.
    """

    id: int
    article: Article
    canonical: str
    aliases: tuple[Alias, ...]
    from_config: bool
    added_at: datetime
    tracked: bool
    blog: str | None = None


def load_articles(session: Session) -> list[tuple[int, Article]]:
    """Return what is tracked, with ids, in the order in which it was added."""
    return [(stored.id, stored.article) for stored in load_stored_articles(session)]


def load_addresses(session: Session) -> list[tuple[str, str, int]]:
    """Return every address of what is tracked: its canonical form, its article's, and the id.

    Plain rows and no objects: with 100,000 articles this runs at every start.
    """
    alive = col(ArticleRow.removed_at).is_(None)
    own = select(ArticleRow.canonical, ArticleRow.id).where(alive)
    found = [(canonical, canonical, number or 0) for canonical, number in session.exec(own)]
    others = select(AliasRow.canonical, ArticleRow.canonical, ArticleRow.id).join(ArticleRow)
    found += [(alias, one, number or 0) for alias, one, number in session.exec(others.where(alive))]
    return found


def load_stored_articles(
    session: Session, *, of_config: Collection[str] | None = None
) -> list[StoredArticle]:
    """Return what is tracked, with all details, in the order in which it was added.

    Args:
        session: Open.
        of_config: Only articles that came from the config, and those with these canonical URLs.
    """
    wanted: ColumnElement[bool] = col(ArticleRow.removed_at).is_(None)
    if of_config is not None:
        named = col(ArticleRow.canonical).in_(of_config)
        wanted &= col(ArticleRow.from_config).is_(True) | named
    rows = session.exec(select(ArticleRow).where(wanted).order_by(col(ArticleRow.id))).all()
    query = select(AliasRow).join(ArticleRow).where(wanted).order_by(col(AliasRow.id))
    aliases: dict[int, list[AliasRow]] = {}
    for alias in session.exec(query):
        aliases.setdefault(alias.article_id, []).append(alias)
    return [_stored(row, aliases.get(row.id or 0, ())) for row in rows]


def load_article(session: Session, article_id: int) -> StoredArticle | None:
    """Return an article, also one no longer tracked; None where there is none with this id."""
    row = session.get(ArticleRow, article_id) if is_id(article_id) else None
    return _stored(row, _aliases(session, article_id)) if row else None


def find_article(session: Session, url: str) -> StoredArticle | None:
    """Return the tracked article with this address, its own or an alias; None where there is none.

    Args:
        session: Open.
        url: In any form that `canonical_url` makes equal.
    """
    canonical = clean(canonical_url(url))
    alias = select(AliasRow.article_id).where(AliasRow.canonical == canonical)
    query = select(ArticleRow).where(
        (col(ArticleRow.canonical) == canonical) | col(ArticleRow.id).in_(alias),
        col(ArticleRow.removed_at).is_(None),
    )
    row = session.exec(query).first()
    return _stored(row, _aliases(session, row.id or 0)) if row else None


def add_article(
    session: Session,
    article: Article,
    *,
    now: datetime,
    origin: Origin = Origin.OWNER,
    blog: str | None = None,
) -> int:
    """Track an article; returns its id. One that is tracked already gets the new title and aliases.

    Args:
        session: Of `Store.writing`.
        article: A title, date or delay of None leaves what is known.
        now: Aware, UTC.
        origin: CONFIG or OWNER.
        blog: Address of the blog in whose feed it was found.

    Raises:
        ConfigError: An address belongs to another article.
    """
    canonical = checked_form(article.url)
    row = session.exec(select(ArticleRow).where(ArticleRow.canonical == canonical)).first()
    if row is None:
        row = ArticleRow(url=article.url, canonical=canonical, added_at=now)
    if row.id is None or row.removed_at is not None:
        _claim(session, article.url, canonical, for_article=row.id)
        row.removed_at = None
        row.from_config = False
    row.url = article.url
    row.title = article.title or row.title
    row.published = article.published or row.published
    if article.max_delay is not None or origin is Origin.CONFIG:
        row.max_delay = article.max_delay
    row.blog = blog or row.blog
    row.from_config = row.from_config or origin is Origin.CONFIG
    session.add(row)
    session.flush()
    article_id = row.id or 0
    for alias in article.aliases:
        add_alias(session, article_id, alias, origin=origin, now=now)
    return article_id


def add_alias(
    session: Session, article_id: int, url: str, *, origin: Origin, now: datetime
) -> bool:
    """Add an address under which an article is known too.

    Returns:
        Whether it is new, so that what is stored has to be matched again.

    Raises:
        ConfigError: It belongs to another article, or the article does not exist.
    """
    canonical = checked_form(url)
    row = session.get(ArticleRow, article_id) if is_id(article_id) else None
    if row is None:
        raise ConfigError(f"there is no article {article_id}")
    if row.canonical == canonical or canonical in _canonicals(session, article_id):
        return False
    _claim(session, url, canonical, for_article=article_id)
    session.add(
        AliasRow(
            article_id=article_id, url=url, canonical=canonical, origin=origin.value, added_at=now
        )
    )
    session.flush()
    return True


def remove_alias(session: Session, article_id: int, url: str) -> bool:
    """Forget an alias; returns whether there was one. What it brought in is kept."""
    canonical = clean(canonical_url(url))
    mine = (col(AliasRow.article_id) == article_id) & (col(AliasRow.canonical) == canonical)
    return is_id(article_id) and session.exec(delete(AliasRow).where(mine)).rowcount > 0


def remove_article(session: Session, article_id: int, *, now: datetime) -> bool:
    """End the tracking of an article; returns whether it was tracked.

    Its mentions, also the deleted ones, are kept; an article without any goes altogether.
    """
    row = session.get(ArticleRow, article_id) if is_id(article_id) else None
    if row is None or row.removed_at is not None:
        return False
    if session.exec(select(exists().where(col(MentionRow.article_id) == article_id))).one():
        row.removed_at = now
    else:
        session.delete(row)
    session.flush()
    return True


def checked_form(url: str) -> str:
    """Return the canonical form of an article's address.

    Raises:
        ConfigError: It is too long for a database.
    """
    canonical = clean(canonical_url(url))
    if len(canonical) > LONGEST_ADDRESS:
        raise ConfigError(f"{url[:80]}...: longer than {LONGEST_ADDRESS} characters")
    return canonical


def _claim(session: Session, url: str, canonical: str, *, for_article: int | None) -> None:
    """Make sure that no other tracked article has this address; one no longer tracked yields."""
    owner = find_article(session, canonical)
    if owner and owner.id != for_article:
        raise ConfigError(f"{url}: is an address of {owner.article.url} (article {owner.id})")
    session.exec(delete(AliasRow).where(col(AliasRow.canonical) == canonical))


def _aliases(session: Session, article_id: int) -> Iterable[AliasRow]:
    query = select(AliasRow).where(AliasRow.article_id == article_id)
    return session.exec(query.order_by(col(AliasRow.id))).all()


def _canonicals(session: Session, article_id: int) -> set[str]:
    return {alias.canonical for alias in _aliases(session, article_id)}


def _stored(row: ArticleRow, aliases: Iterable[AliasRow]) -> StoredArticle:
    known = tuple(
        Alias(
            url=alias.url,
            canonical=alias.canonical,
            origin=Origin(alias.origin),
            added_at=alias.added_at,
        )
        for alias in aliases
    )
    return StoredArticle(
        id=row.id or 0,
        article=Article(
            url=row.url,
            aliases=tuple(alias.url for alias in known),
            title=row.title,
            published=row.published,
            max_delay=row.max_delay,
        ),
        canonical=row.canonical,
        aliases=known,
        from_config=row.from_config,
        added_at=row.added_at,
        tracked=row.removed_at is None,
        blog=row.blog,
    )
