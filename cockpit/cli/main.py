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
    "declare": Entry("cockpit.cli.declaring:declare", "Start an incident."),
    "join": Entry("cockpit.cli.roles:join", "Say that I am here, and read what is going on."),
    "take": Entry("cockpit.cli.roles:take", "Take command."),
    "log": Entry("cockpit.cli.logbook:log", "Write an entry, or one for each line of standard input."),
    "correct": Entry("cockpit.cli.entries:correct", "Say how an entry should read; the original stays."),
    "comment": Entry("cockpit.cli.entries:comment", "Add something beside an entry."),
    "star": Entry("cockpit.cli.entries:star", "Mark an entry as one that matters."),
    "unstar": Entry("cockpit.cli.entries:unstar", "Take the mark off again."),
    "redact": Entry("cockpit.cli.entries:redact", "Remove what an entry says, for good."),
    "severity": Entry("cockpit.cli.phases:severity", "Say how bad it is."),
    "impact": Entry("cockpit.cli.phases:impact", "Say who is hit, and whether it gets worse or better."),
    "role": Entry("cockpit.cli.roles:role", "Give somebody a role, or end it."),
    "handoff": Entry("cockpit.cli.roles:handoff", "Hand command over."),
    "people": Entry("cockpit.cli.people:people", "Who is here, what they do, how they hold up."),
    "staffing": Entry("cockpit.cli.people:staffing", "Which roles are filled, and since when one is not."),
    "fetch": Entry("cockpit.cli.fetching:fetch", "Call somebody to the incident."),
    "feel": Entry("cockpit.cli.people:feel", "Say how I hold up: ok, tired, relief."),
    "task": Entry("cockpit.cli.people:task", "Say what I am doing now."),
    "delegate": Entry("cockpit.cli.people:delegate", "Let the deputy approve too."),
    "release": Entry("cockpit.cli.people:release", "Somebody is free to go."),
    "context": Entry("cockpit.cli.people:context", "What was so far: noticed, seen, tried, links."),
    "measure": Entry("cockpit.cli.measures:measure", "Propose, approve, start and finish measures."),
    "run": Entry("cockpit.cli.running:run", "Run a command for a measure, once it is approved."),
    "decide": Entry("cockpit.cli.decisions:decide", "Decide; objections are kept beside it."),
    "objections": Entry("cockpit.cli.decisions:objections", "Any strong objections? With a short clock."),
    "object": Entry("cockpit.cli.decisions:object_", "Say what speaks against it."),
    "allow": Entry("cockpit.cli.decisions:allow", "A standing approval until the next check-in."),
    "hypothesis": Entry("cockpit.cli.decisions:hypothesis", "What may be the cause: open, out, confirm."),
    "told": Entry("cockpit.cli.telling:told", "Record what an audience was told."),
    "audiences": Entry("cockpit.cli.telling:audiences", "Who has to be told: last told, next due, never."),
    "statement": Entry("cockpit.cli.telling:statement", "Draft, approve and send what an audience is told."),
    "waive": Entry("cockpit.cli.telling:waive", "An audience need not be told."),
    "ask": Entry("cockpit.cli.questions:ask", "Ask from outside; the communicator answers."),
    "forward": Entry("cockpit.cli.questions:forward", "Put a question before the commander."),
    "answer": Entry("cockpit.cli.questions:answer", "Answer Q1, or M7 where a measure was sent back."),
    "questions": Entry("cockpit.cli.questions:questions", "Questions from outside nobody has answered."),
    "first-message": Entry("cockpit.cli.telling:first_message", "The message to paste where the team talks."),
    "announced": Entry("cockpit.cli.telling:announced", "The team was notified where it talks."),
    "checkin": Entry("cockpit.cli.loop:checkin", "Finish one turn of the loop."),
    "timer": Entry("cockpit.cli.attention:timer", "Ring me in five minutes."),
    "snooze": Entry("cockpit.cli.attention:snooze", "Put one of my duties off until the next check-in."),
    "resolve": Entry("cockpit.cli.phases:resolve", "Impact is over: the watch begins."),
    "reopen": Entry("cockpit.cli.phases:reopen", "Back to active."),
    "close": Entry("cockpit.cli.phases:close", "Wind down."),
    "sign-off": Entry("cockpit.cli.reviewing:sign_off", "I have read the record."),
    "reread": Entry("cockpit.cli.reviewing:reread", "The entries nobody has starred yet."),
    "facilitator": Entry("cockpit.cli.reviewing:facilitator", "Who leads the retrospective."),
    "ticket": Entry("cockpit.cli.reviewing:ticket", "The text of the retrospective's ticket."),
    "review": Entry("cockpit.cli.reviewing:review", "What is still missing after the close."),
    "stand-down": Entry("cockpit.cli.phases:stand_down", "It was no incident after all."),
    "list": Entry("cockpit.cli.reading:list_", "Every incident, those still open first."),
    "status": Entry("cockpit.cli.reading:status", "The state now."),
    "take-back": Entry("cockpit.cli.takingback:take_back", "Take back what was entered as my decision."),
    "mine": Entry("cockpit.cli.reading:mine", "What is mine to do now."),
    "timeline": Entry("cockpit.cli.reading:timeline", "Every entry, and with --follow what comes."),
    "brief": Entry("cockpit.cli.briefing:brief", "The brief of a new commander, on one screen (ICS-201)."),
    "export": Entry("cockpit.cli.exporting:export", "The record as Markdown, JSON, CSV or one HTML file."),
    "record": Entry("cockpit.cli.recording:record", "The whole record as text, and with --live as it grows."),
    "activity": Entry("cockpit.cli.exporting:activity", "What each person did (ICS-214)."),
    "metrics": Entry("cockpit.cli.measuring:metrics", "How long everything took, and what is worth a word."),
    "say": Entry("cockpit.cli.saying:say", "What to read aloud now."),
    "procedure": Entry("cockpit.cli.procedure:procedure", "What a project calls things, and its numbers."),
    "verify": Entry("cockpit.cli.evidence:verify", "Walk the chain: is the record what was written?"),
    "digest": Entry(
        "cockpit.cli.evidence:digest", "A short digest to post outside; verify compares with it."
    ),
    "backup": Entry("cockpit.cli.copying:backup", "Copy the record while it is in use."),
    "recover": Entry("cockpit.cli.copying:recover", "Take what is intact out of a damaged record."),
    "import": Entry("cockpit.cli.importing:import_", "Take in the rows of a JSON or CSV file."),
    "replay": Entry("cockpit.cli.replaying:replay", "Play a file into a fresh incident, as if it happened."),
    "init": Entry("cockpit.cli.placing:init", "Make the folder and file that a group shares."),
    "doctor": Entry("cockpit.cli.placing:doctor", "Look over the record's place, host and terminal."),
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
