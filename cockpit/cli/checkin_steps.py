"""A check-in held on the command line: the five steps, each a question to say aloud (S67–S71)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from shlex import join

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
from cockpit.incident.queue import decided, waiting_rows, words_for
from cockpit.incident.since import lines, new_users, since_last_checkin
from cockpit.incident.state import Incident, Measure
from cockpit.incident.zones import BadTime
from cockpit.record.errors import RecordError

_NOBODY = frozenset({"nobody", "none", "no", "-"})
"""What says that there are no new users, where some were found."""


def hold(act: Act) -> None:
    """Ask, step by step; enter alone at the trend gives up, and the others see that it was left.

    Whatever ends it, what was answered is printed as one command line: nothing has to be asked twice.
    """
    _may_be_finished(act)
    given = act.because
    show(*act.lines(act.submit(cmd.StartCheckIn())))
    act.because = given  # why it began early says nothing about what comes
    told = _Told()
    try:
        act.do(_asked(act, told))
    except BaseException:
        with suppress(RecordError, Stop):  # what was answered is said all the same
            act.submit(cmd.LeaveCheckIn())
        told.say_again(act)
        raise
    for command in _queue(act.desk.incident):
        act.do(command)


class _Told(list[str]):
    """What was answered so far, as the options of the verb that say the same."""

    def answered(self, option: str, text: str) -> str:
        """Keep it, where anything was said."""
        if text:
            self.append(f"--{option}={text}")
        return text

    def say_again(self, act: Act) -> None:
        """The one line that says all of it; nothing where nothing was answered."""
        if not self:
            return
        words = ["cockpit", *(("--as", act.call.flags.as_name) if act.call.flags.as_name else ())]
        words += ["checkin", "--incident", act.desk.incident.id, *self]
        words += ["--word", act.word] if act.word else []
        words += [f"--at={act.moment.at.isoformat()}"] if act.is_dated and act.moment else []
        say("What you said is kept in this line: add what is missing and run it.", f"  {join(words)}")


def _may_be_finished(act: Act) -> None:
    """Five questions answered for a check-in that is then refused would be lost (S66)."""
    incident = act.desk.incident
    if incident.commander and act.word is None and not incident.is_commander(act.call.me.name):
        raise Stop(
            f"Only {incident.commander} (commander) finishes a check-in (S66): add --word"
            f" {incident.commander} where it is held on the call, or only say that it is under way: --start.",
            REFUSED,
        )


def _asked(act: Act, told: _Told) -> cmd.CheckIn:
    incident = act.desk.incident
    _tell_what_changed(incident)
    brief = checkin.is_brief(incident)
    texts = {} if brief else {"state": told.answered("state", ask(checkin.report_question(incident)))}
    trend = told.answered("trend", _trend(incident))
    if not brief:
        now = incident.impact.text if incident.impact else "nothing to say"
        texts["impact"] = told.answered("impact", ask(f"Who is hit now? (enter: {now})"))
        texts["users"] = told.answered("users", _users(incident))
    said = [_said(act, measure, told) for measure in incident.running]
    plan = [told.answered("plan", line) for line in ([] if brief else _plan(act, incident))]
    lines = tuple(plan_line(text, incident.known) for text in plan)
    return made(trend, {name: text for name, text in texts.items() if text}, said, lines)


def _said(act: Act, measure: Measure, told: _Told) -> Word:
    word = _word(act, measure)
    until = f":{word.until.isoformat()}" if word.until else ""
    told.answered("measure", f"{word.measure}={word.outcome}{until}")
    return word


def _tell_what_changed(incident: Incident) -> None:
    changes = since_last_checkin(incident)
    when = f"Since check-in {changes.loop}" if changes.loop else "So far"
    say(*(f"{when}: {line}" for line in lines(changes)))
    wire = checkin.tripwire(incident)
    if wire:
        say(f"Still {incident.severity}? It is worse once {wire}; to raise it: cockpit severity.")


def _trend(incident: Incident) -> str:
    while answer := ask(
        f"{checkin.impact_question(incident)} ({', '.join(TRENDS)}; enter gives up)"
    ).casefold():
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


def _queue(incident: Incident) -> Iterator[cmd.Command]:
    """What waits for approval, one by one, as it was proposed; enter leaves it in the queue (S71)."""
    for id, row in waiting_rows(incident).items():
        say(row)
        words = words_for(incident, id)
        answer = ask(f"{id}: {', '.join(words)}? (enter: it waits)").casefold()
        word = next((word for word in words if answer and word.startswith(answer)), None)
        question = ask(f"What do you ask about {id}? (enter: it waits)") if word == "ask" else ""
        if word and (word != "ask" or question):
            yield decided(incident, id, word, question)
