"""Who may decide what: one table, and the one function that reads it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from cockpit.incident import commands as cmd
from cockpit.incident.people import same_person
from cockpit.incident.procedure import COMMANDER
from cockpit.incident.rules.verdicts import Asking, Refused
from cockpit.incident.rules.who import (
    ANYBODY,
    APPROVERS,
    ASSIGNERS,
    DELEGATORS,
    FILLERS,
    LEADERS,
    OFFERED,
    OFFERED_OR_OFFERING,
    RELEASERS,
    RELIEVED,
    RELIEVERS,
    THE_COMMANDER,
    THE_COMMANDERS_WORD,
    WITHDRAWERS,
    Who,
)
from cockpit.incident.silence import may_take_over
from cockpit.incident.state import Incident


class Authority(Struct, frozen=True):
    """Who may decide one command."""

    rule: str
    act: str
    """What it is, as a verb: "approves a measure"."""
    who: Who
    verb: str = ""
    """How it is asked for on the command line, without the `cockpit` in front."""
    open_only: bool = False
    """It makes no sense once the incident is closed; facts can always be written."""
    way_out: str = ""
    """What whoever may not can do instead."""


TABLE: Mapping[type, Authority] = {
    cmd.Declare: Authority("S3", "declares an incident", ANYBODY, "declare"),
    cmd.SetSeverity: Authority("S38", "sets the severity", ANYBODY, "severity"),
    cmd.ReportImpact: Authority("S33", "says who is hit", ANYBODY, "impact"),
    cmd.Announce: Authority("S49", "says that the team was notified", ANYBODY, "announced"),
    cmd.Amend: Authority("S40", "changes the procedure", THE_COMMANDER, "procedure amend", open_only=True),
    cmd.Resolve: Authority("S10", "calls it resolved", THE_COMMANDER, "resolve", open_only=True),
    cmd.Reopen: Authority("S77", "goes back to active", ANYBODY, "reopen"),
    cmd.Close: Authority("S79", "closes the incident", THE_COMMANDER, "close", open_only=True),
    cmd.StandDown: Authority("S4", "stands the response down", THE_COMMANDER, "stand-down", open_only=True),
    cmd.Log: Authority("S26", "writes an entry", ANYBODY, "log"),
    cmd.Import: Authority("S29", "takes in a file", ANYBODY, "import"),
    cmd.Correct: Authority("S37", "corrects an entry", ANYBODY, "correct"),
    cmd.Comment: Authority("S37", "comments on an entry", ANYBODY, "comment"),
    cmd.Star: Authority("S30", "stars an entry", ANYBODY, "star"),
    cmd.Unstar: Authority("S30", "takes a star away", ANYBODY, "unstar"),
    cmd.Redact: Authority("S37", "redacts an entry", ANYBODY, "redact"),
    cmd.Join: Authority("S36", "is here", ANYBODY, "join"),
    cmd.TakeCommand: Authority("S5", "takes command", ANYBODY, "take", open_only=True),
    cmd.AssignRole: Authority(
        "S5", "gives somebody a role", ASSIGNERS, "role assign", open_only=True,
        way_out="or they take it themselves (cockpit join ROLE)",
    ),
    cmd.RelieveRole: Authority("S5", "ends a role", RELIEVERS, "role relieve", open_only=True),
    cmd.OfferHandoff: Authority(
        "S5", "hands command over", THE_COMMANDERS_WORD, "handoff offer", open_only=True
    ),
    cmd.AcceptHandoff: Authority("S5", "accepts it", OFFERED, "handoff accept", open_only=True),
    cmd.DeclineHandoff: Authority(
        "S5", "declines it or takes it back", OFFERED_OR_OFFERING, "handoff decline", open_only=True
    ),
    cmd.AcknowledgeTakeover: Authority(
        "S5", "acknowledges that command was taken over", RELIEVED, "handoff acknowledge"
    ),
    cmd.KeepRoles: Authority(
        "S25", "says why one person keeps several roles", THE_COMMANDER, "role keep", open_only=True
    ),
    cmd.Feel: Authority("S9", "says how somebody holds up", ANYBODY, "feel"),
    cmd.Release: Authority("S9", "lets somebody go", RELEASERS, "release", open_only=True),
    cmd.SetTask: Authority("S18", "says what somebody is doing", ANYBODY, "task", open_only=True),
    cmd.Delegate: Authority("S13", "lets the deputy approve", DELEGATORS, "delegate", open_only=True),
    cmd.EndDelegation: Authority(
        "S13", "approves alone again", THE_COMMANDER, "delegate --end", open_only=True
    ),
    cmd.GiveContext: Authority("S57", "tells what was so far", ANYBODY, "context"),
    cmd.CheckContext: Authority("S57", "has checked what was so far", ANYBODY, "context --checked"),
    cmd.Fetch: Authority("S52", "calls somebody to the incident", ANYBODY, "fetch", open_only=True),
    cmd.Propose: Authority("S11", "proposes a measure", ANYBODY, "measure propose", open_only=True),
    cmd.Approve: Authority("S11", "approves a measure", APPROVERS, "measure approve", open_only=True),
    cmd.Refuse: Authority("S11", "refuses a measure", APPROVERS, "measure refuse", open_only=True),
    cmd.AskBack: Authority("S11", "sends a proposal back", APPROVERS, "measure ask", open_only=True),
    cmd.Answer: Authority("S11", "answers the question", ANYBODY, "measure answer", open_only=True),
    cmd.Withdraw: Authority("S11", "withdraws it", WITHDRAWERS, "measure withdraw", open_only=True),
    cmd.Start: Authority("S11", "starts a measure", ANYBODY, "measure start", open_only=True),
    cmd.Finish: Authority("S8", "says what came of a measure", ANYBODY, "measure finish"),
    cmd.DoneAlready: Authority("S11", "records what is done already", ANYBODY, "measure done"),
    cmd.Acknowledge: Authority(
        "S11", "acknowledges what was done without approval", APPROVERS, "measure acknowledge"
    ),
    cmd.RecordRun: Authority("S34", "records that a command was run", ANYBODY, "run"),
    cmd.Decide: Authority(
        "S10", "decides", LEADERS, "decide", open_only=True, way_out="or report it as a note (cockpit log)"
    ),
    cmd.AskObjections: Authority("S10", "asks for objections", ANYBODY, "objections", open_only=True),
    cmd.Object: Authority("S10", "objects", ANYBODY, "object"),
    cmd.Allow: Authority("S11", "gives a standing approval", THE_COMMANDERS_WORD, "allow", open_only=True),
    cmd.Disallow: Authority(
        "S11", "ends a standing approval", THE_COMMANDERS_WORD, "allow --end", open_only=True
    ),
    cmd.OpenHypothesis: Authority("S62", "says what may be the cause", ANYBODY, "hypothesis open"),
    cmd.CloseHypothesis: Authority("S62", "rules a cause out or confirms it", ANYBODY, "hypothesis out"),
    cmd.StartCheckIn: Authority("S66", "fills a check-in in", FILLERS, "checkin --start", open_only=True),
    cmd.LeaveCheckIn: Authority("S66", "leaves a check-in unfinished", ANYBODY, "checkin --leave"),
    cmd.CheckIn: Authority("S66", "finishes a check-in", THE_COMMANDER, "checkin", open_only=True),
    cmd.SetTimer: Authority("S66", "sets a timer", ANYBODY, "timer", open_only=True),
    cmd.EndTimer: Authority("S66", "ends a timer", ANYBODY, "timer --end"),
    cmd.Snooze: Authority("S75", "puts a duty off", ANYBODY, "snooze"),
    cmd.Tell: Authority("S22", "says that an audience was told", ANYBODY, "told"),
    cmd.Waive: Authority("S80", "says that an audience need not be told", THE_COMMANDER, "waive"),
    cmd.DraftStatement: Authority("S20", "drafts a statement", ANYBODY, "statement draft"),
    cmd.ApproveStatement: Authority("S20", "approves a statement", APPROVERS, "statement approve"),
    cmd.DropStatement: Authority("S20", "drops a statement", ANYBODY, "statement drop"),
    cmd.AskQuestion: Authority("S23", "asks a question from outside", ANYBODY, "ask"),
    cmd.ForwardQuestion: Authority("S24", "forwards a question", ANYBODY, "forward"),
    cmd.AnswerQuestion: Authority("S24", "answers a question", ANYBODY, "answer"),
    cmd.SignOff: Authority("S81", "signs the record off", ANYBODY, "sign-off"),
    cmd.FinishReread: Authority("S82", "has reread the record", ANYBODY, "reread"),
    cmd.ChooseFacilitator: Authority("S87", "chooses the facilitator", THE_COMMANDER, "facilitator"),
    cmd.RecordTicket: Authority("S83", "records the ticket", ANYBODY, "ticket"),
}  # fmt: skip
"""Every command, in the order docs/authority.md tells them."""


def forbidden(incident: Incident, command: cmd.Command, asking: Asking) -> Refused | None:
    """Why `asking.actor` may not decide `command`, or None."""
    authority = TABLE[type(command)]
    if authority.open_only and incident.phase == "closed":
        return Refused(
            "S79", f"{incident.id} is closed", way_out="reopen it first (cockpit reopen), or write an entry"
        )
    names = authority.who.names(incident, command, asking)
    if names is None or any(same_person(asking.actor, name) for name in names):
        return None
    if not names:
        return _nobody_commands(authority)
    return Refused(
        authority.rule,
        f"only {authority.who.words} {authority.act}",
        who_may=", ".join(_with_role(incident, name) for name in dict.fromkeys(names)),
        way_out=_taking_over(incident, authority, asking) or authority.way_out,
        word_of=names[0],
    )


def _taking_over(incident: Incident, authority: Authority, asking: Asking) -> str:
    """A deputy may take approving over from a commander who is silent (S13)."""
    if authority.who is not APPROVERS or not may_take_over(incident, asking.actor, asking.now):
        return ""
    return f"{incident.commander} is silent: take approving over first (cockpit delegate)"


def _with_role(incident: Incident, name: str) -> str:
    title = incident.procedure.role_name(COMMANDER)
    return f"{name} ({title})" if incident.is_commander(name) else name


def _nobody_commands(authority: Authority) -> Refused:
    return Refused(
        authority.rule,
        f"only the commander {authority.act}, and nobody has command",
        who_may="whoever takes command",
        way_out="take it (cockpit take) or assign it (cockpit role assign commander NAME)",
    )
