"""What walking the chain of an incident found, as a JSON object and as lines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cockpit.incident.texts import harmless
from cockpit.record.log import Verdict
from cockpit.reports.words import stamp


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """`flaw` is null where every entry fits; `redacted` names each tombstone."""
    flaw = verdict.flaw
    return {
        "incident": verdict.incident,
        "fits": flaw is None,
        "entries": verdict.entries,
        "digest": verdict.digest.hex(),
        "flaw": {"number": flaw.number, "why": flaw.why} if flaw else None,
        "redacted": [
            {"number": number, "by": by, "at": at.isoformat()} for number, by, at in verdict.redacted
        ],
    }


def verdict_lines(verdict: Verdict, now: datetime) -> list[str]:
    """Whether it fits, up to where, the digest to compare with another copy, and every tombstone."""
    count = f"{verdict.entries} {'entry' if verdict.entries == 1 else 'entries'}"
    if verdict.flaw:
        found = f"✘ does not fit at entry {verdict.flaw.number} of {count}: {verdict.flaw.why}"
    else:
        found = f"✔ {count}, each fits the one before it; digest {verdict.digest.hex()[:16]}"
    tombs = [
        f"  entry {number} was redacted by {by} at {stamp(at, now)}" for number, by, at in verdict.redacted
    ]
    return [harmless(line) for line in (f"{verdict.incident}  {found}", *tombs)]
