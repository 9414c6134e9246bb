"""What walking the chain of an incident found, as a JSON object and as lines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cockpit.incident.texts import harmless
from cockpit.record.digests import Compared, short
from cockpit.record.log import Flaw, Verdict
from cockpit.reports.words import stamp


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """`flaw` is null where every entry fits, `further` what follows it; `redacted` names each tombstone."""
    flaw = verdict.flaw
    return {
        "incident": verdict.incident,
        "fits": flaw is None,
        "entries": verdict.entries,
        "digest": verdict.digest.hex(),
        "flaw": _flaw_json(flaw) if flaw else None,
        "further": [_flaw_json(one) for one in verdict.further],
        "redacted": [
            {"number": number, "by": by, "at": at.isoformat()} for number, by, at in verdict.redacted
        ],
    }


def _flaw_json(flaw: Flaw) -> dict[str, Any]:
    return {"number": flaw.number, "why": flaw.why}


def verdict_lines(verdict: Verdict, now: datetime) -> list[str]:
    """Whether it fits, up to where, the digest to compare with another copy, flaws, and every tombstone."""
    count = f"{verdict.entries} {'entry' if verdict.entries == 1 else 'entries'}"
    if verdict.flaw:
        found = f"✘ does not fit at entry {verdict.flaw.number} of {count}: {verdict.flaw.why}"
    else:
        found = f"✔ {count}, each fits the one before it; digest {short(verdict.digest)}"
    flaws = [f"  nor at entry {one.number}: {one.why}" for one in verdict.further]
    tombs = [
        f"  entry {number} was redacted by {by} at {stamp(at, now)}" for number, by, at in verdict.redacted
    ]
    return [harmless(line) for line in (f"{verdict.incident}  {found}", *flaws, *tombs)]


def digest_line(incident: str, number: int, digest: bytes) -> str:
    """2026-11-23-1 17 3f2a-9c01-77de-4b10-c2e8: what to post, and what verify --against takes back."""
    return f"{incident} {number} {short(digest)}"


def compared_json(compared: Compared) -> dict[str, Any]:
    """`against` is the entry a noted digest stands for; `holds` whether the record still has it so."""
    place = {"incident": compared.incident, "number": compared.number, "later": compared.later}
    return {"against": place, "holds": not compared.trouble, "why": compared.trouble or None}


def compared_line(compared: Compared) -> str:
    """Whether the record still holds what was noted, and how many entries came after."""
    if compared.trouble:
        return harmless(f"✘ {compared.trouble}.")
    later = f"{compared.later} {'entry' if compared.later == 1 else 'entries'} came after it"
    return harmless(
        f"✔ {compared.incident} holds entry {compared.number} as it was when the digest was noted; {later}"
    )
