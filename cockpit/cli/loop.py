"""The verb of the loop: a check-in, from flags or asked step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, cast

import click

from cockpit.cli.acting import Act, writing
from cockpit.cli.failures import REFUSED, Stop
from cockpit.cli.measures import OUTCOMES
from cockpit.cli.output import ask, can_ask, say
from cockpit.cli.phases import TRENDS
from cockpit.cli.verbs import joined, verb
from cockpit.incident import commands as cmd
from cockpit.incident.events import PlanLine
from cockpit.incident.zones import BadTime

if TYPE_CHECKING:
    from cockpit.incident.events import Outcome, Trend
    from cockpit.incident.state import Incident, Measure

RUNNING = "running"


class Word(NamedTuple):
    """What a check-in says about one measure: an outcome, or running, perhaps until a time."""

    measure: str
    outcome: str
    until: datetime | None = None


@verb()
@click.option("--state", metavar="TEXT", help="What the lead or the investigators report.")
@click.option("--trend", type=click.Choice(TRENDS, case_sensitive=False), help="How impact changed.")
@click.option("--impact", metavar="TEXT", help="Who is hit now, where that changed.")
@click.option("--plan", metavar="[NAME: ]TEXT", multiple=True, help="A line of the plan; can be repeated.")
@click.option(
    "--measure", "measures", metavar="ID=OUTCOME", multiple=True,
    help="M3=worked, M3=running or M3=running:14:30; can be repeated.",
)  # fmt: skip
@writing(word=True, at=True)
def checkin(
    act: Act,
    state: str | None,
    trend: str | None,
    impact: str | None,
    plan: Sequence[str],
    measures: Sequence[str],
) -> None:
    """Finish one turn of the loop. Without any of its options it asks step by step, on a terminal."""
    if not any((state, trend, impact, plan, measures)) and can_ask():
        act.do(_asked(act))
        return
    said = [_word(act, joined([text])) for text in measures]
    act.do(
        _checkin(trend, joined([state or ""]), joined([impact]) if impact else None, said, _lines(act, plan))
    )


def _checkin(
    trend: str | None, state: str, impact: str | None, said: Sequence[Word], plan: tuple[PlanLine, ...]
) -> cmd.CheckIn:
    return cmd.CheckIn(
        trend=cast("Trend | None", trend),
        state=state,
        impact=impact,
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
    return tuple(_line(act.desk.incident, joined([text])) for text in plan if text.strip())


def _line(incident: Incident, text: str) -> PlanLine:
    """`NAME: text` belongs to NAME where they are on the incident; else it is all text."""
    name, colon, rest = text.partition(":")
    owner = incident.known(name) if colon else None
    return PlanLine(text=rest.strip() if owner else text.strip(), owner=owner)


def _asked(act: Act) -> cmd.CheckIn:
    """The five steps of a check-in, a question each; enter alone at the trend gives up."""
    incident = act.desk.incident
    say(f"Check-in {incident.loop} of {incident.id}")
    state = ask("What do the lead or the investigators report?")
    trend = _asked_trend()
    impact = ask(f"Who is hit now? (enter: {incident.impact.text if incident.impact else 'nothing to say'})")
    said = [word for measure in incident.running if (word := _asked_word(act, measure))]
    plan = tuple(_line(incident, text) for text in _asked_plan())
    return _checkin(trend, state, impact or None, said, plan)


def _asked_trend() -> str:
    while answer := ask(f"Is it {', '.join(TRENDS[:-1])} or {TRENDS[-1]}? (enter gives up)").casefold():
        fitting = [trend for trend in TRENDS if trend.startswith(answer.replace(" ", "-"))]
        if len(fitting) == 1:
            return fitting[0]
    raise Stop("Given up: nothing was recorded.", REFUSED)


def _asked_word(act: Act, measure: Measure) -> Word | None:
    """An outcome; enter alone means it still runs."""
    question = f"{measure.id} {measure.text}: {', '.join(OUTCOMES)}, or until when? (enter: still running)"
    while answer := ask(question).casefold():
        if answer in OUTCOMES:
            return Word(measure.id, answer)
        try:
            moment = act.call.moment(answer.removeprefix(RUNNING).strip(": ") or None, planned=True)
        except BadTime as error:
            say(str(error))
            continue
        return Word(measure.id, RUNNING, moment.at if moment else None)
    return Word(measure.id, RUNNING)


def _asked_plan() -> Iterator[str]:
    while line := ask("Plan, who: what (enter: no more)"):
        yield line
