"""The command `cockpit`: its verbs, and how a run of it begins and ends."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import click

from cockpit import __version__
from cockpit.cli.context import Call
from cockpit.cli.failures import DONE, report
from cockpit.cli.verbs import Entry, LazyGroup

VERBS = {
    "": Entry("cockpit.cli.screens:commander", "The commander's screen."),
    "scribe": Entry("cockpit.cli.screens:scribe", "The scribe's screen."),
    "observe": Entry("cockpit.cli.screens:observe", "Read along, on a screen that cannot write."),
    "declare": Entry("cockpit.cli.phases:declare", "Start an incident."),
    "join": Entry("cockpit.cli.roles:join", "Say that I am here, and read what is going on."),
    "take": Entry("cockpit.cli.roles:take", "Take command."),
    "log": Entry("cockpit.cli.logbook:log", "Write an entry, or one for each line of standard input."),
    "correct": Entry("cockpit.cli.entries:correct", "Say how an entry should read; the original stays."),
    "star": Entry("cockpit.cli.entries:star", "Mark an entry as one that matters."),
    "unstar": Entry("cockpit.cli.entries:unstar", "Take the mark off again."),
    "redact": Entry("cockpit.cli.entries:redact", "Remove what an entry says, for good."),
    "severity": Entry("cockpit.cli.phases:severity", "Say how bad it is."),
    "impact": Entry("cockpit.cli.phases:impact", "Say who is hit, and whether it gets worse or better."),
    "role": Entry("cockpit.cli.roles:role", "Give somebody a role, or end it."),
    "handoff": Entry("cockpit.cli.roles:handoff", "Hand command over."),
    "measure": Entry("cockpit.cli.measures:measure", "Propose, approve, start and finish measures."),
    "checkin": Entry("cockpit.cli.loop:checkin", "Finish one turn of the loop."),
    "resolve": Entry("cockpit.cli.phases:resolve", "Impact is over: the watch begins."),
    "reopen": Entry("cockpit.cli.phases:reopen", "Back to active."),
    "close": Entry("cockpit.cli.phases:close", "Wind down."),
    "stand-down": Entry("cockpit.cli.phases:stand_down", "It was no incident after all."),
    "list": Entry("cockpit.cli.reading:list_", "Every incident, those still open first."),
    "status": Entry("cockpit.cli.reading:status", "The state now."),
    "mine": Entry("cockpit.cli.reading:mine", "What is mine to do now."),
    "timeline": Entry("cockpit.cli.reading:timeline", "Every entry, and with --follow what comes."),
    "verify": Entry("cockpit.cli.reading:verify", "Walk the chain: is the record what was written?"),
    "import": Entry("cockpit.cli.importing:import_", "Take in the rows of a JSON or CSV file."),
    "replay": Entry("cockpit.cli.replaying:replay", "Play a file into a fresh incident, as if it happened."),
    "keys": Entry("cockpit.cli.screens:keys", "The keys of the screens."),
    "completion": Entry(
        "cockpit.cli.completion:completion", "Print what makes a shell complete these verbs."
    ),
}
"""Every verb, in the order --help shows them. The one named "" is what `cockpit` alone does."""


class Cockpit(LazyGroup):
    """The root: everything ends here, with an exit status and never with a traceback."""

    def main(self, args: Any = None, prog_name: Any = None, **extra: Any) -> NoReturn:  # type: ignore[override]
        """Run one command line and end the process with a status of `cockpit.cli.failures`."""
        extra.pop("standalone_mode", None)
        self._main_shell_completion(extra, "cockpit")
        arguments = sys.argv[1:] if args is None else list(args)
        try:
            with self.make_context("cockpit", arguments, **extra) as context:
                self.invoke(context)
            sys.stdout.flush()
            status = DONE
        except SystemExit:
            raise
        except BaseException as error:  # noqa: BLE001 a person gets a sentence whatever happened
            status = report(error)
        sys.exit(status)


@click.group(
    cls=Cockpit,
    entries=VERBS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="cockpit")
@click.pass_context
def cli(context: click.Context) -> None:
    """Run production incidents from a terminal: one record, one screen for each role."""
    call = context.ensure_object(Call)
    context.call_on_close(call.close)
    if context.invoked_subcommand is not None:
        return
    alone = cli.get_command(context, "")
    if alone is None:
        click.echo(context.get_help())
    else:
        context.invoke(alone)


def main() -> NoReturn:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            # A locale that cannot show a character must not cost the answer.
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    cli.main()
