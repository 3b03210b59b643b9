"""`mentions notify`: who is told of news, and how that stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mentions.cli.runtime import Context, console, context_of, now, print_json

if TYPE_CHECKING:
    from mentions.tracker.telling.recipients import Telling

app = typer.Typer(
    help="Who is told of news: list, try out, send again.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

Name = Annotated[str, typer.Argument(metavar="NAME", help=r"A name under \[\[notify]].")]


def register(main: typer.Typer) -> None:
    """Add the commands."""
    main.add_typer(app, name="notify")


def telling_in(ours: Context) -> Telling:
    """Return what telling needs, as the config says; messages are put into words by report/.

    Raises:
        ConfigError: The config is wrong.
    """
    from mentions.cli.making import telling_of

    return telling_of(ours.settings())


@app.command(name="list")
def list_recipients(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List who is told what: what waits, what was sent today, and what did not arrive.

    [bold]Examples[/bold]

      mentions notify list

      mentions notify list --json
    """
    from mentions.report.plain import safe
    from mentions.report.to_notify import recipients_as_dict, render_open, render_recipients
    from mentions.store.notices import load_open, load_refused, load_standing

    ours = context_of(context)
    telling, today = telling_in(ours), now().replace(hour=0, minute=0, second=0, microsecond=0)
    with ours.store() as store, store.reading() as session:
        standing, notices = load_standing(session, since=today), load_open(session)
        refused = load_refused(session)
    unset = {
        one.name: telling.variables[one.name]
        for one in telling.recipients
        if one.name not in telling.addresses
    }
    if as_json:
        told = recipients_as_dict(telling.recipients, standing, unset, notices)
        for one in told["recipients"]:
            one["refused"] = refused.get(one["name"])
        print_json(told)
        return
    if not telling.recipients:
        typer.echo("Nobody is told anything; [[notify]] in config.toml says who is.")
    else:
        render_recipients(telling.recipients, standing, unset, console=console())
    for name, why in refused.items():
        typer.echo(f"{name}: did not work the last time, is tried again: {safe(why)}")
    if notices:
        typer.echo("\nThese did not arrive, or may not have:")
        render_open(notices, console=console())
        typer.echo("`mentions notify resend ID` sends one again.")


@app.command()
def test(context: typer.Context, name: Name) -> None:
    """Send a message that shows whether messages arrive.

    [bold]Examples[/bold]

      mentions notify test me
    """
    from mentions.tracker.telling.notify import send_test

    send_test(telling_in(context_of(context)), name)
    typer.echo(f"Sent to {name}.")


@app.command()
def resend(
    context: typer.Context,
    notice: Annotated[
        int | None,
        typer.Argument(metavar="ID", help="One that `mentions notify list` shows."),
    ] = None,
    uncertain: Annotated[
        bool,
        typer.Option("--uncertain", help="All of which nobody knows whether they arrived."),
    ] = False,
) -> None:
    """Have something sent again that did not arrive, or may not have.

    It goes out the next time that anything is sent.

    [bold]Examples[/bold]

      mentions notify resend 17

      mentions notify resend --uncertain
    """
    from mentions.errors import ConfigError
    from mentions.report.words import counted
    from mentions.store.notices import send_again

    if (notice is None) is not uncertain:
        raise ConfigError("say which one by its id, or --uncertain for all of these")
    with context_of(context).store() as store, store.writing() as session:
        number = send_again(session, now=now(), notice_id=notice)
    if notice is not None and not number:
        raise ConfigError(f"{notice}: `mentions notify list` shows no such notice")
    typer.echo(f"{counted(number, 'notice')} will be sent again.")
