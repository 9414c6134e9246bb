"""The verb that runs a command for a measure: approved first, recorded after, untouched in between."""

from __future__ import annotations

import re
import shlex
import socket
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast
from uuid import uuid4

import click

from cockpit.cli import completing
from cockpit.cli.acting import Act, writing
from cockpit.cli.child import NotRun, program_of
from cockpit.cli.child import run as run_child
from cockpit.cli.failures import Stop, ending_of, report
from cockpit.cli.measures import Minutes, id_of, kind_and_text, kind_option, under
from cockpit.cli.output import can_ask, is_terminal, say
from cockpit.cli.tee import KEPT, Tee
from cockpit.cli.verbs import Verb, joined, words
from cockpit.incident import commands as cmd
from cockpit.record.errors import Indeterminate

if TYPE_CHECKING:
    from cockpit.incident.events import Outcome
    from cockpit.incident.state import Measure

DID_NOT_RUN = 125
"""The exit status where the command was not run: its own statuses are left to it."""
_ID = re.compile(r"[mM][0-9]+")
_OUTCOMES: dict[str, Outcome | None] = {
    "w": "worked", "n": "no-effect", "o": "worse", "b": "rolled-back", "s": None,
}  # fmt: skip
_QUESTION = "w worked · n no effect · o worse · b rolled back · s still watching"


class RunVerb(Verb):
    """Everything after -- is the command; whatever keeps it from running ends with 125."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        end = args.index("--") if "--" in args else len(args)
        try:
            super().parse_args(context, args[:end])
            if not args[end + 1 :]:
                raise click.UsageError(
                    "There is no command: put it after --, as in -- systemctl restart api."
                )
        except click.UsageError as error:
            error.ctx = error.ctx or context
            context.exit(_not_run(error))
        context.params["command"] = tuple(args[end + 1 :])
        return []

    def collect_usage_pieces(self, context: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(context), "-- CMD…"]

    def invoke(self, context: click.Context) -> None:
        try:
            super().invoke(context)
        except click.exceptions.Exit:
            raise
        except BaseException as error:  # noqa: BLE001 whatever it was, the command did not run
            context.exit(_not_run(error))


def _not_run(error: BaseException) -> int:
    """Say why on stderr; the exit status, whatever kept it from running."""
    if isinstance(error, NotRun):
        say(str(error))
    else:
        report(error)
    return DID_NOT_RUN


@click.command(cls=RunVerb)
@words(metavar="M7|[KIND] TEXT", complete=completing.measures)
@kind_option
@click.option("--component", metavar="NAME", help="What TEXT touches.")
@click.option("--risk", metavar="TEXT", help="What could go wrong.")
@click.option("--undo", metavar="TEXT", help="How TEXT is taken back.")
@click.option("--box", metavar="MINUTES", type=Minutes(), help="Time box in minutes from its start.")
@under
@click.option("--keep-output", is_flag=True, help=f"Keep the last {KEPT // 1024} KiB it writes.")
@writing()
def run(
    act: Act,
    words: Sequence[str],
    command: Sequence[str],
    under: str | None,
    keep_output: bool,
    **proposal: str | int | None,
) -> None:
    """Run CMD for a measure, once it is approved.

    With a TEXT it proposes, waits for the approval and runs then. The terminal, the signals and the exit
    status are the command's; 125, with the reason on stderr, says that it did not run. Host, status and
    duration are recorded.
    """
    program = program_of(command[0])
    standing = joined([under]) if under else None
    if len(words) == 1 and _ID.fullmatch(words[0]):
        given = [f"--{name}" for name, value in proposal.items() if value is not None]
        if given:
            raise click.UsageError(f"{given[0]} belongs to a new proposal, and {words[0]} is one already.")
        measure = _known(act, words[0])
    else:
        measure = _proposed(act, words, standing, proposal)
        standing = None
    _begin(act, measure, standing)
    raise click.exceptions.Exit(_carry_out(act, measure, program, command, keep_output=keep_output))


def _known(act: Act, text: str) -> str:
    found = act.desk.incident.measure(text)
    if found is None:
        known = ", ".join(act.desk.incident.measures) or "none yet"
        raise Stop(f"There is no measure {text}: measures are {known}.")
    if found.is_over or found.state == "done":
        raise Stop(f"{found.id} is {found.state}: propose it anew (cockpit run TEXT -- …).")
    return found.id


def _proposed(
    act: Act, words: Sequence[str], standing: str | None, proposal: dict[str, str | int | None]
) -> str:
    """Propose it and stay until it may run. What the commander runs is approved by that."""
    kind, text = kind_and_text(words, cast("str | None", proposal["kind"]))
    parts = {name: joined([str(value)]) for name, value in proposal.items() if value and name in _TEXTS}
    incident, me = act.desk.incident, act.desk.who
    done = act.submit(
        cmd.Propose(
            kind,
            text,
            box=cast("int | None", proposal["box"]),
            owner=me,
            under=standing,
            **parts,
        )
    )
    measure = id_of(done)
    say(*act.lines(done))
    if incident.is_commander(me) and act.desk.incident.measures[measure].is_waiting:
        act.submit(cmd.Approve(measure))
    _stay(act, measure)
    return measure


_TEXTS = ("component", "risk", "undo")


def _stay(act: Act, measure: str) -> None:
    """Wait for the decision, with a clock on stderr."""
    from cockpit.cli.waiting import decision_lines, still_queued, until_decided
    from cockpit.record.errors import RecordError

    if not act.desk.incident.measures[measure].is_waiting:
        return
    incident = act.desk.incident
    clock = WaitingClock(measure, incident.commander, incident.cadence.approval * 60)
    try:
        until_decided(act, measure, float("inf"), clock.show)
    except (KeyboardInterrupt, RecordError):
        clock.clear()
        say(f"No longer waiting: {still_queued(measure)}")
        raise
    finally:
        clock.clear()
    say(*decision_lines(act, measure))


class WaitingClock:
    """How long the approval has been waited for: counted on a terminal, said once elsewhere."""

    def __init__(self, measure: str, commander: str | None, patience: float) -> None:
        self._words = f"◌ {measure} waits for {commander or 'a commander'}"
        self._patience = patience
        """Seconds after which it is to be said on the call (S11)."""
        self._counts = is_terminal(sys.stderr)
        self._shown = -1

    def show(self, waited: float) -> None:
        """The clock now; the same second paints nothing."""
        if int(waited) == self._shown:
            return
        if self._counts:
            from cockpit.incident.texts import harmless

            minutes, seconds = divmod(int(waited), 60)
            advice = "say it on the call" if waited >= self._patience else "ctrl+c stops waiting"
            line = harmless(f"{self._words}  {minutes}:{seconds:02}   {advice}")
            click.echo(f"\r\x1b[K{line}", err=True, nl=False)
        elif self._shown < 0:
            say(f"{self._words}.")
        self._shown = int(waited)

    def clear(self) -> None:
        """The line is free for what comes."""
        if self._counts and self._shown >= 0:
            click.echo("\r\x1b[K", err=True, nl=False)
            self._shown = -1


def _begin(act: Act, measure: str, standing: str | None) -> None:
    """Start it, unless it runs already: an unapproved one only as an emergency, with a reason."""
    if not act.desk.catch_up().measures[measure].is_running:
        say(*act.lines(act.submit(cmd.Start(measure, under=standing))))


def _carry_out(act: Act, measure: str, program: str, command: Sequence[str], *, keep_output: bool) -> int:
    """Run it, record how it went and ask what came of it. From here on its exit status is ours."""
    host = socket.gethostname()
    told = joined([shlex.join(command)])
    say(f"on {host}: {told}")
    sys.stdout.flush()
    tee = Tee() if keep_output else None
    try:
        ended = run_child(program, command, tee)
    except NotRun as error:  # found only now: a script without #!, or gone since it was looked for
        say(f"{error} {measure} was started and nothing ran: cockpit measure finish {measure} no-effect.")
        return DID_NOT_RUN
    record = cmd.RecordRun(measure, told, host, ended.status, round(ended.seconds, 1), _kept(tee))
    if _recorded(act, record) and can_ask():
        _ask_what_came_of_it(act, measure)
    return ended.status


def _kept(tee: Tee | None) -> str | None:
    if tee is None:
        return None
    if tee.written > KEPT:
        say(f"Of the {tee.written:,} bytes it wrote the last {KEPT:,} are kept.")
    return joined([tee.text])


def _recorded(act: Act, run: cmd.RecordRun) -> bool:
    """Whether the record has it; where it could not be written, the line to enter later is said."""
    commit = uuid4()
    try:
        try:
            answer = act.desk.submit(run, commit=commit)
        except Indeterminate:
            answer = act.desk.submit(run, commit=commit)  # the same commit is never stored twice
        lines = act.lines(act.accepted(answer))
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 the command ran: its status stands
        from cockpit.incident.rules.runs import ran

        say(*ending_of(error).lines)
        entry = shlex.join(
            ["cockpit", "log", "--at", f"{act.call.now():%H:%M}", "--", f"{run.measure} {ran(run)}"]
        )
        say(f"It ran, and that is not recorded. Enter it later: {entry}")
        return False
    if is_terminal(sys.stderr):
        say(*lines)
    return True


def _ask_what_came_of_it(act: Act, measure: str) -> None:
    """One key; nothing that goes wrong here changes how the command ended."""
    from cockpit.cli.onekey import in_foreground, one_key

    if not in_foreground():
        return
    try:
        now = act.desk.catch_up().measures[measure]
        if not now.is_running:
            return  # somebody said meanwhile what came of it
        outcome = one_key(f"{now.id} {now.text}? {_QUESTION}", _OUTCOMES)
        if outcome is None:
            say(_still(now))
        else:
            say(*act.lines(act.submit(cmd.Finish(measure, outcome))))
    except Exception as error:  # noqa: BLE001 the command ran: its status stands
        say(*ending_of(error).lines)


def _still(measure: Measure) -> str:
    return f"{measure.id} is still running: cockpit measure finish {measure.id} OUTCOME says what came of it."
