"""What a shell offers to complete: taken from the record, and silent whatever happens."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, suppress
from typing import TYPE_CHECKING

import click

from cockpit.cli.context import Call

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from cockpit.incident.state import Incident

Offers = list["CompletionItem"]
Pairs = Iterable[tuple[str, str]]


def incidents(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """Ids of incidents, each with its title."""
    offered: Offers = []
    with suppress(Exception), redirect_stderr(io.StringIO()):
        call = context.ensure_object(Call)
        found = [*call.opened(call.shared).incidents(), *call.private_summaries()]
        offered = _items(((one.incident, one.title) for one in found), begun)
    return offered


def people(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """Names of those who are on the incident."""
    return _from_incident(context, begun, lambda one: ((p.name, "") for p in one.people.values()))


def measures(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """Ids of measures that are not over, each with what it is."""
    return _from_incident(
        context, begun, lambda one: ((m.id, m.text) for m in one.measures.values() if not m.is_over)
    )


def audiences(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """Whom the procedure tells, each with how it is reached."""
    return _from_incident(context, begun, lambda one: ((a.name, a.where) for a in one.procedure.audiences))


def statements(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """Ids of statements that are not sent, each with its text."""
    return _from_incident(
        context,
        begun,
        lambda one: ((s.id, s.text) for s in one.statements.values() if s.state in {"waiting", "ready"}),
    )


def questions(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """Ids of questions from outside that are open, each with its text."""
    return _from_incident(context, begun, lambda one: ((q.id, q.text) for q in one.open_questions))


def asked(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """Everything that waits for an answer: questions from outside, and measures sent back with one."""

    def waiting(one: Incident) -> Pairs:
        yield from ((q.id, q.text) for q in one.open_questions)
        yield from ((m.id, m.question or "") for m in one.measures.values() if m.state == "asked")

    return _from_incident(context, begun, waiting)


def mitigations(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """The kinds, and how a mitigation often begins (S61); the rest of its words is typed."""
    from typing import get_args

    from cockpit.incident.commands.measures import MITIGATIONS
    from cockpit.incident.events import MeasureKind

    before, kind = tuple(context.params.get("words") or ()), context.params.get("kind")
    kinds = get_args(MeasureKind) if not before and kind is None else ()
    begins = MITIGATIONS if before in ((), ("mitigation",)) and kind in (None, "mitigation") else ()
    return _items(((text, "") for text in (*kinds, *begins)), begun)


def allowances(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """Ids of standing approvals that hold, each with whose it is and for what."""
    return _from_incident(
        context,
        begun,
        lambda one: ((a.id, f"{a.person}: {a.what}") for a in one.allowances.values() if not a.ended),
    )


def hypotheses(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """Ids of hypotheses, each with its text."""
    return _from_incident(context, begun, lambda one: ((h.id, h.text) for h in one.hypotheses.values()))


def rounds(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """Ids of rounds of objections that stand, each with what is asked."""
    return _from_incident(context, begun, lambda one: ((r.id, r.text) for r in one.open_rounds))


def objectionable(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """What can be objected to: rounds that stand, decisions, measures that are not over."""

    def standing(one: Incident) -> Pairs:
        yield from ((r.id, r.text) for r in one.open_rounds)
        yield from ((d.id, d.text) for d in one.decisions)
        yield from ((m.id, m.text) for m in one.measures.values() if not m.is_over)

    return _from_incident(context, begun, standing)


def severities(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """The levels of the incident's scale, else of the usual one."""
    from cockpit.incident.procedure import DEFAULT_SEVERITIES

    own = _from_incident(
        context, begun, lambda one: ((level.code, level.label) for level in one.procedure.severities)
    )
    return own or _items(((level.code, level.label) for level in DEFAULT_SEVERITIES), begun)


def roles(context: click.Context, parameter: click.Parameter, begun: str) -> Offers:
    """The roles somebody can hold, as the incident's project calls them."""
    from cockpit.incident.procedure import ROLES

    def words(one: Incident) -> Pairs:
        return ((one.procedure.role_name(role).replace(" ", "-"), "") for role in ROLES)

    return _from_incident(context, begun, words) or _items(
        ((role.replace(" ", "-"), "") for role in ROLES), begun
    )


def _from_incident(context: click.Context, begun: str, pairs: Callable[[Incident], Pairs]) -> Offers:
    offered: Offers = []
    with suppress(Exception), redirect_stderr(io.StringIO()):
        call = context.ensure_object(Call)
        offered = _items(pairs(call.seat_to_read().incident), begun)
    return offered


def _items(pairs: Pairs, begun: str) -> Offers:
    from click.shell_completion import CompletionItem

    from cockpit.incident.texts import harmless

    wanted = begun.casefold()
    return [
        CompletionItem(harmless(value), help=harmless(what, width=60) or None)
        for value, what in pairs
        if value.casefold().startswith(wanted)
    ]
