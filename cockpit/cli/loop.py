"""The verb of the loop: a check-in, from flags or asked step by step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, cast

import click

from cockpit.cli.acting import Act, writing
from cockpit.cli.measures import OUTCOMES
from cockpit.cli.output import can_ask
from cockpit.cli.phases import TRENDS
from cockpit.cli.verbs import joined, verb
from cockpit.incident import commands as cmd

if TYPE_CHECKING:
    from cockpit.incident.events import Outcome, PlanLine, Trend

RUNNING = "running"


class Word(NamedTuple):
    """What a check-in says about one measure: an outcome, or running, perhaps until a time."""

    measure: str
    outcome: str
    until: datetime | None = None


@verb()
@click.option("--state", metavar="TEXT", help="What the lead or the investigators report.")
@click.option(
    "--trend",
    type=click.Choice(TRENDS, case_sensitive=False),
    metavar="TREND",
    help="How impact changed: worse, better, same or new-symptom.",
)
@click.option("--impact", metavar="TEXT", help="Who is hit now, where that changed.")
@click.option("--users", metavar="TEXT", help="New users or regions since the last one, with commas.")
@click.option(
    "--plan",
    metavar="LINE",
    multiple=True,
    help="[NAME:] [KIND:] TEXT of the plan; with mitigation:, fix: or active: an approved one. Repeatable.",
)
@click.option(
    "--measure",
    "measures",
    metavar="ID=OUTCOME",
    multiple=True,
    help="M3=worked, M3=running or M3=running:14:30. Repeatable.",
)
@click.option("--start", is_flag=True, help="Only say that it is under way; the others see it.")
@click.option("--leave", is_flag=True, help="Only say that it is put off.")
@writing(word=True, at=True)
def checkin(
    act: Act,
    state: str | None,
    trend: str | None,
    impact: str | None,
    users: str | None,
    plan: Sequence[str],
    measures: Sequence[str],
    start: bool,
    leave: bool,
) -> None:
    """Go through a check-in, one turn of the loop. Without any of its options it asks step by step."""
    told = any((state, trend, impact, users, plan, measures))
    if start or leave:
        if told or (start and leave):
            raise click.UsageError("--start and --leave stand alone; what was said goes into a finished one.")
        act.do(cmd.StartCheckIn() if start else cmd.LeaveCheckIn())
    elif not told and can_ask():
        from cockpit.cli.checkin_steps import hold

        hold(act)
    else:
        texts = {"state": state, "impact": impact, "users": users}
        said = [_word(act, joined([text])) for text in measures]
        act.do(
            made(
                trend, {name: joined([text]) for name, text in texts.items() if text}, said, _lines(act, plan)
            )
        )


def made(
    trend: str | None, texts: dict[str, str], said: Sequence[Word], plan: tuple[PlanLine, ...]
) -> cmd.CheckIn:
    """The check-in that was told; `texts` are state, impact and users, as far as they were given."""
    return cmd.CheckIn(
        trend=cast("Trend | None", trend),
        state=texts.get("state", ""),
        impact=texts.get("impact"),
        users=texts.get("users", ""),
        plan=plan,
        outcomes={word.measure: cast("Outcome", word.outcome) for word in said},
        until={word.measure: word.until for word in said if word.until},
    )


def _word(act: Act, text: str) -> Word:
    """M3=worked, M3=running, M3=running:14:30. Raises UsageError or BadTime."""
    measure, equals, what = text.partition("=")
    outcome, colon, until = what.strip().partition(":")
    outcome = outcome.strip().casefold()
    if (
        not (measure.strip() and equals)
        or outcome not in {*OUTCOMES, RUNNING}
        or (colon and outcome != RUNNING)
    ):
        choices = ", ".join((*OUTCOMES, RUNNING))
        raise click.UsageError(f"{text} is no ID=OUTCOME such as M3=worked; the outcomes are {choices}.")
    moment = act.call.moment(until, planned=True) if colon else None
    return Word(measure.strip(), outcome, moment.at if moment else None)


def _lines(act: Act, plan: Sequence[str]) -> tuple[PlanLine, ...]:
    from cockpit.incident.plan import plan_line

    return tuple(plan_line(joined([text]), act.desk.incident.known) for text in plan if text.strip())
