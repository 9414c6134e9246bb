"""What was found when another file was made of the record, as a JSON object and as lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cockpit.incident.texts import harmless
from cockpit.record.backup import Checked
from cockpit.record.recover import Recovered, Taken
from cockpit.reports.verdict import digest_line, verdict_json


def backup_json(file: Path, made: Checked) -> dict[str, Any]:
    """`trouble` holds sentences and is empty for a whole copy."""
    return {
        "file": str(file.absolute()),
        "incidents": [verdict_json(one) for one in made.verdicts],
        "trouble": list(made.trouble),
    }


def backup_lines(made: Checked) -> list[str]:
    """The digest of each incident in the copy."""
    return [harmless(digest_line(one.incident, one.entries, one.digest)) for one in made.verdicts]


def recovered_json(file: Path, found: Recovered) -> dict[str, Any]:
    """`lost` holds the first and the last number of each gap; `loose` follow one that is lost."""
    return {
        "file": str(file.absolute()),
        "whole": found.whole,
        "incidents": [_taken_json(one) for one in found.incidents],
        "verified": [verdict_json(one) for one in found.checked.verdicts],
    }


def _taken_json(taken: Taken) -> dict[str, Any]:
    return {
        "incident": taken.incident,
        "entries": taken.entries,
        "lost": [list(gap) for gap in taken.lost],
        "loose": list(taken.loose),
        "remains": [
            {"number": one.number, "actor": one.actor, "happened_at": one.happened_at, "text": one.text}
            for one in taken.remains
        ],
    }


def recovered_lines(found: Recovered) -> list[str]:
    """For each incident what is there, what is lost, and what can still be read of that."""
    return [harmless(line) for taken in found.incidents for line in _taken_lines(taken)]


def _taken_lines(taken: Taken) -> list[str]:
    mark = "✘" if taken.lost or taken.remains else "✔"
    lines = [f"{taken.incident}  {mark} {taken.entries} {'entry' if taken.entries == 1 else 'entries'}"]
    if taken.lost:
        lines.append(f"  lost: {', '.join(_span(*gap) for gap in taken.lost)}")
        if taken.lost[0][0] == 1:
            lines.append("  its first entry is lost, so no screen can open it; sqlite3 can: table events")
    if taken.loose:
        numbers = ", ".join(map(str, taken.loose))
        lines.append(f"  cannot be checked any more, since the one before it is lost: {numbers}")
    return lines + [
        f"  what can be read of {one.number}, which is not what was recorded: {one.actor}, "
        f"{one.happened_at}: {one.text}"
        for one in taken.remains
    ]


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
