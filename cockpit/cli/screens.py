"""The verbs that open a screen or tell its keys; only here the command line meets the full-screen app."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

import click

from cockpit.cli.context import Call
from cockpit.cli.verbs import verb

if TYPE_CHECKING:
    from cockpit.tui.actions import ScreenName


@verb("commander")
@click.pass_context
def commander(context: click.Context) -> None:
    """The commander's screen of the current incident; with several open or none, a list to pick from."""
    _show(context, "commander")


@verb("scribe")
@click.pass_context
def scribe(context: click.Context) -> None:
    """The scribe's screen: the entry line below, the timeline above."""
    _show(context, "scribe")


@verb("observe")
@click.pass_context
def observe(context: click.Context) -> None:
    """Read along: the record is opened so that this terminal cannot write."""
    context.ensure_object(Call).flags.read_only = True
    _show(context, "observer")


def _show(context: click.Context, kind: ScreenName) -> None:
    gc.disable()  # a start makes hardly any garbage, and looking for it takes a tenth of the time

    from cockpit.cli.records import Records
    from cockpit.identity import unix_name
    from cockpit.tui.surroundings import make_own

    make_own(os.environ)
    from cockpit.tui.lifecycle import why_no_screen  # textual is loaded here and nowhere else

    reason = why_no_screen()
    if reason:
        click.echo(reason, err=True)
        sys.exit(2)
    from cockpit.tui.opening import open_screen

    call = context.ensure_object(Call)
    store = call.reading if call.read_only else call.writing
    desk = call.desk(store, call.incident_for_screen(store))
    login = unix_name(call.me.origin) if call.me.assumed else ""
    records = Records(call, desk)
    sys.exit(open_screen(desk, kind, call.path, call.settings, os.environ, login=login, records=records))


@verb("keys")
@click.option("--markdown", is_flag=True, help="As a page of the docs, without anybody's own keys.")
@click.pass_context
def keys(context: click.Context, markdown: bool) -> None:
    """The keys of the screens, with the ids by which [keys] in config.toml changes them."""
    from cockpit.cli.output import say, show
    from cockpit.tui.actions import SCREENS  # the table binds keys, so it needs textual
    from cockpit.tui.table import ACTIONS

    if markdown:
        click.echo(ACTIONS.as_markdown(), nl=False)
        return
    own = context.ensure_object(Call).settings.keys
    for screen in SCREENS:
        show(screen.capitalize())
        for row in ACTIONS.help_rows(screen, own):
            show(f"  {row.keys:<9} {row.label:<15} {row.action:<20} {row.help}")
    say(*ACTIONS.mistakes(own))
    sys.exit(2 if ACTIONS.mistakes(own) else 0)
