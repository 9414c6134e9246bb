"""Who may decide what: one table, and the one function that reads it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from cockpit.incident import commands as cmd
from cockpit.incident.procedure import COMMANDER
from cockpit.incident.rules.verdicts import Asking, Refused
from cockpit.incident.state import Incident


class Authority(Struct, frozen=True):
    """Who may decide one command. While nobody has command, anybody who may write may do it."""

    rule: str
    act: str
    """What it is, as a verb: "approves", "resolves"."""


COMMANDERS: Mapping[type, Authority] = {
    cmd.Refuse: Authority("S11", "refuses a measure"),
    cmd.AskBack: Authority("S11", "sends a proposal back"),
    cmd.Approve: Authority("S11", "approves a measure"),
    cmd.Acknowledge: Authority("S11", "acknowledges what was done without approval"),
    cmd.OfferHandoff: Authority("S5", "hands command over"),
    cmd.CheckIn: Authority("S66", "finishes a check-in"),
    cmd.Resolve: Authority("S10", "calls it resolved"),
    cmd.Close: Authority("S79", "closes the incident"),
    cmd.StandDown: Authority("S4", "stands the response down"),
}
"""Commands that only the commander decides; everything else is open to whoever may write."""

NEEDS_A_COMMANDER = frozenset({cmd.Approve, cmd.Refuse, cmd.AskBack, cmd.Acknowledge, cmd.OfferHandoff})
"""Not even open while nobody has command: these are the commander's word itself."""

OPEN_ONLY = frozenset(
    {
        cmd.TakeCommand, cmd.AssignRole, cmd.RelieveRole, cmd.OfferHandoff, cmd.AcceptHandoff,
        cmd.DeclineHandoff, cmd.Propose, cmd.Approve, cmd.Refuse, cmd.AskBack, cmd.Answer,
        cmd.Withdraw, cmd.Start, cmd.CheckIn, cmd.Resolve, cmd.Close, cmd.StandDown,
    }
)  # fmt: skip
"""Decisions that make no sense once the incident is closed; facts can always be written."""


def forbidden(incident: Incident, command: cmd.Command, asking: Asking) -> Refused | None:
    """Why `asking.actor` may not decide `command`, or None."""
    kind = type(command)
    if kind in OPEN_ONLY and incident.phase == "closed":
        return Refused(
            "S79", f"{incident.id} is closed", way_out="reopen it first (cockpit reopen), or write an entry"
        )
    authority = COMMANDERS.get(kind)
    if authority is None:
        return None
    commander = incident.commander
    if commander is None:
        return _nobody_commands(authority) if kind in NEEDS_A_COMMANDER and not incident.alone else None
    if incident.is_commander(asking.actor):
        return None
    return Refused(
        authority.rule,
        f"only the commander {authority.act}",
        who_may=f"{commander} ({COMMANDER})",
        word_of=commander,
    )


def _nobody_commands(authority: Authority) -> Refused:
    return Refused(
        authority.rule,
        f"only the commander {authority.act}, and nobody has command",
        who_may="whoever takes command",
        way_out="take it (cockpit take) or assign it (cockpit role assign commander NAME)",
    )
