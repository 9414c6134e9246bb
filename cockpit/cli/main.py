"""The command `cockpit`: its verbs, and how a run of it begins and ends."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import click

from cockpit import __version__
from cockpit.cli.context import Call
from cockpit.cli.failures import DONE, report
from cockpit.cli.verbs import Entry, LazyGroup

_SECTIONS = {
    "Screens": {
        "scribe": Entry("cockpit.cli.screens:scribe", "The scribe's screen: one line, enter stores."),
        "observe": Entry("cockpit.cli.screens:observe", "Read along, on a screen that cannot write."),
        "keys": Entry("cockpit.cli.screens:keys", "The keys of the screens."),
    },
    "Starting": {
        "declare": Entry("cockpit.cli.declaring:declare", "Start an incident; a title is enough."),
        "join": Entry("cockpit.cli.roles:join", "Say that I am here, and read what is going on."),
        "take": Entry("cockpit.cli.roles:take", "Take command."),
        "fetch": Entry("cockpit.cli.fetching:fetch", "Call somebody to the incident."),
        "context": Entry("cockpit.cli.people:context", "Say what was so far: noticed, seen, tried, links."),
        "first-message": Entry(
            "cockpit.cli.telling:first_message", "The message to paste where the team talks."
        ),
        "announced": Entry(
            "cockpit.cli.telling:announced", "Record that the team was notified where it talks."
        ),
        "stand-down": Entry(
            "cockpit.cli.phases:stand_down", "Say that it was no incident after all; the record stays."
        ),
    },
    "Reading": {
        "status": Entry("cockpit.cli.reading:status", "The state now."),
        "mine": Entry("cockpit.cli.reading:mine", "What is mine to do now."),
        "timeline": Entry("cockpit.cli.reading:timeline", "Every entry, and with --follow what comes."),
        "list": Entry("cockpit.cli.reading:list_", "Every incident, those still open first."),
        "brief": Entry(
            "cockpit.cli.briefing:brief", "The brief of a new commander, on one screen (ICS-201)."
        ),
        "say": Entry("cockpit.cli.saying:say", "What to read aloud now."),
    },
    "Writing down": {
        "log": Entry("cockpit.cli.logbook:log", "Write an entry, or one for each line of standard input."),
        "comment": Entry("cockpit.cli.entries:comment", "Add something beside an entry."),
        "star": Entry("cockpit.cli.entries:star", "Mark an entry as one that matters."),
        "unstar": Entry("cockpit.cli.entries:unstar", "Take the mark off again."),
        "correct": Entry("cockpit.cli.entries:correct", "Say how an entry should read; the original stays."),
        "redact": Entry("cockpit.cli.entries:redact", "Remove what an entry says, for good."),
        "import": Entry("cockpit.cli.importing:import_", "Take in a timeline or a chat, with its own times."),
    },
    "How bad it is": {
        "severity": Entry("cockpit.cli.phases:severity", "Say how bad it is."),
        "impact": Entry("cockpit.cli.phases:impact", "Say who is hit, and whether it gets worse or better."),
    },
    "People": {
        "role": Entry("cockpit.cli.roles:role", "Give somebody a role, or end it; who may do what."),
        "handoff": Entry("cockpit.cli.roles:handoff", "Hand command over: offer, brief, accept."),
        "delegate": Entry("cockpit.cli.people:delegate", "Let the deputy approve too."),
        "people": Entry("cockpit.cli.people:people", "Who is here, what they do, how they hold up."),
        "staffing": Entry(
            "cockpit.cli.people:staffing", "Which roles are filled, and since when one is not."
        ),
        "feel": Entry("cockpit.cli.people:feel", "Say how I hold up: ok, tired, relief."),
        "task": Entry("cockpit.cli.people:task", "Say what I am doing now."),
        "release": Entry("cockpit.cli.people:release", "Let somebody go: their roles end."),
    },
    "Measures and decisions": {
        "measure": Entry("cockpit.cli.measures:measure", "Propose, approve, start and finish measures."),
        "run": Entry("cockpit.cli.running:run", "Run a command for a measure, once it is approved."),
        "decide": Entry("cockpit.cli.decisions:decide", "Decide; objections are kept beside it."),
        "objections": Entry(
            "cockpit.cli.decisions:objections", "Ask for strong objections, with a short clock."
        ),
        "object": Entry("cockpit.cli.decisions:object_", "Say what speaks against it."),
        "allow": Entry("cockpit.cli.decisions:allow", "Give a standing approval until the next check-in."),
        "hypothesis": Entry(
            "cockpit.cli.decisions:hypothesis", "Say what may be the cause; rule it out or confirm it."
        ),
        "take-back": Entry("cockpit.cli.takingback:take_back", "Take back what was entered as my decision."),
    },
    "The loop": {
        "checkin": Entry(
            "cockpit.cli.loop:checkin", "Go through one check-in: report, impact, measures, plan."
        ),
        "timer": Entry("cockpit.cli.attention:timer", "Ring me, or somebody, in five minutes."),
        "snooze": Entry("cockpit.cli.attention:snooze", "Put one of my duties off until the next check-in."),
    },
    "Telling people": {
        "told": Entry("cockpit.cli.telling:told", "Record what an audience was told."),
        "audiences": Entry(
            "cockpit.cli.telling:audiences", "Who has to be told: last told, next due, never."
        ),
        "statement": Entry(
            "cockpit.cli.telling:statement", "Draft, approve and send what an audience is told."
        ),
        "waive": Entry("cockpit.cli.telling:waive", "Say that an audience need not be told."),
        "ask": Entry("cockpit.cli.questions:ask", "Ask from outside; the communicator answers."),
        "forward": Entry("cockpit.cli.questions:forward", "Put a question before the commander."),
        "answer": Entry(
            "cockpit.cli.questions:answer", "Answer a question from outside, or one about a measure."
        ),
        "questions": Entry("cockpit.cli.questions:questions", "Questions from outside nobody has answered."),
    },
    "The end": {
        "resolve": Entry("cockpit.cli.phases:resolve", "Say that impact is over: the watch begins."),
        "reopen": Entry(
            "cockpit.cli.phases:reopen", "Go back to active, out of the watch or after the close."
        ),
        "close": Entry("cockpit.cli.phases:close", "Wind down: clocks and roles end."),
        "review": Entry("cockpit.cli.reviewing:review", "What is still missing after the close."),
        "sign-off": Entry("cockpit.cli.reviewing:sign_off", "Say that I have read the record."),
        "reread": Entry("cockpit.cli.reviewing:reread", "Walk the entries nobody has starred yet."),
        "facilitator": Entry("cockpit.cli.reviewing:facilitator", "Say who leads the retrospective."),
        "ticket": Entry("cockpit.cli.reviewing:ticket", "Write the text of the retrospective's ticket."),
    },
    "Handing the record on": {
        "export": Entry(
            "cockpit.cli.exporting:export", "The record as Markdown, JSON, CSV or one HTML file."
        ),
        "record": Entry(
            "cockpit.cli.recording:record", "The whole record as text, and with --live as it grows."
        ),
        "activity": Entry("cockpit.cli.exporting:activity", "What each person did (ICS-214)."),
        "metrics": Entry(
            "cockpit.cli.measuring:metrics", "How long everything took, and what is worth a word."
        ),
        "verify": Entry("cockpit.cli.evidence:verify", "Walk the chain: is the record what was written?"),
        "digest": Entry(
            "cockpit.cli.evidence:digest", "A short digest to post outside; verify compares with it."
        ),
    },
    "The place, and this program": {
        "init": Entry("cockpit.cli.placing:init", "Make the folder and file that a group shares."),
        "doctor": Entry("cockpit.cli.placing:doctor", "Look over the record's place, host and terminal."),
        "backup": Entry("cockpit.cli.copying:backup", "Copy the record while it is in use."),
        "recover": Entry("cockpit.cli.copying:recover", "Take what is intact out of a damaged record."),
        "procedure": Entry(
            "cockpit.cli.procedure:procedure", "What a project calls things, and its numbers."
        ),
        "replay": Entry("cockpit.cli.replaying:replay", "Play a past incident into a fresh one."),
        "completion": Entry(
            "cockpit.cli.completion:completion", "Print what makes a shell complete these verbs."
        ),
    },
}
"""The verbs, under the headings of --help."""
VERBS = {
    "": Entry("cockpit.cli.screens:commander", "The commander's screen."),
    **{name: entry for section in _SECTIONS.values() for name, entry in section.items()},
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
    sections={heading: list(section) for heading, section in _SECTIONS.items()},
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="cockpit")
@click.pass_context
def cli(context: click.Context) -> None:
    """Run production incidents from a terminal: one record, one screen for each role.

    Without a verb it opens the commander's screen. cockpit VERB --help tells more, with examples.
    """
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
