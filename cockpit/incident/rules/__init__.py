"""The rules: what a person asks for becomes facts, a refusal, or a question for the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from cockpit.incident import commands as cmd
from cockpit.incident.moments import stamp
from cockpit.incident.rules import (
    amending,
    attention,
    combining,
    context,
    decisions,
    ending,
    entries,
    hypotheses,
    loop,
    measures,
    people,
    phases,
    review,
    roles,
    runs,
    standing,
    takeovers,
    telling,
)
from cockpit.incident.rules.authority import forbidden
from cockpit.incident.rules.verdicts import (
    Accepted,
    Asking,
    Decision,
    Doubt,
    NeedsReason,
    Refused,
    Said,
    tag,
    unanswered,
)
from cockpit.incident.state import Incident, Person, merged_people

_RULES: Mapping[type, Callable[[Incident, Any, Asking], Decision]] = {
    cmd.Declare: phases.declare,
    cmd.Log: entries.log,
    cmd.Import: entries.take_in,
    cmd.Correct: entries.correct,
    cmd.Comment: entries.comment,
    cmd.Star: entries.star,
    cmd.Unstar: entries.unstar,
    cmd.Redact: entries.redact,
    cmd.Join: roles.join,
    cmd.TakeCommand: roles.take,
    cmd.AssignRole: roles.assign,
    cmd.RelieveRole: roles.relieve,
    cmd.OfferHandoff: roles.offer,
    cmd.AcceptHandoff: roles.accept,
    cmd.DeclineHandoff: roles.decline,
    cmd.AcknowledgeTakeover: takeovers.acknowledge,
    cmd.KeepRoles: combining.keep_roles,
    cmd.Feel: people.feel,
    cmd.Release: people.release,
    cmd.SetTask: people.set_task,
    cmd.Delegate: people.delegate,
    cmd.EndDelegation: people.end_delegation,
    cmd.Fetch: people.fetch,
    cmd.GiveContext: context.give_context,
    cmd.CheckContext: context.check_context,
    cmd.SetSeverity: phases.set_severity,
    cmd.ReportImpact: phases.report_impact,
    cmd.Amend: amending.amend,
    cmd.Propose: measures.propose,
    cmd.Approve: measures.approve,
    cmd.Refuse: measures.refuse,
    cmd.AskBack: measures.ask_back,
    cmd.Answer: measures.answer,
    cmd.Withdraw: measures.withdraw,
    cmd.Start: measures.start,
    cmd.Finish: measures.finish,
    cmd.DoneAlready: measures.done_already,
    cmd.Acknowledge: measures.acknowledge,
    cmd.RecordRun: runs.record_run,
    cmd.Decide: decisions.decide_on,
    cmd.AskObjections: decisions.ask_objections,
    cmd.Object: decisions.object_to,
    cmd.Allow: standing.allow,
    cmd.Disallow: standing.disallow,
    cmd.OpenHypothesis: hypotheses.open_hypothesis,
    cmd.CloseHypothesis: hypotheses.close_hypothesis,
    cmd.StartCheckIn: loop.start_check_in,
    cmd.LeaveCheckIn: loop.leave_check_in,
    cmd.CheckIn: loop.check_in,
    cmd.SetTimer: attention.set_timer,
    cmd.EndTimer: attention.end_timer,
    cmd.Snooze: attention.snooze,
    cmd.Tell: telling.tell,
    cmd.Waive: telling.waive,
    cmd.DraftStatement: telling.draft,
    cmd.ApproveStatement: telling.approve,
    cmd.DropStatement: telling.drop,
    cmd.AskQuestion: telling.ask,
    cmd.ForwardQuestion: telling.forward,
    cmd.AnswerQuestion: telling.answer,
    cmd.Announce: telling.announce,
    cmd.Resolve: ending.resolve,
    cmd.Reopen: ending.reopen,
    cmd.Close: ending.close,
    cmd.StandDown: phases.stand_down,
    cmd.SignOff: review.sign_off,
    cmd.FinishReread: review.finish_reread,
    cmd.ChooseFacilitator: review.choose_facilitator,
    cmd.RecordTicket: review.record_ticket,
}
NOTES = (cmd.Log, cmd.Import, cmd.Star, cmd.Unstar, cmd.Correct, cmd.Comment, cmd.Redact, cmd.GiveContext)
"""What may always be written, even beside the acts of a newer cockpit."""

FROM_OUTSIDE = (cmd.Join, cmd.AskQuestion, cmd.Tell)
"""What makes nobody part of the incident by the asking: a question, what was sent; `Join` does it itself."""


def decide(incident: Incident, command: cmd.Command, asking: Asking) -> Decision:
    """What `command` comes to, on the state it is asked in. Pure; never raises on any state.

    Authority first (who may at all), then the time it claims, then the command's own rules.
    """
    if not incident.exists and not isinstance(command, cmd.Declare):
        return Refused("S3", "there is no such incident", way_out="declare it: cockpit declare TITLE")
    if incident.unknown_acts and not isinstance(command, NOTES):
        return Refused(
            "version",
            "this incident holds acts of a newer cockpit that this one cannot read",
            way_out="upgrade this cockpit; notes can still be written (cockpit log)",
        )
    if not isinstance(command, FROM_OUTSIDE):
        incident = _with_newcomers(incident, asking)
    stopped = forbidden(incident, command, asking) or _not_yet(incident, asking)
    answer = stopped or _RULES[type(command)](incident, command, asking)
    return people.back_again(incident, command, asking, answer)


def _with_newcomers(incident: Incident, asking: Asking) -> Incident:
    """Whoever asks is on the incident by asking: the second person's first act ends "alone"."""
    new = [name for name in (asking.who, asking.actor) if not incident.known(name)]
    if not new or not incident.exists:
        return incident
    people = merged_people(incident.people, [Person(name, asking.now, asking.now) for name in new])
    return replace(incident, people=people)


def not_come_yet(at: datetime, now: datetime) -> Doubt:
    """The question about a full date in the future, told in the zone of `now`."""
    return Doubt("time", f"{stamp(at, now.tzinfo or UTC)} has not come yet", at.isoformat())


def _not_yet(incident: Incident, asking: Asking) -> NeedsReason | None:
    if not asking.in_future:
        return None
    return unanswered(incident, asking, not_come_yet(asking.at, asking.now))


__all__ = [
    "Accepted",
    "Asking",
    "Decision",
    "Doubt",
    "NeedsReason",
    "Refused",
    "Said",
    "decide",
    "not_come_yet",
    "tag",
]
