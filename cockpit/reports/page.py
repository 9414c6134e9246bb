"""The record as one HTML file that needs no network and in which nothing that was typed can act (S28)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from html import escape

from cockpit.incident.flags import flags
from cockpit.incident.state import Incident
from cockpit.incident.texts import harmless, harmless_lines
from cockpit.record.log import Row
from cockpit.reports import phrases
from cockpit.reports.lanes import drawn
from cockpit.reports.measured import metrics_lines
from cockpit.reports.words import phase, severity

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_STYLE = """
:root { color-scheme: light dark;
  --ink: #1b1f24; --dim: #666677; --line: #d5d9e0; --back: #ffffff; --soft: #f4f6f9 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ef; --dim: #9aa3b2; --line: #3a4150; --back: #14171c; --soft: #1c2027 }
}
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--back);
  max-width: 1180px; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem; margin: 0 0 .2rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
p { margin: .2rem 0 } .dim { color: var(--dim) } li { margin: .1rem 0 }
pre { background: var(--soft); padding: .8rem; overflow-x: auto }
.wide { overflow-x: auto }
svg { width: 100%; min-width: 900px; height: auto; background: var(--soft);
  border: 1px solid var(--line); border-radius: 6px }
svg text { font: 11px system-ui, sans-serif; fill: var(--ink) }
svg .time { fill: var(--dim); text-anchor: middle } svg .before { text-anchor: end }
svg .mark { stroke: var(--line) } svg .label { fill: #fff } svg rect { fill: #6b7688 }
svg .active, svg .worse, svg .nobody { fill: #b3261e } svg .watch, svg .same { fill: #8a6d1a }
svg .better, svg .worked { fill: #2e7d32 } svg .role, svg .point { fill: #35618e }
svg .running { fill: #5b4b9a }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0;
  border-bottom: 1px solid var(--line) }
th { position: sticky; top: 0; background: var(--back) }
td.time { white-space: nowrap; font-variant-numeric: tabular-nums }
td.text { white-space: pre-wrap; overflow-wrap: anywhere } tr.star td { font-weight: 600 }
"""


def page_lines(incident: Incident, rows: Iterable[Row], now: datetime) -> Iterator[str]:
    """The whole page, a piece at a time. `now` gives the local zone."""
    zone = now.tzinfo or UTC
    title = _safe(incident.title)
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield f"<title>{_safe(incident.id)} {title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>"
    yield f"<h1>{title}</h1>"
    level = severity(incident.severity, incident.procedure)
    yield f'<p class="dim">{_safe(incident.id)} · {_safe(level)} · {_safe(phase(incident))}</p>'
    yield f"<p>{_safe(phrases.impact_sentence(incident, now))}</p>"
    yield f"<p>{_safe(phrases.command_sentence(incident, now))}</p>"
    yield f'<h2>Time line</h2>\n<div class="wide">{drawn(incident, now)}</div>'
    yield from _flags(incident, now)
    yield "<h2>How long it took</h2>\n<pre>"
    yield escape("\n".join(metrics_lines(incident, now)[2:]))
    yield "</pre>\n<h2>Entries</h2>\n<table>\n<tr><th>no.</th><th>UTC</th><th>local</th><th>kind</th>"
    yield "<th>who</th><th>what</th></tr>"
    yield from (_row(row, zone) for row in rows)
    yield "</table>\n</body>\n</html>"


def _safe(text: str) -> str:
    return escape(harmless(text), quote=True)


def _flags(incident: Incident, now: datetime) -> Iterator[str]:
    found = flags(incident, now)
    if found:
        yield "<h2>Worth a word</h2>\n<ul>"
        yield from (f"<li>{_safe(flag.text)} ({_safe(flag.rule)})</li>" for flag in found)
        yield "</ul>"


def _row(row: Row, zone: tzinfo) -> str:
    utc, local = row.happened_at.astimezone(UTC), row.happened_at.astimezone(zone)
    about = "about " if row.about else ""
    name = f"{row.who} (by {row.actor})" if row.who else row.actor
    login = f' <span class="dim">(login {_safe(row.other_login)})</span>' if row.other_login else ""
    text = row.text if row.corrected_text is None else row.corrected_text
    shown = escape("\n".join(harmless_lines(text)), quote=True)
    was = f'<div class="dim">first: {_safe(row.text)}</div>' if row.corrected_text is not None else ""
    by = f' <span class="dim">by word ({_safe(row.by_word)})</span>' if row.by_word else ""
    late = f'<div class="dim">written {row.recorded_at.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z</div>'
    was += late if row.is_late else ""
    style = ' class="star"' if row.starred else ""
    return (
        f'<tr id="e{row.number}"{style}><td>{row.number}{" ★" if row.starred else ""}</td>'
        f'<td class="time">{about}{utc:%Y-%m-%d %H:%M:%S}Z</td><td class="time">{local:%H:%M:%S%z}</td>'
        f'<td>{_safe(row.kind)}</td><td>{_safe(name)}{login}</td><td class="text">{shown}{by}{was}</td></tr>'
    )
