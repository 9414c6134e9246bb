"""The verb that plays a file into a fresh incident, as if it were happening, to see every screen alive."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from cockpit.cli.context import Call
from cockpit.cli.failures import REFUSED, Stop
from cockpit.cli.importing import checked_rows, contents
from cockpit.cli.output import counted, is_terminal, nobody_reads, say, show
from cockpit.cli.script import Pace, Player, Step, declaration, script, span
from cockpit.cli.sidecar import MARK, Act, BadSidecar, Cast, Declare, acts_of
from cockpit.cli.verbs import verb
from cockpit.desk import Desk, Done
from cockpit.incident import commands as cmd
from cockpit.incident.moments import age, clock_seconds

DEMOS = Path(__file__).parent.parent / "demo"
ACTS = ".acts.json"
LOOK_SECONDS = 0.5
"""How long a terminal may have been gone."""


def _complete(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    names = [short_name(demo) for demo in demos() if short_name(demo).startswith(begun)]
    return [*(CompletionItem(name, help="a demonstration") for name in names), CompletionItem(begun, "file")]


def _speed(context: click.Context, parameter: click.Parameter, value: float) -> float:
    if not value > 0 or math.isinf(value):
        raise click.BadParameter("it is a number above 0, such as 60.", context, parameter)
    return value


@verb()
@click.argument("file", metavar="FILE", required=False, shell_complete=_complete)
@click.option("--speed", type=float, default=60, show_default=True, metavar="N", callback=_speed,
              help="How many times as fast as it happened.")  # fmt: skip
@click.option("--longest", type=click.FloatRange(min=0), default=20, show_default=True, metavar="SECONDS",
              help="No silence lasts longer.")  # fmt: skip
@click.option("--title", metavar="TITLE", help="The incident's title; (replay) is put before it.")
@click.option("--no-acts", is_flag=True, help="The rows alone, without the acts of invented people.")
@click.option("--list", "only_list", is_flag=True, help="The demonstrations that come with the cockpit.")
@click.pass_obj
def replay(
    call: Call,
    file: str | None,
    speed: float,
    longest: float,
    title: str | None,
    no_acts: bool,
    only_list: bool,
) -> None:
    """Play FILE (as import takes it), or a demonstration such as gitlab, into a fresh incident.

    The id is printed first. A file NAME.acts.json beside NAME.json turns rows into acts by people who
    bear "(inv.)" behind their names. Ctrl+c ends it, and so does a terminal that goes.
    """
    if only_list:
        return show(*map(_described, demos()))
    if file is None:
        raise click.UsageError(f"Name a FILE, or a demonstration: {_names()}.")
    path = found(file)
    rows = checked_rows(contents(path), path.name)
    if not rows:
        raise Stop(f"{path.name} has no rows: there is nothing to replay.")
    acts = [] if no_acts else acts_beside(path, len(rows))
    steps = script(rows, acts)
    pace = Pace(speed, longest, _rest)
    desk, began = declared(call.desk(call.writing), f"(replay) {title or path.stem}", steps, pace)
    show(desk.incident.id)
    sys.stdout.flush()
    player = Player(desk, pace, say, _Narrator(call), began=began)
    _introduce(player, path, bool(acts))
    try:
        player.play(steps)
    except KeyboardInterrupt:
        say("", f"Stopped; {desk.incident.id} stays as it is now.")
    _conclude(player)


def _rest(seconds: float) -> None:
    """Sleep as long as somebody is there. Raises Stop."""
    end = time.monotonic() + seconds
    _look_for_somebody()
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(left, LOOK_SECONDS))
        _look_for_somebody()


def _look_for_somebody() -> None:
    """Whoever watches is told on stderr; a terminal that has gone without a word ends it. Raises Stop."""
    if nobody_reads(sys.stderr):
        raise Stop("The terminal has gone, so nothing more is replayed.", REFUSED)


def declared(desk: Desk, title: str, steps: Sequence[Step], pace: Pace) -> tuple[Desk, float]:
    """The desk at the fresh incident, and the story's time of its declaration. Raises Stop.

    Where an act declares it, it is declared by that act's person, noticed when the first row says.
    """
    command, who, began = cmd.Declare(title), desk.who, 0.0
    step = declaration(steps)
    if step is not None and isinstance(step.act, Declare):
        began, who = step.at, Cast().name(step.act.who)
        noticed = desk.now() - timedelta(seconds=began / pace.speed)
        command = cmd.Declare(title, step.act.severity, noticed, source=step.act.source)
    one_only = desk.one_only
    declarer = Desk(desk.store, who, desk.origin, zone=desk.zone, clock=desk.now, one_only=one_only)
    answer = declarer.declare(command)
    if not isinstance(answer, Done):
        raise Stop(f"Refused: {answer}.", REFUSED)
    desk.open(declarer.incident.id)
    return desk, began


def _introduce(player: Player, path: Path, with_acts: bool) -> None:
    """What the record itself says about where its entries come from."""
    text = (
        f"Replay of {path.name} at {player.pace.speed:g} times the speed; each row keeps its own time as t."
    )
    if with_acts:
        text += f" Whoever bears{MARK} behind the name, and whatever they do, is invented."
    player.desk.submit(cmd.Log(text, star=True))


def _conclude(player: Player) -> None:
    incident = player.desk.catch_up()
    say(f"{counted(player.rows, 'row')} and {counted(player.acts, 'act')} are in {incident.id}.")
    if player.pace.cut:
        cut = f"{counted(player.pace.cut, 'silence')} {'was' if player.pace.cut == 1 else 'were'} cut"
        say(f"{cut} to {player.pace.longest:g} seconds (--longest).")
    if incident.is_open:
        say(f"It is still open; to end it: cockpit stand-down --incident {incident.id} --because 'a replay'")


class _Narrator:
    """Says each step on stderr while a person looks at it."""

    def __init__(self, call: Call) -> None:
        self._call = call

    def __call__(self, step: Step) -> None:
        _look_for_somebody()
        if not is_terminal(sys.stderr):
            return
        told = f"{step.row.kind}: {step.row.text}" if step.row else ""
        if step.act:
            told = f"{step.act.who}{MARK}: {step.act.act}"
        now = self._call.now()
        say(f"{clock_seconds(now, self._call.zone)}  {told}")


def acts_beside(path: Path, rows: int) -> list[Act]:
    """The acts in the sidecar of a file of rows; none where it has none. Raises Stop."""
    sidecar = path.with_suffix(ACTS)
    if not sidecar.exists():
        return []
    try:
        return acts_of(contents(sidecar), sidecar.name, rows)
    except BadSidecar as error:
        raise Stop(f"{error} To go without it: --no-acts.", lines=error.lines) from error


def demos() -> list[Path]:
    """The files of rows that come with the cockpit, by name."""
    return sorted(path for path in DEMOS.glob("*.json") if not path.name.endswith(ACTS))


def short_name(demo: Path) -> str:
    """gitlab, for gitlab-2019-11-28-iptables.json"""
    return demo.stem.partition("-")[0]


def found(file: str) -> Path:
    """The file a person means: a path, else a demonstration by its name or the beginning of it."""
    path = Path(file)
    if path.is_file():
        return path
    meant = [demo for demo in demos() if file and demo.stem.startswith(file.casefold())]
    if len(meant) == 1:
        return meant[0]
    raise Stop(
        f"There is no file {file}, and no demonstration of that name: name a file, or one of {_names()}."
    )


def _names() -> str:
    return ", ".join(map(short_name, demos()))


def _described(demo: Path) -> str:
    rows = checked_rows(contents(demo), demo.name)
    first, last = span(rows)
    size = f"{counted(len(rows), 'row')} over {age(last - first)}"
    return f"{short_name(demo):<8} {first:%Y-%m-%d}, {size}: {demo.stem}"
