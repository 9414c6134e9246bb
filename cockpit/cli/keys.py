"""The verb that prints every key of the screens, as they are set here."""

from __future__ import annotations

import sys

import click

from cockpit.cli.context import Call
from cockpit.cli.verbs import verb


@verb("keys")
@click.option("--markdown", is_flag=True, help="As a page of the docs, without anybody's own keys.")
@click.pass_context
def keys(context: click.Context, markdown: bool) -> None:
    """The keys of the screens, with the ids by which [keys] in config.toml changes them."""
    from cockpit.tui.actions import SCREENS  # the table binds keys, so it needs textual
    from cockpit.tui.table import ACTIONS

    if markdown:
        click.echo(ACTIONS.as_markdown(), nl=False)
        return
    own = context.ensure_object(Call).settings.keys
    for screen in SCREENS:
        click.echo(screen.capitalize())
        for row in ACTIONS.help_rows(screen, own):
            click.echo(f"  {row.keys:<9} {row.label:<15} {row.action:<20} {row.help}")
    for mistake in ACTIONS.mistakes(own):
        click.echo(mistake, err=True)
    sys.exit(2 if ACTIONS.mistakes(own) else 0)
