"""Who is told what, as the config says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from mentions.core.alerts.model import Message, Recipient, Rendered, Rules
from mentions.core.alerts.quiet import next_allowed
from mentions.errors import ConfigError
from mentions.settings import Settings
from mentions.settings.clock import next_cron, quiet_hours
from mentions.settings.running import NotifyTable
from mentions.urls.canonical import canonical_url

Render = Callable[[Message], Rendered]


@dataclass(frozen=True, kw_only=True, slots=True)
class Telling:
    """What telling needs.

    Attributes:
        recipients: In the order of the config.
        render: Puts a message into words.
        database: Path or address of the database, for the sender; may hold a password.
        addresses: Where to send to, by recipient; those whose variable is not set are left out.
        variables: The environment variables these came from, by recipient.
    """

    recipients: tuple[Recipient, ...]
    render: Render = field(repr=False)
    database: str = field(repr=False)
    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)
    variables: Mapping[str, str] = field(default_factory=dict)

    def recipient(self, name: str) -> Recipient:
        """Return a recipient by name.

        Raises:
            ConfigError: There is none of this name.
        """
        found = next((one for one in self.recipients if one.name == name), None)
        if found is None:
            known = ", ".join(one.name for one in self.recipients) or "nobody yet"
            raise ConfigError(f"{name}: no [[notify]] in the config has this name; known: {known}")
        return found

    def shown(self, name: str) -> str:
        """Return how the address of a recipient is called: never by itself."""
        return f"${self.variables[name]}"

    def address(self, name: str) -> str:
        """Return where to send to.

        Raises:
            ConfigError: The variable is not set.
        """
        address = self.addresses.get(name)
        if not address:
            raise ConfigError(
                f"{self.shown(name)}: not set; it has to hold where to send to for {name}"
            )
        return address


def telling_of(settings: Settings, render: Render) -> Telling:
    """Return what telling needs, as the config says.

    Args:
        settings: With `[[notify]]`; each has a name of its own.
        render: Puts a message into words.
    """
    return Telling(
        recipients=tuple(_recipient(one, settings) for one in settings.notify),
        render=render,
        database=str(settings.database.where),
        addresses={one.name: one.url.get_secret_value() for one in settings.notify if one.url},
        variables={one.name: one.url_env for one in settings.notify},
    )


def due_at(recipient: Recipient, now: datetime) -> datetime:
    """Return when what is news now is to be sent: at once or with the digest, never in quiet hours.

    Args:
        recipient: Who is told.
        now: Aware.
    """
    moment = next_cron(recipient.cron, recipient.zone.key, now) if recipient.cron else now
    return next_allowed(moment, recipient.quiet, recipient.zone)


def _recipient(table: NotifyTable, settings: Settings) -> Recipient:
    return Recipient(
        name=table.name,
        rules=Rules(
            events=frozenset(event.value for event in table.events),
            articles=frozenset(map(canonical_url, table.articles)),
            kinds=frozenset(table.kinds),
            platforms=frozenset(table.platforms),
            authors=table.authors,
            text=table.text,
            min_followers=table.min_followers,
        ),
        language=table.language or settings.run.language,
        zone=ZoneInfo(table.zone or settings.run.zone),
        cron=None if table.at_once else table.when,
        quiet=quiet_hours(table.quiet) if table.quiet else None,
    )
