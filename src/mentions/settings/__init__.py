"""The owner's config.toml: found, read, checked. docs/configuration.md tells of every key."""

from mentions.settings.load import find_config, load_settings, names_config
from mentions.settings.shape import Database, Fetch, Poll, Settings, Shortlinks

__all__ = [
    "Database",
    "Fetch",
    "Poll",
    "Settings",
    "Shortlinks",
    "find_config",
    "load_settings",
    "names_config",
]
