"""A check-in held on the command line: the five steps, each a question to say aloud (S67–S71)."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.cli.acting import Act
from cockpit.cli.failures import REFUSED, Stop
from cockpit.cli.loop import RUNNING, Word, made
from cockpit.cli.measures import OUTCOMES
from cockpit.cli.output import ask, say, show
from cockpit.cli.phases import TRENDS
from cockpit.incident import checkin
from cockpit.incident import commands as cmd
from cockpit.incident.moments import clock
from cockpit.incident.plan import plan_line
from cockpit.incident.since import lines, new_users, since_last_checkin
from cockpit.incident.state import Incident, Measure
from cockpit.incident.zones import BadTime

_NOBODY = frozenset({"nobody", "none", "no", "-"})
"""What says that there are no new users, where some were found."""


def hold(act: Act) -> None:
    """Ask, step by step; enter alone at the trend gives up, and the others see that it was left."""
    _may_be_finished(act)
    given = act.because
    show(*act.lines(act.submit(cmd.StartCheckIn())))
    act.because = given  # why it began early says nothing about what comes
    try:
        act.do(_asked(act))
    except BaseException:
        act.submit(cmd.LeaveCheckIn())
        raise
    for decided in _queue(act.desk.incident):
        act.do(decided)


def _may_be_finished(act: Act) -> None:
    """Five questions answered for a check-in that is then refused would be lost (S66)."""
    incident = act.desk.incident
    if incident.commander and act.word is None and not incident.is_commander(act.call.me.name):
        raise Stop(
            f"Only {incident.commander} (commander) finishes a check-in (S66): add --word"
            f" {incident.commander} where it is held on the call, or only say that it is under way: --start.",
            REFUSED,
        )


def _asked(act: Act) -> cmd.CheckIn:
    incident = act.desk.incident
    _tell_what_changed(incident)
    brief = checkin.is_brief(incident)
    texts = {} if brief else {"state": ask(checkin.report_question(incident))}
    trend = _trend()
    if not brief:
        now = incident.impact.text if incident.impact else "nothing to say"
        texts["impact"] = ask(f"Who is hit now? (enter: {now})")
        texts["users"] = _users(incident)
    said = [_word(act, measure) for measure in incident.running]
    plan = () if brief else tuple(plan_line(text, incident.known) for text in _plan(act, incident))
    return made(trend, {name: text for name, text in texts.items() if text}, said, plan)


def _tell_what_changed(incident: Incident) -> None:
    changes = since_last_checkin(incident)
    when = f"Since check-in {changes.loop}" if changes.loop else "So far"
    say(*(f"{when}: {line}" for line in lines(changes)))
    wire = checkin.tripwire(incident)
    if wire:
        say(f"Still {incident.severity}? It is worse once {wire}; to raise it: cockpit severity.")


def _trend() -> str:
    while answer := ask(f"{checkin.IMPACT_QUESTION} ({', '.join(TRENDS)}; enter gives up)").casefold():
        fitting = [trend for trend in TRENDS if trend.startswith(answer.replace(" ", "-"))]
        if len(fitting) == 1:
            return fitting[0]
    raise Stop("Given up: nothing was recorded but that it was begun and left.", REFUSED)


def _users(incident: Incident) -> str:
    found = new_users(since_last_checkin(incident))
    answer = ask(f"New users or regions? (enter: {found or 'nobody'})")
    return "" if answer.casefold() in _NOBODY else answer or found


def _word(act: Act, measure: Measure) -> Word:
    """An outcome; enter alone means it still runs, but one over its box needs a word of its own."""
    over = bool(measure.over_box(act.call.now()))
    enter = "over its box: say which" if over else "enter: still running"
    question = f"{checkin.measure_question(measure)} {', '.join(OUTCOMES)}, or until when? ({enter})"
    while (answer := ask(question).casefold()) or over:
        if answer in OUTCOMES:
            return Word(measure.id, answer)
        if not answer:
            raise Stop(
                f"{measure.id} is over its time box and needs a word of its own: nothing was recorded.",
                REFUSED,
            )
        try:
            moment = act.call.moment(answer.removeprefix(RUNNING).strip(": ") or None, planned=True)
        except BadTime as error:
            say(str(error))
            continue
        return Word(measure.id, RUNNING, moment.at if moment else None)
    return Word(measure.id, RUNNING)


def _plan(act: Act, incident: Incident) -> Iterator[str]:
    until = clock(checkin.next_due_by(incident, act.call.now()), act.call.zone)
    question = f"{checkin.plan_question(until)} (NAME: text, or NAME: fix: text; enter: no more)"
    while line := ask(question):
        yield line


def _queue(incident: Incident) -> Iterator[cmd.Approve | cmd.Refuse]:
    """What waits for approval, one by one; enter leaves it in the queue (S71)."""
    for measure in incident.waiting:
        answer = ask(f"{measure.id}, {measure.text}: approve or refuse? (enter: it waits)").casefold()
        if answer and "approve".startswith(answer):
            yield cmd.Approve(measure.id)
        elif answer and "refuse".startswith(answer):
            yield cmd.Refuse(measure.id)
