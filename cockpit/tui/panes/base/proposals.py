"""How one measure is written out: its text whole, its kind, who and since when, risk and undo, warnings."""

from __future__ import annotations

from collections.abc import Sequence

from cockpit.incident.duties.order import hint
from cockpit.incident.state import Measure
from cockpit.tui.panes.base.lines import BLANK, Ink, Line, cells, joined, line, shortened, wrapped
from cockpit.tui.panes.base.words import KINDS, ago, collision
from cockpit.tui.view import View

_INDENT = "     "


def proposal(view: View, measure: Measure, width: int, *, chosen: bool, whole: bool) -> list[Line]:
    """A proposal in the queue. `whole` leaves nothing of what somebody typed out."""
    lines = _title(measure, width, chosen=chosen, whole=whole)
    other = collision(view.incident, measure)
    facts = _facts(view, measure, named=other is None)
    lines += [line(_INDENT, (text, "dim")) for text in wrapped(facts, width - len(_INDENT))]
    first = hint(view.incident, measure) if view.i_decide else ""
    lines += [line(_INDENT, (text, "warn")) for text in wrapped(f"⚠ {first}", width - len(_INDENT)) if first]
    lines += _risk_and_undo(measure, width - len(_INDENT), whole=whole)
    if measure.answer:
        lines += _text("asked", measure.question or "", width, whole=whole)
        lines += _text("answer", measure.answer, width, whole=whole)
    for one in view.incident.objections_to(measure.id):
        lines += _text("but", f"{one.by}: {one.text}", width, whole=whole)
    if other:
        lines.append(line(_INDENT, (f"⚠ same component as {other.id}: {measure.component}", "warn")))
    return lines


def _title(measure: Measure, width: int, *, chosen: bool, whole: bool) -> list[Line]:
    start = f"{'▸' if chosen else ' '} {measure.id} "
    ink: Ink = "head" if chosen else "plain"
    room = width - len(start)
    texts = wrapped(measure.text, room) if whole else (shortened(measure.text, room),)
    indent = " " * len(start)
    return [
        line((start, "mine" if chosen else "head"), (texts[0], ink)),
        *(line(indent, (t, ink)) for t in texts[1:]),
    ]


def _facts(view: View, measure: Measure, *, named: bool) -> str:
    """Kind, who, how long; the component unless it is `named` elsewhere."""
    waits = ago(view.incident.waits_since(measure.proposed_at), view.now)
    parts = [KINDS[measure.kind], measure.proposed_by, waits]
    parts += [f"for {measure.owner}"] if measure.owner and measure.owner != measure.proposed_by else []
    parts += [f"component {measure.component}"] if measure.component and named else []
    return " · ".join(parts)


def _risk_and_undo(measure: Measure, width: int, *, whole: bool) -> list[Line]:
    """On one line when both fit. An undo nobody has given is said (S61)."""
    undo = line(("undo  ", "dim"), (measure.undo or "—", "plain" if measure.undo else "warn"))
    risk = line(("risk  ", "dim"), measure.risk) if measure.risk else BLANK
    together = joined([risk, undo], "  ")
    if cells(together) <= width:
        return [(*line(_INDENT), *together)]
    lines = _text("risk", measure.risk, width + len(_INDENT), whole=whole) if measure.risk else []
    return [*lines, *_text("undo", measure.undo or "—", width + len(_INDENT), whole=whole)]


def _text(word: str, text: str, width: int, *, whole: bool) -> list[Line]:
    label = f"{word}  ".ljust(6)
    room = width - len(_INDENT) - len(label)
    texts: Sequence[str] = wrapped(text, room) if whole else (shortened(text, room),)
    blank = " " * len(label)
    return [line(_INDENT, (blank if i else label, "dim"), shown) for i, shown in enumerate(texts)]
