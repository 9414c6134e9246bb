"""The verb that prints what makes a shell complete the others."""

from __future__ import annotations

import click

from cockpit.cli.verbs import verb


@verb()
@click.argument("shell", required=False, type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str | None) -> None:
    """Print the completion script of a shell, such as: eval "$(cockpit completion bash)"."""
    from click.shell_completion import get_completion_class

    if shell is None:
        raise click.UsageError("Say for which shell: bash, zsh or fish.", context)
    made = get_completion_class(shell)
    if made is not None:
        click.echo(made(context.find_root().command, {}, "cockpit", "_COCKPIT_COMPLETE").source())
