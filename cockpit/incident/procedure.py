"""A project's vocabulary and numbers: severities, roles, cadence, audiences."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

COMMANDER = "commander"
DEPUTY = "deputy"
TECHNICAL_LEAD = "technical lead"
INVESTIGATOR = "investigator"
COMMUNICATOR = "communicator"
SCRIBE = "scribe"
OBSERVER = "observer"

ROLES = (COMMANDER, DEPUTY, TECHNICAL_LEAD, INVESTIGATOR, COMMUNICATOR, SCRIBE)
"""Roles somebody can hold, in the order the screens show them. An observer holds none."""
SHARED_ROLES = frozenset({INVESTIGATOR, COMMUNICATOR, SCRIBE})
"""Roles several people may hold at once (S14)."""

ROLE_ALIASES = {
    "ic": COMMANDER, "incident-commander": COMMANDER, "tech-lead": TECHNICAL_LEAD, "lead": TECHNICAL_LEAD,
    "technical-lead": TECHNICAL_LEAD, "tech lead": TECHNICAL_LEAD, "tl": TECHNICAL_LEAD,
    "investigators": INVESTIGATOR, "comms": COMMUNICATOR,
}  # fmt: skip


class Severity(Struct, frozen=True):
    """One level of the scale. The first in the list is the worst (S39)."""

    code: str
    label: str
    definition: str
    example: str
    response: str = ""
    deputy: bool = False
    """Whether the staffing list names a deputy (S13, S42)."""


class Cadence(Struct, frozen=True):
    """The loop's numbers, all in minutes (S66, S76)."""

    due_from: Annotated[int, Meta(gt=0)] = 15
    due_until: Annotated[int, Meta(gt=0)] = 20
    escalate: Annotated[int, Meta(gt=0)] = 25
    watch: Annotated[int, Meta(gt=0)] = 15
    no_commander: tuple[int, ...] = (2, 5, 10)
    relief_after: int = 240
    span_of_control: int = 7
    """People, not minutes: above it the cockpit warns."""


class Audience(Struct, frozen=True):
    """Somebody who has to be told (S21, S22)."""

    name: str
    approval: bool = False
    """Whether a statement to it needs the commander's approval."""


DEFAULT_SEVERITIES = (
    Severity(
        code="SEV1",
        label="CRITICAL",
        definition="Complete outage of the service, or a major security incident.",
        example="containers in a crash loop; personal data known to have leaked",
        response="at once, highest priority",
        deputy=True,
    ),
    Severity(
        code="SEV2",
        label="HIGH",
        definition="Service badly degraded, or a severe known vulnerability.",
        example="one request in five fails; a library in use has a remote exploit",
        response="at once, high priority",
    ),
    Severity(
        code="SEV3",
        label="LOW",
        definition="Degraded but no user is hit yet; may become SEV1 or SEV2.",
        example="one of two database replicas is down",
        response="promptly, not at night",
    ),
)


class Procedure(Struct, frozen=True):
    """Everything the rules take a number or a name from."""

    severities: Annotated[tuple[Severity, ...], Meta(min_length=3, max_length=5)] = DEFAULT_SEVERITIES
    roles: dict[str, str] = {}
    """What a project calls a role, by its standard name."""
    cadence: Cadence = Cadence()
    audiences: tuple[Audience, ...] = (
        Audience(name="engineering"),
        Audience(name="stakeholders", approval=True),
    )
    on_call: tuple[str, ...] = ()
    channel: str | None = None

    def severity(self, code: str) -> Severity | None:
        """The level with that code or number ("SEV2", "sev2", "2"), or None."""
        wanted = code.strip().casefold()
        for level in self.severities:
            if wanted in {level.code.casefold(), level.code.casefold().removeprefix("sev")}:
                return level
        return None

    def rank(self, code: str | None) -> int:
        """Position in the scale, 0 the worst; unset ranks after the least."""
        codes = [level.code for level in self.severities]
        return codes.index(code) if code in codes else len(codes)


def role_named(text: str) -> str | None:
    """The standard role a person means by `text`, or None."""
    wanted = text.strip().casefold().replace("_", "-")
    return ROLE_ALIASES.get(wanted) or next(
        (role for role in ROLES if role == wanted.replace("-", " ")), None
    )
