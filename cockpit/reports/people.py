"""Who is here and how they hold up, and the staffing checklist: as lines and as JSON (S9, S55)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from cockpit.incident.collisions import collisions
from cockpit.incident.crew import Member, crew, reliefs
from cockpit.incident.moments import age, lasted
from cockpit.incident.people import person_key
from cockpit.incident.procedure import OnCall
from cockpit.incident.staffing import Post, checklist
from cockpit.incident.state import Incident
from cockpit.incident.texts import harmless
from cockpit.reports.setting import WIDTH, padded, wrapped

FEELINGS = {"ok": "ok", "tired": "tired", "relief": "wants relief"}
_NAME, _ROLE = 12, 16
_UNDER = " " * 4


Logins = Mapping[str, Sequence[str]]
"""By `person_key`: the logins under which a name was used that is not theirs."""


def people_lines(incident: Incident, now: datetime, logins: Logins) -> Iterator[str]:
    """A line for each person, how they are and what they do below it, and what needs a word at the end."""
    for member in crew(incident, now):
        yield harmless(_line(incident, member, now), width=WIDTH)
        if told := other_logins(member.name, logins):
            yield from wrapped(told, first=_UNDER, rest=_UNDER)
        if told := " · ".join(part for part in (FEELINGS.get(member.feeling or ""), member.task) if part):
            yield from wrapped(told, first=_UNDER, rest=_UNDER)
    for found in collisions(incident):
        yield from wrapped(f"⚠ {found}", rest="  ")
    tired = [f"{member.name} {member.relief}" for member in reliefs(incident, now)]
    if tired:
        yield from wrapped(f"⚠ relief: {', '.join(tired)}", rest="  ")


def other_logins(name: str, logins: Logins) -> str:
    """ "login bob", where somebody wrote under that name from another login; else empty."""
    found = logins.get(person_key(name), ())
    return f"login{'s' if len(found) > 1 else ''} {', '.join(found)}" if found else ""


def _line(incident: Incident, member: Member, now: datetime) -> str:
    parts = [
        padded(member.name, _NAME),
        padded(roles_of(incident, member), _ROLE),
        f"{age(now - member.since):>6} on duty" if member.released_at is None else " free to go",
        f"{local:>5} there" if (local := member.local(now)) else "",
        f"wrote {age(now - member.last_at)} ago",
    ]
    return "  ".join(part for part in parts if part).rstrip()


def roles_of(incident: Incident, member: Member) -> str:
    """Their roles as the project calls them, or that they have none."""
    return ", ".join(map(incident.procedure.role_name, member.roles)) or "no role"


def people_json(incident: Incident, now: datetime, logins: Logins | None = None) -> list[dict[str, Any]]:
    """Everybody, times as ISO 8601; `relief` says why relief is suggested, or is null.

    Given `logins`, each has those under which their name was used and which are not their name.
    """
    told = [(_person_json(member, now), person_key(member.name)) for member in crew(incident, now)]
    if logins is None:
        return [one for one, _ in told]
    return [{**one, "logins": list(logins.get(key, ()))} for one, key in told]


def _person_json(member: Member, now: datetime) -> dict[str, Any]:
    return {
        "name": member.name,
        "roles": list(member.roles),
        "task": member.task or None,
        "on_duty_since": member.since.isoformat(),
        "minutes_on_duty": int(lasted(member.since, now).total_seconds()) // 60,
        "last_activity_at": member.last_at.isoformat(),
        "zone": member.zone,
        "local_time": member.local(now) or None,
        "feeling": member.feeling,
        "released_at": member.released_at.isoformat() if member.released_at else None,
        "relief": member.relief or None,
    }


def staffing_lines(incident: Incident, now: datetime) -> Iterator[str]:
    """The checklist: every role with who holds it, or since when it is missing, and whom one can call."""
    for post in checklist(incident):
        yield from wrapped(_post(post, now), first=_sign(incident, post), rest=" " * (_ROLE + 3))
    called = [told_on_call(one) for one in incident.procedure.on_call if not incident.known(one.name)]
    if called:
        yield from wrapped(f"on call: {'; '.join(called)} (cockpit fetch NAME)", rest="  ")


def _sign(incident: Incident, post: Post) -> str:
    sign = "⚑" if post.missing else "✔" if post.holders else " "
    return f"{sign} {padded(incident.procedure.role_name(post.role), _ROLE)} "


def _post(post: Post, now: datetime) -> str:
    if post.since is not None:
        return f"{post.ask}, missing for {age(now - post.since)}"
    return ", ".join(post.holders) or "—"


def staffing_json(incident: Incident, now: datetime) -> list[dict[str, Any]]:
    """Every role; `missing_since` is null where nothing is missing."""
    return [
        {
            "role": post.role,
            "holders": list(post.holders),
            "missing_since": post.since.isoformat() if post.since else None,
            "minutes_missing": int(lasted(post.since, now).total_seconds()) // 60 if post.since else None,
            "rule": post.rule or None,
            "what_to_do": post.ask or None,
        }
        for post in checklist(incident)
    ]


def told_on_call(one: OnCall) -> str:
    """ "bob (databases), +49 30 1234"."""
    return f"{one.name}{f' ({one.does})' if one.does else ''}{f', {one.reach}' if one.reach else ''}"
