"""The record as Markdown that reads as well in `less` as in a browser (S28, S30, S36)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo

from cockpit.incident.flags import flags
from cockpit.incident.moments import age
from cockpit.incident.parts import Measure, Statement, Stint, Telling
from cockpit.incident.state import Incident
from cockpit.incident.texts import harmless
from cockpit.record.log import Row
from cockpit.reports import phrases
from cockpit.reports.measured import metrics_lines
from cockpit.reports.words import measure_state, severity

_SPECIAL = re.compile(r"([\\`*_\[\]|~])")


def escaped(text: str) -> str:
    """One line in which nothing is Markdown, HTML or a control character any more."""
    shown = harmless(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", shown)


def both(moment: datetime, zone: tzinfo) -> str:
    """2026-11-23 14:03:11Z, and with it the local time with its offset where the zone is another."""
    utc = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z"
    local = moment.astimezone(zone)
    return utc if not local.utcoffset() else f"{utc} ({local.isoformat(timespec='seconds')[11:]})"


def record_lines(incident: Incident, rows: Iterable[Row], now: datetime) -> Iterator[str]:
    """The whole record: what it came to, then the entries. `now` gives the local zone."""
    zone = now.tzinfo or UTC
    yield from head_lines(incident, now)
    yield from ["", "## Timeline", ""]
    yield from (entry_line(row, zone) for row in rows)


def head_lines(incident: Incident, now: datetime) -> Iterator[str]:
    """Everything above the timeline."""
    zone = now.tzinfo or UTC
    yield f"# {escaped(incident.title)}"
    yield ""
    yield from (f"- {label}: {value}" for label, value in _facts(incident, zone))
    yield ""
    yield escaped(phrases.impact_sentence(incident, now))
    yield escaped(phrases.command_sentence(incident, now))
    yield from _part("Roles", (_stint(stint, zone) for stint in incident.stints))
    yield from _part("Measures", (_measure(incident, m, zone) for m in incident.measures.values()))
    yield from _part("Decisions", _decisions(incident, zone))
    yield from _part("Hypotheses", _hypotheses(incident))
    yield from _part("Told", _told(incident, zone))
    yield from _part("Questions", _questions(incident, zone))
    yield from _part("Worth a word", (f"{escaped(f.text)} ({f.rule})" for f in flags(incident, now)))
    yield from ["", "## How long it took", "", "```text", *metrics_lines(incident, now)[2:], "```"]


def entry_line(row: Row, zone: tzinfo) -> str:
    """One entry, one line; what a correction or a late entry changed stands in it (S37, S81)."""
    about = "about " if row.about else ""
    star = " ★" if row.starred else ""
    late = f" (written {both(row.recorded_at, zone)})" if row.is_late else ""
    name = f"{row.who} (by {row.actor})" if row.who else row.actor
    login = f" (login {escaped(row.other_login)})" if row.other_login else ""
    by = f", by word ({escaped(row.by_word)})" if row.by_word and "by word (" not in row.text else ""
    told = escaped(row.text if row.corrected_text is None else row.corrected_text)
    was = f" (corrected; first: {escaped(row.text)})" if row.corrected_text is not None else ""
    when = f"{about}{both(row.happened_at, zone)}"
    head = f"- {row.number} · {when}{star} · {escaped(row.kind)} · **{escaped(name)}**{login}"
    return f"{head}: {told}{by}{was}{late}"


def _facts(incident: Incident, zone: tzinfo) -> Iterator[tuple[str, str]]:
    yield "Incident", escaped(incident.id)
    yield "Severity", escaped(severity(incident.severity, incident.procedure))
    yield "Phase", incident.phase + (", stood down as not an incident" if incident.stood_down else "")
    moments = (
        ("Declared", incident.declared_at),
        ("Command taken", incident.command_taken_at), ("Resolved", incident.resolved_at),
        ("Closed", incident.closed_at),
    )  # fmt: skip
    if incident.noticed_at:
        yield (
            "First noticed",
            f"{'about ' if incident.noticed_about else ''}{both(incident.noticed_at, zone)}",
        )
    yield from ((label, both(moment, zone)) for label, moment in moments if moment)
    window = incident.window
    if window.started_at:
        end = both(window.ended_at, zone) if window.ended_at else "not over"
        yield "Users hit", f"{both(window.started_at, zone)} to {end}"
    links = (
        ("Channel", incident.channel), ("First message", incident.first_message),
        ("Facilitator", incident.facilitator), ("Retrospective", incident.ticket),
    )  # fmt: skip
    yield from ((label, escaped(link)) for label, link in links if link)


def _part(heading: str, lines: Iterable[str]) -> Iterator[str]:
    inside = [f"- {line}" for line in lines]
    if inside:
        yield from ["", f"## {heading}", "", *inside]


def _stint(stint: Stint, zone: tzinfo) -> str:
    until = both(stint.until, zone) if stint.until else "now"
    taken = f"; ! taken from {escaped(stint.taken_from)}" if stint.taken_from else ""
    return f"{escaped(stint.role)}: **{escaped(stint.person)}**, {both(stint.since, zone)} to {until}{taken}"


def _measure(incident: Incident, measure: Measure, zone: tzinfo) -> str:
    state = measure_state(measure).strip()
    parts = [f"{measure.id} {state}: {escaped(measure.text)}", escaped(phrases.measure_facts(measure))]
    parts += [f"proposed by {escaped(measure.proposed_by)} {both(measure.proposed_at, zone)}"]
    if measure.decided_by and measure.decided_at:
        parts.append(f"decided by {escaped(measure.decided_by)} {both(measure.decided_at, zone)}")
    if measure.started_at:
        lasted = f", for {age(measure.ended_at - measure.started_at)}" if measure.ended_at else ""
        parts.append(f"started {both(measure.started_at, zone)}{lasted}")
    parts += ["without approval beforehand"] if measure.unapproved else []
    parts += [f"under {measure.standing}"] if measure.standing else []
    parts += [f"ran {escaped(run.command)} on {escaped(run.host)}" for run in measure.runs]
    parts += [f"objection by {escaped(o.by)}: {escaped(o.text)}" for o in incident.objections_to(measure.id)]
    return "; ".join(parts)


def _decisions(incident: Incident, zone: tzinfo) -> Iterator[str]:
    for decision in incident.decisions:
        answers = f" (answers: {escaped(decision.answers)})" if decision.answers else ""
        when = both(decision.at, zone)
        told = f"{decision.id} {escaped(decision.text)}{answers}, {escaped(decision.by)} {when}"
        about = (decision.id, decision.round or "")
        against = [o for one in about if one for o in incident.objections_to(one)]
        yield "; ".join([told, *(f"objection by {escaped(o.by)}: {escaped(o.text)}" for o in against)])


def _hypotheses(incident: Incident) -> Iterator[str]:
    for one in incident.hypotheses.values():
        state = "open"
        if one.verdict:
            state = f"{one.verdict.replace('-', ' ')} by {escaped(one.closed_by)}: {escaped(one.why)}"
        yield f"{one.id} {escaped(one.text)} ({state})"


def _told(incident: Incident, zone: tzinfo) -> Iterator[str]:
    for audience, tellings in incident.tellings.items():
        for one in tellings:
            yield _telling(audience, one, zone)
    for statement in incident.statements.values():
        if statement.state in {"waiting", "ready"}:
            yield _draft(statement)


def _telling(audience: str, one: Telling, zone: tzinfo) -> str:
    what = "need not be told" if one.waived else "told"
    ending = ", of the end" if one.ending else ""
    text = f": {escaped(one.statement)}" if one.statement else ""
    link = f" ({escaped(one.link)})" if one.link else ""
    promised = f", next update by {both(one.next_by, zone)}" if one.next_by else ""
    return (
        f"{escaped(audience)} {what}{ending} {both(one.at, zone)} by {escaped(one.by)}{text}{link}{promised}"
    )


def _draft(statement: Statement) -> str:
    return f"{statement.id}, never sent to {escaped(statement.audience)}: {escaped(statement.text)}"


def _questions(incident: Incident, zone: tzinfo) -> Iterator[str]:
    for one in incident.questions.values():
        answer = "not answered"
        if one.answer is not None:
            answer = f"answered by {escaped(one.answered_by or '')}: {escaped(one.answer)}"
        yield f"{one.id} {escaped(one.asker)} asked {both(one.at, zone)}: {escaped(one.text)}; {answer}"
