"""The SQL views for people who open the file with sqlite3, sqlite-utils or Datasette."""

from __future__ import annotations

_TIMELINE = """
SELECT e.incident, e.number, e.happened_at, e.about, e.recorded_at, e.actor, e.by_word,
  CASE e.event WHEN 'entry.imported' THEN nullif(json_extract(e.body, '$.who'), '') END AS who,
  e.event, e.kind, e.text, coalesce(m.starred, 0) AS starred, m.corrects, m.corrected_text, m.corrected_time,
  coalesce(m.redacted, 0) AS redacted
FROM events e LEFT JOIN marks m ON m.seq = e.seq
"""

_CORRECTED = """
SELECT incident, json_extract(body, '$.target') AS target,
  coalesce(json_extract(body, '$.field'), 'text') AS field, json_extract(body, '$.value') AS value,
  max(number) AS number
FROM events WHERE is_act AND event = 'entry.corrected'
GROUP BY 1, 2, 3
"""

_ROLES = """
SELECT a.incident, json_extract(a.body, '$.role') AS role, json_extract(a.body, '$.person') AS person,
  coalesce(m.corrected_time, a.happened_at) AS since,
  (SELECT coalesce(n.corrected_time, u.happened_at) FROM events u LEFT JOIN marks n ON n.seq = u.seq
   WHERE u.is_act AND u.incident = a.incident AND u.number > a.number
     AND (u.event IN ('incident.closed', 'incident.stood_down')
       OR (u.event = 'role.relieved'
         AND json_extract(u.body, '$.role') = json_extract(a.body, '$.role')
         AND json_extract(u.body, '$.person') = json_extract(a.body, '$.person') COLLATE NOCASE))
   ORDER BY u.number LIMIT 1) AS until
FROM events a LEFT JOIN marks m ON m.seq = a.seq
WHERE a.is_act AND a.event = 'role.assigned'
"""

_MEASURES = """
WITH steps AS (
  SELECT seq, incident, number, event, body, actor, json_extract(body, '$.measure') AS measure FROM events
  WHERE is_act AND event IN ('measure.approved', 'measure.refused', 'measure.withdrawn', 'measure.asked',
    'measure.answered', 'measure.started', 'measure.finished')
),
latest AS (SELECT incident, measure, event, body, max(number) FROM steps GROUP BY incident, measure),
starts AS (
  SELECT s.incident, s.measure, json_extract(s.body, '$.owner') AS owner,
    json_extract(s.body, '$.unapproved') AS unapproved,
    coalesce(m.corrected_time, e.happened_at) AS started_at, max(s.number)
  FROM steps s JOIN events e ON e.seq = s.seq LEFT JOIN marks m ON m.seq = s.seq
  WHERE s.event = 'measure.started' GROUP BY s.incident, s.measure
),
ends AS (
  SELECT s.incident, s.measure, coalesce(m.corrected_time, e.happened_at) AS finished_at, max(s.number)
  FROM steps s JOIN events e ON e.seq = s.seq LEFT JOIN marks m ON m.seq = s.seq
  WHERE s.event = 'measure.finished' GROUP BY s.incident, s.measure
),
grants AS (
  SELECT incident, measure, actor AS approved_by, max(number) FROM steps
  WHERE event = 'measure.approved' GROUP BY incident, measure
)
SELECT p.incident, json_extract(p.body, '$.measure') AS measure,
  json_extract(p.body, '$.measure_kind') AS kind,
  coalesce((SELECT value FROM corrected c WHERE c.incident = p.incident AND c.target = p.number
            AND c.field IN ('text', 'what') ORDER BY c.number DESC LIMIT 1),
    json_extract(p.body, '$.what')) AS text,
  coalesce((SELECT value FROM corrected c WHERE c.incident = p.incident AND c.target = p.number
            AND c.field = 'component'),
    json_extract(p.body, '$.component')) AS component,
  coalesce(starts.owner, json_extract(p.body, '$.owner')) AS owner,
  CASE latest.event
    WHEN 'measure.approved' THEN 'approved' WHEN 'measure.refused' THEN 'refused'
    WHEN 'measure.withdrawn' THEN 'withdrawn' WHEN 'measure.asked' THEN 'asked'
    WHEN 'measure.answered' THEN 'waiting' WHEN 'measure.started'
      THEN iif(json_extract(latest.body, '$.done'), 'done', 'running')
    WHEN 'measure.finished' THEN json_extract(latest.body, '$.outcome')
    ELSE CASE json_extract(p.body, '$.measure_kind') WHEN 'passive' THEN 'approved' ELSE 'waiting' END
  END AS state,
  starts.unapproved, p.actor AS proposed_by, coalesce(m.corrected_time, p.happened_at) AS proposed_at,
  grants.approved_by, starts.started_at, ends.finished_at, p.number
FROM events p
LEFT JOIN marks m ON m.seq = p.seq
LEFT JOIN latest ON latest.incident = p.incident AND latest.measure = json_extract(p.body, '$.measure')
LEFT JOIN starts ON starts.incident = p.incident AND starts.measure = json_extract(p.body, '$.measure')
LEFT JOIN ends ON ends.incident = p.incident AND ends.measure = json_extract(p.body, '$.measure')
LEFT JOIN grants ON grants.incident = p.incident AND grants.measure = json_extract(p.body, '$.measure')
WHERE p.is_act AND p.event = 'measure.proposed'
"""

_INCIDENTS = """
SELECT d.incident,
  coalesce((SELECT value FROM corrected c WHERE c.incident = d.incident AND c.target = d.number
            AND c.field IN ('text', 'title') ORDER BY c.number DESC LIMIT 1),
    json_extract(d.body, '$.title')) AS title,
  coalesce(
    (SELECT coalesce(
       (SELECT value FROM corrected c WHERE c.incident = s.incident AND c.target = s.number
        AND c.field = 'severity'),
       json_extract(s.body, '$.severity'))
     FROM events s WHERE s.is_act AND s.incident = d.incident AND s.event = 'severity.set'
     ORDER BY s.number DESC LIMIT 1),
    (SELECT value FROM corrected c WHERE c.incident = d.incident AND c.target = d.number
     AND c.field = 'severity'),
    json_extract(d.body, '$.severity')) AS severity,
  (SELECT CASE p.event WHEN 'incident.resolved' THEN 'watch' WHEN 'incident.closed' THEN 'closed'
     WHEN 'incident.stood_down' THEN 'closed' ELSE 'active' END
   FROM events p WHERE p.is_act AND p.incident = d.incident
     AND p.event IN ('incident.declared', 'incident.resolved', 'incident.relapsed', 'incident.closed',
       'incident.stood_down', 'incident.reopened')
   ORDER BY +p.number DESC LIMIT 1) AS phase,
  d.happened_at AS declared_at, d.actor AS declared_by, d.seq
FROM events d WHERE d.is_act AND d.event = 'incident.declared' AND d.number = 1
"""

VIEWS = {
    "timeline": _TIMELINE,
    "corrected": _CORRECTED,
    "roles": _ROLES,
    "measures": _MEASURES,
    "incidents": _INCIDENTS,
}
"""Name to SELECT, in the order they have to be made."""
