"""What is wrong with the database, and what the user can do about it: of SQLite and PostgreSQL."""

from __future__ import annotations

import re
import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, InternalError, OperationalError

_LOCKED = "locked by another program; wait until that is done, or stop it"

# Result codes of SQLite (https://www.sqlite.org/rescode.html) the user can do something about.
_SQLITE = {
    sqlite3.SQLITE_PERM: "access denied; check its permissions",
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: "cannot be written; check the permissions of the file and its folder",
    sqlite3.SQLITE_IOERR: "reading or writing failed; check the disk, and that it is not full",
    sqlite3.SQLITE_CORRUPT: "damaged; put a backup in its place",
    sqlite3.SQLITE_FULL: "no space left on the disk; make room and try again",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check the path and the permissions",
    sqlite3.SQLITE_NOTADB: "not a database of mentions; name another file or move this one away",
}

_LOG = "look into the log of the server"
_GONE = "check that the server runs and can be reached, then try again"
# What to do, by SQLSTATE or how it begins
# (https://www.postgresql.org/docs/current/errcodes-appendix.html); the more exact come first.
_POSTGRESQL = {
    "25006": "this server takes no changes; name the main one under [database]",
    "22P05": "this database cannot hold all characters; use one made with --encoding UTF8",
    "3F000": "name a schema that is there in the search_path of the database or user",
    "42501": "ask its owner to GRANT what is missing, or to make this user its owner",
    "53100": "make room on the disk of the server and try again",
    "53300": "close what else uses the server, or raise its max_connections",
    "55P03": _LOCKED,
    "57014": "it took longer than the server allows; raise its statement_timeout",
    "40": "others wrote at the same time; try again",
    "08": _GONE,
    "57": _GONE,
    "53": "the server has no means for it left; look into its log",
}
# Before a connection stands there is no SQLSTATE, only words: libpq's and the server's. Where the
# server speaks another language than English they fit nothing here, and say enough themselves.
_WORDS = (
    (
        r"password|authentication|pg_hba|role \S+ does not",
        "check user and password in the address, and pg_hba.conf on the server",
    ),
    (r"database \S+ does not exist", "make it with createdb, or name another in the address"),
    (r"translate host name|resolve host", "check the name of the host in the address"),
    (r"\bSSL\b|certificate", "check sslmode and the certificates"),
)


def advice(error: DBAPIError) -> str | None:
    """Return what is wrong with the database and what to do; None where the error is a bug."""
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        # The low byte is the result code, the others say more exactly how it came about.
        return _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    state = getattr(cause, "sqlstate", None) or ""
    outside = isinstance(error, (OperationalError, InterfaceError, InternalError))
    if not outside and state not in _POSTGRESQL:
        return None
    said = str(cause).partition("\n")[0]
    return f"{said}; {_by_state(state) if state else _by_words(said)}"


def _by_state(state: str) -> str:
    return next((what for start, what in _POSTGRESQL.items() if state.startswith(start)), _LOG)


def _by_words(said: str) -> str:
    fits = (what for words, what in _WORDS if re.search(words, said, re.IGNORECASE))
    return next(fits, _GONE)
