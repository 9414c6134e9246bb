"""A project's vocabulary and numbers: severities, roles, cadence, audiences."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct, field

COMMANDER = "commander"
DEPUTY = "deputy"
TECHNICAL_LEAD = "technical lead"
INVESTIGATOR = "investigator"
COMMUNICATOR = "communicator"
SCRIBE = "scribe"

ROLES = (COMMANDER, DEPUTY, TECHNICAL_LEAD, INVESTIGATOR, COMMUNICATOR, SCRIBE)
"""Roles somebody can hold, in the order the screens show them. An observer holds none."""
SHARED_ROLES = frozenset({INVESTIGATOR, COMMUNICATOR, SCRIBE})
"""Roles several people may hold at once (S14)."""

ROLE_ALIASES = {
    "ic": COMMANDER, "incident-commander": COMMANDER, "tech-lead": TECHNICAL_LEAD, "lead": TECHNICAL_LEAD,
    "technical-lead": TECHNICAL_LEAD, "tech lead": TECHNICAL_LEAD, "tl": TECHNICAL_LEAD,
    "investigators": INVESTIGATOR, "comms": COMMUNICATOR,
}  # fmt: skip


class Cadence(Struct, frozen=True):
    """The loop's numbers, all in minutes (S66, S76)."""

    due_from: Annotated[int, Meta(gt=0)] = 15
    due_until: Annotated[int, Meta(gt=0)] = 20
    escalate: Annotated[int, Meta(gt=0)] = 25
    watch: Annotated[int, Meta(gt=0)] = 15
    no_commander: tuple[int, ...] = (2, 5, 10)
    """When everybody is reminded that nobody has command (S52)."""
    approval: Annotated[int, Meta(gt=0)] = 3
    """How long a proposal waits before it becomes the deputy's business too."""
    silent: Annotated[int, Meta(gt=0)] = 10
    """How long a commander may be silent while something waits, before the deputy is prompted (S13)."""
    objections: Annotated[int, Meta(gt=0)] = 1
    """The short clock of "any strong objections?"."""
    relief_after: Annotated[int, Meta(gt=0)] = 240
    """Time on duty after which relief is suggested (S9)."""
    span_of_control: Annotated[int, Meta(gt=0)] = 7
    """People, not minutes: above it the cockpit warns."""


class Severity(Struct, frozen=True):
    """One level of the scale. The first in the list is the worst (S39)."""

    code: str
    label: str
    definition: str
    example: str
    response: str = ""
    deputy: bool = False
    """Whether the staffing list names a deputy (S13, S42)."""
    tripwire: str = ""
    """What would make it worse than this (S45)."""
    at_night: bool = True
    """Whether it rings anybody's bell at night (S44)."""
    cadence: Cadence | None = None
    """Its own numbers for the loop, where they differ (S44)."""


class Clock(Struct, frozen=True):
    """How soon an audience is told at one severity, and how often from then on; minutes (S41)."""

    severity: str
    within: Annotated[int, Meta(gt=0)]
    every: Annotated[int, Meta(gt=0)] | None = None
    """None: once is enough until something was promised."""


class Audience(Struct, frozen=True):
    """Somebody who has to be told (S21, S22)."""

    name: str
    approval: bool = False
    """Whether a statement to it needs the commander's approval."""
    clocks: tuple[Clock, ...] = ()
    where: str = ""
    """How it is reached: a page, a channel, an address."""

    def clock(self, severity: str | None) -> Clock | None:
        """Its deadlines at that severity, or None where there are none."""
        return next((clock for clock in self.clocks if clock.severity == severity), None)


class OnCall(Struct, frozen=True):
    """Somebody who can be called (S52, S54)."""

    name: str
    zone: str | None = None
    """IANA name of the zone they live in (S9)."""
    reach: str = ""
    """A number, a pager, a channel."""
    does: str = ""
    """What they are on call for: "primary", "databases"."""


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
        tripwire="a user is hit, or the last replica is at risk",
        at_night=False,
    ),
)

DEFAULT_AUDIENCES = (
    Audience(
        name="engineering",
        clocks=(Clock("SEV1", 15, 60), Clock("SEV2", 30, 120)),
    ),
    Audience(
        name="stakeholders",
        approval=True,
        clocks=(Clock("SEV1", 30, 60), Clock("SEV2", 60, 120)),
    ),
)
DEFAULT_TEMPLATES = {
    "active": "We are investigating: {impact} Next update by {next}.",
    "watch": "A fix is in place and we are watching it: {impact} Next update by {next}.",
    "closed": "This is resolved: {impact} No further updates.",
}
"""What an update begins as, by phase; {impact}, {title} and {next} are filled in."""


class Procedure(Struct, frozen=True):
    """Everything the rules take a number or a name from."""

    project: str = ""

    severities: Annotated[tuple[Severity, ...], Meta(min_length=3, max_length=5)] = DEFAULT_SEVERITIES
    roles: dict[str, str] = {}
    """What a project calls a role, by its standard name."""
    cadence: Cadence = Cadence()
    audiences: tuple[Audience, ...] = DEFAULT_AUDIENCES
    templates: dict[str, str] = field(default_factory=lambda: dict(DEFAULT_TEMPLATES))
    on_call: tuple[OnCall, ...] = ()
    channel: str | None = None
    fetch: tuple[str, ...] = ()
    """The project's command that calls somebody, its words; {name} and {incident} are filled in (S52)."""
    announce: tuple[str, ...] = ()
    """The project's command that posts the first message, its text on standard input (S49)."""
    ticket: tuple[str, ...] = ()
    """The project's command that makes the retrospective's ticket out of its text on standard input (S83)."""
    facilitators: tuple[str, ...] = ()
    """Who leads retrospectives (S87)."""
    components: tuple[str, ...] = ()
    zone: str | None = None
    """IANA name of the zone whose working mornings count, where a person has none."""
    morning: str = "09:00"
    """When a working day begins; what is not urgent after the close sleeps until then (S78)."""
    workdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    """Monday is 0."""
    night: tuple[str, str] = ("22:00", "07:00")
    """When it begins and ends where somebody is: a severity that waits for the morning rings no bell then."""

    def severity(self, code: str) -> Severity | None:
        """The level with that code or number ("SEV2", "sev2", "2"), or None."""
        wanted = code.strip().casefold()
        exact = (level for level in self.severities if level.code.casefold() == wanted)
        numbered = (level for level in self.severities if wanted and level_number(level.code) == wanted)
        return next(exact, None) or next(numbered, None)

    def level_keys(self) -> dict[str, str]:
        """One key for each level by its code: the digit it ends with, else its place on the scale."""
        digits = [level_number(level.code) for level in self.severities]
        told = len(set(digits)) == len(digits) and all(len(digit) == 1 for digit in digits)
        keys = digits if told else [str(place) for place in range(1, len(digits) + 1)]
        return {level.code: key for level, key in zip(self.severities, keys, strict=True)}

    def cadence_at(self, severity: str | None) -> Cadence:
        """The loop's numbers at a severity."""
        level = self.severity(severity) if severity else None
        return level.cadence if level and level.cadence else self.cadence

    def audience(self, name: str) -> Audience | None:
        """The audience a person means by its name or the beginning of it, or None."""
        wanted = name.strip().casefold()
        exact = [one for one in self.audiences if one.name.casefold() == wanted]
        near = [one for one in self.audiences if wanted and one.name.casefold().startswith(wanted)]
        return next(iter(exact), near[0] if len(near) == 1 else None)

    def role_name(self, role: str) -> str:
        """What the project calls a role (S1)."""
        return self.roles.get(role, role)

    def role(self, text: str) -> str | None:
        """The standard role a person means by the project's own name, or by a usual one (S1); or None."""
        wanted = _plain(text)
        own = (role for role, name in self.roles.items() if _plain(name) == wanted)
        return next(own, None) or role_named(text)

    def rank(self, code: str | None) -> int:
        """Position in the scale, 0 the worst; unset ranks after the least."""
        codes = [level.code for level in self.severities]
        return codes.index(code) if code in codes else len(codes)


def level_number(code: str) -> str:
    """The digits a severity's code ends with ("2" of SEV2), or an empty text."""
    return code[len(code.rstrip("0123456789")) :]


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("_", " ").replace("-", " ").split())


def role_named(text: str) -> str | None:
    """The standard role a person means by `text`, or None."""
    wanted = text.strip().casefold().replace("_", "-")
    return ROLE_ALIASES.get(wanted) or next(
        (role for role in ROLES if role == wanted.replace("-", " ")), None
    )
