"""`mentions mark` and `mentions marks`: the owner's own word in place of what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mentions.cli.nearest import note_unknown
from mentions.cli.runtime import console, context_of, now, print_json
from mentions.core.summary.overrides import SAYABLE, Override, Said, Subject
from mentions.errors import ConfigError
from mentions.model import iso

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mentions.store.engine import Session

_MOST = 2**63 - 1  # what both databases and every reader of JSON can hold
_LONGEST_WORD = 80


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(name="mark")(mark)
    app.command(name="marks")(marks)


def mark(
    context: typer.Context,
    subject: Annotated[Subject, typer.Argument(help="What you say something about.")],
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME", help="An outlet's host, an author's account or name, a mention's id."
        ),
    ],
    reach: Annotated[
        int | None,
        typer.Option(metavar="N", help="How many an outlet reaches.", min=0, max=_MOST),
    ] = None,
    followers: Annotated[
        int | None,
        typer.Option(metavar="N", help="How many follow an author.", min=0, max=_MOST),
    ] = None,
    sentiment: Annotated[
        str | None, typer.Option(metavar="WORD", help="Of a mention, such as positive.")
    ] = None,
    tag: Annotated[
        list[str] | None,
        typer.Option(metavar="WORD", help="A tag such as ours or paid; may be given repeatedly."),
    ] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Take back all you said of it.")] = False,
) -> None:
    """Say something in place of what was found; reports show it as your word.

    What you say replaces what you said before of the same thing; tags replace all tags.

    [bold]Examples[/bold]

      mentions mark outlet ankerkette.example --reach 120000 --tag paid

      mentions mark mention 1 --sentiment positive --tag ours

      mentions mark outlet ankerkette.example --reset
    """
    from mentions.store.names import nearest_outlets
    from mentions.store.overrides import reset_overrides, save_override

    said = _said(subject, reach=reach, followers=followers, sentiment=sentiment, tags=tag)
    if reset == bool(said):
        raise ConfigError(f"say something of it ({_sayable(subject)}), or --reset alone")
    with context_of(context).store() as store:
        with store.writing() as session:
            key, shown = _key(session, subject, name)
            if reset:
                count = reset_overrides(session, subject, key)
            for field, value in said.items():
                save_override(session, subject, key, field, value, now=now())
        with store.reading() as session:
            nearest = nearest_outlets(session, key) if subject is Subject.OUTLET else None
    if reset:
        typer.echo(f"Took back what you said of {shown}." if count else f"Nothing said of {shown}.")
        return
    words = ", ".join(f"{field.value} {_written(value)}" for field, value in said.items())
    typer.echo(f"Noted for {shown}: {words}.")
    note_unknown("no mention by that outlet", nearest)


def marks(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of lines.")] = False,
) -> None:
    """List what you said in place of what was found.

    [bold]Examples[/bold]

      mentions marks

      mentions marks --json
    """
    from mentions.report.plain import safe
    from mentions.store.overrides import load_overrides

    with context_of(context).store() as store, store.reading() as session:
        found = load_overrides(session)
    if as_json:
        print_json([_as_dict(one) for one in found])
        return
    if not found:
        typer.echo("Nothing yet; `mentions mark --help` tells how.")
    out = console()
    for one in found:
        about = f"{one.subject.value} {safe(one.key)}"
        line = f"{about}  {one.field.value} {safe(_written(one.value))}  ({one.at:%Y-%m-%d})"
        out.print(line, markup=False)


def _said(
    subject: Subject,
    *,
    reach: int | None,
    followers: int | None,
    sentiment: str | None,
    tags: list[str] | None,
) -> Mapping[Said, Any]:
    given = {
        Said.REACH: reach,
        Said.FOLLOWERS: followers,
        Said.SENTIMENT: sentiment and _word(sentiment),
        Said.TAGS: list(dict.fromkeys(map(_word, tags))) if tags else None,
    }
    said = {field: value for field, value in given.items() if value is not None}
    for field in said:
        if field not in SAYABLE[subject]:
            raise ConfigError(
                f"--{field.value} says nothing of this ({subject.value}); what does: "
                f"{_sayable(subject)}"
            )
    return said


def _sayable(subject: Subject) -> str:
    names = {Said.TAGS: "--tag"}
    return ", ".join(
        names.get(field, f"--{field.value}") for field in Said if field in SAYABLE[subject]
    )


def _word(text: str) -> str:
    word = " ".join(text.split())
    if not word or len(word) > _LONGEST_WORD:
        raise ConfigError(f"{text[:20]!r}: a word or a few, at most {_LONGEST_WORD} characters")
    return word


def _key(session: Session, subject: Subject, name: str) -> tuple[str, str]:
    """Return what the subject is known by, and how it is shown."""
    if subject is Subject.OUTLET:
        return _outlet(name)
    if subject is Subject.MENTION:
        return _mention(session, name)
    return _author(session, name)


def _outlet(name: str) -> tuple[str, str]:
    from mentions.core.summary.outlets import outlet_named, shown_host

    host = outlet_named(name)
    if "." not in host:
        raise ConfigError(f"{name!r} is no host; write it as blog.example")
    return host, shown_host(host)


def _mention(session: Session, name: str) -> tuple[str, str]:
    from mentions.store.mentions import load_mention

    number = int(name) if name.isascii() and name.isdigit() and len(name) < len(str(_MOST)) else 0
    if load_mention(session, number) is None:
        raise ConfigError(f"there is no mention {name}; `mentions list` shows the ids")
    return str(number), f"mention {number}"


def _author(session: Session, name: str) -> tuple[str, str]:
    from mentions.report.plain import safe
    from mentions.store.overrides import find_people, load_overrides

    people = find_people(session, name)
    # Also as `marks` shows them: the only way where a name is that of several.
    known = {one.key for one in load_overrides(session) if one.subject is Subject.AUTHOR}
    people |= {key: key for key in known if key == name}
    if not people:
        raise ConfigError(f"nobody called {name!r} has mentioned anything; see `mentions list`")
    if len(people) > 1:
        keys = ", ".join(safe(key) for key in list(people)[:5])
        raise ConfigError(f"{name!r} is several people; name one of them: {keys}")
    ((key, shown),) = people.items()
    return key, safe(shown)


def _written(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:,}" if isinstance(value, int) else str(value)


def _as_dict(one: Override) -> dict[str, Any]:
    return {
        "subject": one.subject.value,
        "key": one.key,
        "field": one.field.value,
        "value": one.value,
        "at": iso(one.at),
    }
