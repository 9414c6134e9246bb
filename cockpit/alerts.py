"""What monitoring sends, read as the beginning of an incident: whatever its shape, no alert is lost (S48)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from msgspec import Struct

from cockpit.incident.texts import stored

LONGEST_TITLE = 120
"""Characters; the rest of a title stands in the details."""
LONGEST_DETAILS = 64 * 1024
"""Characters."""
_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""A start before it is no start: 0001-01-01 is how some sources say that they have none."""
_SKEW = timedelta(minutes=2)
_LISTED = 50
"""Alerts of one payload that the details list; the others are counted."""

Json = Mapping[str, Any]


class Alert(Struct, frozen=True):
    """An alert, or several that came together."""

    title: str
    details: str = ""
    key: str = ""
    """Its own id at its source; a repeated notification has the same."""
    started_at: datetime | None = None
    severity: str = ""
    """How bad its source calls it, in the source's own words."""
    resolved: bool = False
    """It says that nothing is firing any more."""

    @property
    def id(self) -> str:
        """The id and when it began: what fires again later is another alert."""
        return f"{self.key}@{self.started_at.astimezone(UTC).isoformat() if self.started_at else ''}"


def read_alert(payload: bytes, now: datetime) -> Alert:
    """The alert in a payload of Alertmanager, PagerDuty or Grafana; anything else becomes title and body."""
    text = stored(payload).text
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if isinstance(content, dict):
        for read in _SHAPES:
            alert = read(content, now)
            if alert is not None:
                return alert
    return _plain(text, content)


def _group(content: Json, now: datetime) -> Alert | None:
    """Alertmanager's webhook, and Grafana's of today, which has the same form: alerts with labels."""
    alerts = [one for one in _list(content, "alerts") if isinstance(one, dict)]
    if not alerts or not all("labels" in one for one in alerts):
        return None
    firing = [one for one in alerts if one.get("status") != "resolved"]
    shown = firing or alerts
    resolved = _text(content, "status") == "resolved" or not firing
    begun = sorted(filter(None, (_time(one, now, "startsAt") for one in shown)))
    first = shown[0]
    key = _text(content, "groupKey") or _text(first, "fingerprint") or _digest(_labels(first))
    source = "grafana" if "orgId" in content or "dashboardURL" in first else "alertmanager"
    name = _name_of(content, first, single=len(shown) == 1)
    title = name if len(shown) == 1 else f"{name} ({len(shown)} alerts)"
    url = _text(content, "externalURL")
    return Alert(
        title=_short(title),
        details=_details(*map(_told, shown[:_LISTED]), _left(shown), url),
        key=f"{source} {key}",
        started_at=begun[0] if begun else None,
        severity=_text(content, "commonLabels", "severity") or _text(first, "labels", "severity"),
        resolved=resolved,
    )


def _name_of(content: Json, first: Json, *, single: bool) -> str:
    """What the alerts are called in a few words; where there are several, what they have in common."""
    common = _text(content, "commonAnnotations", "summary")
    own = _text(first, "annotations", "summary") if single else ""
    named = _text(content, "commonLabels", "alertname") or _text(first, "labels", "alertname")
    return common or own or named or _text(content, "title") or "An alert without a name"


def _told(alert: Json) -> str:
    """One alert in a few lines: what it says, where it fires, since when, and where to look."""
    annotations = alert.get("annotations")
    texts = annotations.values() if isinstance(annotations, dict) else ()
    lines = [_labels(alert), *(f"  {text}" for text in texts if isinstance(text, str) and text.strip())]
    lines += [f"  {_text(alert, name)}" for name in ("valueString", "generatorURL", "panelURL")]
    since = _text(alert, "startsAt")
    lines += [f"  since {since}"] if since else []
    return "\n".join(line for line in lines if line.strip())


def _labels(alert: Json) -> str:
    labels = alert.get("labels")
    pairs = labels.items() if isinstance(labels, dict) else ()
    name = _text(alert, "labels", "alertname")
    rest = ", ".join(f"{key}={value}" for key, value in pairs if key != "alertname")
    return f"{name} ({rest})" if name and rest else name or rest


def _left(shown: list[Any]) -> str:
    return f"and {len(shown) - _LISTED} more alerts" if len(shown) > _LISTED else ""


def _grafana_of_old(content: Json, now: datetime) -> Alert | None:
    """Grafana's webhook before its unified alerting: one rule with its state."""
    if "ruleId" not in content or "state" not in content:
        return None
    matches = [one for one in _list(content, "evalMatches") if isinstance(one, dict)]
    values = ", ".join(f"{_text(one, 'metric')} {one.get('value')}" for one in matches)
    title, message, url = (_text(content, name) for name in ("title", "message", "ruleUrl"))
    return Alert(
        title=_short(_text(content, "ruleName") or title or "An alert without a name"),
        details=_details(title, message, values, url),
        key=f"grafana rule {content['ruleId']}",
        resolved=_text(content, "state") == "ok",
    )


def _pagerduty_v3(content: Json, now: datetime) -> Alert | None:
    """PagerDuty's webhook of today: one event about one incident."""
    event, kind = content.get("event"), _text(content, "event", "event_type")
    if not isinstance(event, dict) or not kind.startswith("incident."):
        return None
    data = event.get("data")
    about = data.get("incident", data) if isinstance(data, dict) else {}
    about = {**about, "service": {"name": _text(about, "service", "summary")}} if about else {}
    return _pagerduty(about, kind == "incident.resolved", now) if about else None


def _pagerduty_v2(content: Json, now: datetime) -> Alert | None:
    """PagerDuty's webhook of before: a list of messages, the last of which is how it stands."""
    messages = [one for one in _list(content, "messages") if isinstance(one, dict)]
    known = [one for one in messages if isinstance(one.get("incident"), dict)]
    if not known:
        return None
    last = known[-1]
    return _pagerduty(last["incident"], _text(last, "event") == "incident.resolve", now)


def _pagerduty(about: Json, resolved: bool, now: datetime) -> Alert:
    service, urgency = _text(about, "service", "name"), _text(about, "urgency")
    title = _text(about, "title") or _text(about, "summary") or _text(about, "description")
    return Alert(
        title=_short(title or "An alert without a name"),
        details=_details(
            title,
            f"service {service}" if service else "",
            f"urgency {urgency}" if urgency else "",
            _text(about, "html_url"),
        ),
        key=f"pagerduty {_text(about, 'id') or _text(about, 'incident_key') or _digest(title)}",
        started_at=_time(about, now, "created_at"),
        severity=_text(about, "priority", "summary") or _text(about, "priority", "name"),
        resolved=resolved,
    )


_SHAPES: tuple[Callable[[Json, datetime], Alert | None], ...] = (
    _pagerduty_v3, _pagerduty_v2, _grafana_of_old, _group,
)  # fmt: skip
_TITLES = ("title", "summary", "subject", "name", "alertname", "message", "description", "text")


def _plain(text: str, content: Any) -> Alert:
    """A shape nobody knows: its first words are the title, and all of it the details."""
    named = [_text(content, name) for name in _TITLES] if isinstance(content, dict) else []
    lines = (line.strip() for line in text.splitlines())
    title = next(filter(None, named), "") or next(filter(None, lines), "An alert without any text")
    details = text.strip() if text.strip() != title else ""
    return Alert(title=_short(title), details=_details(details), key=f"text {_digest(text)}")


def _text(content: Any, *path: str) -> str:
    """What stands at a path of keys, in one line without ends; empty where that is no text or number."""
    for name in path:
        content = content.get(name) if isinstance(content, dict) else None
    if isinstance(content, bool) or not isinstance(content, str | int | float):
        return ""
    return stored(str(content)).text.strip()


def _list(content: Json, name: str) -> list[Any]:
    found = content.get(name)
    return found if isinstance(found, list) else []


def _time(content: Json, now: datetime, name: str) -> datetime | None:
    """A time of the past; None where there is none that can be believed."""
    try:
        found = datetime.fromisoformat(_text(content, name))
        aware = found if found.tzinfo else found.replace(tzinfo=UTC)
        return aware if _EARLIEST <= aware <= now + _SKEW else None
    except (ValueError, OverflowError):
        return None


def _short(title: str) -> str:
    words = " ".join(title.split())
    return words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1].rstrip()}…"


def _details(*parts: str) -> str:
    text = stored("\n".join(part for part in parts if part)).text
    if len(text) <= LONGEST_DETAILS:
        return text
    return f"{text[:LONGEST_DETAILS]}\n… cut here: its source has all of the {len(text):,} characters"


def _digest(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
