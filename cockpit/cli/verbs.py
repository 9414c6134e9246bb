"""How verbs are built: options that stand anywhere on the line, groups that load a verb only when used."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple

import click

from cockpit.cli.completing import Offers, incidents, people
from cockpit.cli.context import Call


class Entry(NamedTuple):
    """A verb of a group: where its command is, and what it does, in one line for --help."""

    target: str
    """`module:name` of a click command."""
    help: str


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if parameter.name and value is not None and value is not False:
        setattr(context.ensure_object(Call).flags, parameter.name, value)


def _shared_options() -> list[click.Parameter]:
    """The options that every verb takes, before it and after it."""

    def option(*names: str, **more: Any) -> click.Option:
        return click.Option(names, expose_value=False, callback=_remember, **more)

    return [
        option("--db", metavar="PATH", help="The record's file (or COCKPIT_DB)."),
        option(
            "--as",
            "as_name",
            metavar="NAME",
            help="Who I am (or COCKPIT_AS).",
            shell_complete=people,
        ),
        option(
            "--incident",
            metavar="ID",
            help="Which incident, by the end of its id (or COCKPIT_INCIDENT).",
            shell_complete=incidents,
        ),
        option("--read-only", is_flag=True, help="Open the record so that nothing can be written."),
    ]


_SHARED = {"--db", "--as", "--incident", "--read-only", "--help"}


class _Helped(click.Command):
    """A command whose --help tells its own options first, those of every verb apart, and examples last."""

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        own: list[tuple[str, str]] = []
        shared: list[tuple[str, str]] = []
        for parameter in self.get_params(context):
            record = parameter.get_help_record(context) if isinstance(parameter, click.Option) else None
            if record is not None:
                (shared if {*parameter.opts} & _SHARED else own).append(record)
        for heading, records in (("Options", own), ("With every verb", shared)):
            if records:
                with formatter.section(heading):
                    formatter.write_dl(records)

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        from cockpit.cli.examples import examples_of

        path = " ".join(context.command_path.split()[1:])
        if examples := examples_of(path):
            with formatter.section("Examples"):
                for line in examples:
                    formatter.write(f"  {line}\n")


class Verb(_Helped):
    """A command that also takes the shared options."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *_shared_options()]

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        typed = tuple(args)
        try:
            return super().parse_args(context, args)
        except click.NoSuchOption as error:
            word = _as_typed(error.option_name, typed)
            raise click.NoSuchOption(word, possibilities=error.possibilities, ctx=error.ctx) from error


def _as_typed(option: str, typed: Sequence[str]) -> str:
    """The whole word that was read as letters of options: -starts, and not its -s alone."""
    if option.startswith("--"):
        return option
    words = (word for word in typed if word.startswith("-") and not word.startswith("--"))
    return next((word for word in words if option[1:] in word), option)


class LazyGroup(_Helped, click.Group):
    """A group whose verbs are imported one at a time, by a table; `sections` are headings for its --help."""

    def __init__(
        self,
        *args: Any,
        entries: Mapping[str, Entry],
        sections: Mapping[str, Sequence[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.subcommand_metavar = "VERB …"
        self.entries = entries
        self.sections = sections or {"Verbs": [name for name in entries if name]}
        self.params = [*self.params, *_shared_options()]

    def list_commands(self, context: click.Context) -> list[str]:
        return [name for name in self.entries if name]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        entry = self.entries.get(name)
        if entry is None:
            return None
        module, _, attribute = entry.target.partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.target} is no command")
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        args = [self._spelled(args[0]), *args[1:]]
        if args[0] not in self.entries and not args[0].startswith("-") and not context.resilient_parsing:
            raise click.UsageError(f"There is no verb {args[0]}{self._nearest(args[0])}.", context)
        return super().resolve_command(context, args)

    def _spelled(self, typed: str) -> str:
        """The verb that is meant: check-in and signoff are understood, and capitals."""
        if typed in self.entries or typed.startswith("-"):
            return typed
        plain = {name.replace("-", ""): name for name in self.entries if name}
        return plain.get(typed.casefold().replace("-", "").replace("_", ""), typed)

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(context, formatter)
        super().format_options(context, formatter)

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table alone, so that --help loads no verb."""
        width = max(len(name) for name in self.entries)
        for heading, names in self.sections.items():
            with formatter.section(heading):
                formatter.write_dl([(f"{name:<{width}}", self.entries[name].help) for name in names])

    def _nearest(self, name: str) -> str:
        from difflib import get_close_matches  # only for a sentence that is rarely needed

        near = get_close_matches(name.casefold(), self.list_commands(click.Context(self)), n=2)
        return f": did you mean {' or '.join(near)}" if near else ""


Function = Callable[..., None]
Option = Callable[[Function], Function]
Completer = Callable[[click.Context, click.Parameter, str], Offers]


def verb(name: str | None = None) -> Callable[[Function], Verb]:
    """Makes a function the command of a verb; its docstring is the help."""
    return click.command(name, cls=Verb)


def words(
    name: str = "words", *, metavar: str = "TEXT", required: bool = True, complete: Completer | None = None
) -> Option:
    """An argument that takes the rest of the line, quoted or not; `joined` makes one text of it."""
    return click.argument(name, nargs=-1, required=required, metavar=metavar, shell_complete=complete)


def joined(given: Sequence[str]) -> str:
    """One readable text of the words typed, whatever bytes they were; the act keeps the exact bytes."""
    return readable(" ".join(given))


def readable(given: str | bytes) -> str:
    """What was typed or piped in as text. The exact bytes, where they are no plain text, go with the act."""
    from cockpit.incident.texts import stored

    kept = stored(given)
    context = click.get_current_context(silent=True)
    call = context.find_object(Call) if context and kept.raw else None
    if call is not None and kept.raw:
        call.exact[kept.raw] = None
    return kept.text


def text_of_words(given: Sequence[str]) -> str:
    """As `joined`, for a text that must say something."""
    text = joined(given)
    if not text.strip():
        raise click.UsageError("The text is empty: say it in a few words.")
    return text
