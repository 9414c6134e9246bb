"""Examples for `--help`, by verb; each line is one that can be typed."""

from __future__ import annotations

EXAMPLES: dict[str, tuple[str, ...]] = {
    "declare": (
        'cockpit declare "Checkout returns 500s"',
        "cockpit declare Checkout returns 500s --severity 1 --noticed ~14:30 --commander alice",
        "cockpit declare --from-json alert.json",
        'cockpit declare --private --group security "Keys in a public bucket"',
    ),
    "join": ("cockpit join", "cockpit join scribe", "cockpit join scribe+communicator --zone Europe/Berlin"),
    "take": ("cockpit take", 'cockpit take --because "alice lost her connection"'),
    "log": (
        "cockpit log pods restart every minute",
        "cockpit log --at -4m --star dave switched the flag off",
        "cockpit log --word dave the replica is caught up",
        "tail -f deploy.log | cockpit log -",
    ),
    "correct": ("cockpit correct 17 the flag was on", "cockpit correct 17 --set time=14:30"),
    "comment": ("cockpit comment 17 this was the eu cluster",),
    "star": ("cockpit star 17 21",),
    "redact": ('cockpit redact 17 --because "a password"',),
    "severity": ("cockpit severity 1", 'cockpit severity sev3 --because "only staff are hit"'),
    "impact": (
        'cockpit impact worse "20% of checkouts fail" --share 20% --region eu-west',
        "cockpit impact new-symptom search is slow too",
        "cockpit impact better errors are going down --metric errors=2%",
    ),
    "role assign": (
        "cockpit role assign scribe grace",
        "cockpit role assign scribe+communicator grace",
        "cockpit role assign scribe erin --instead-of grace",
    ),
    "role relieve": ("cockpit role relieve scribe",),
    "role keep": ('cockpit role keep grace --because "nobody else is awake"',),
    "handoff offer": ("cockpit handoff offer bob",),
    "fetch": ("cockpit fetch", "cockpit fetch erin --called"),
    "feel": ("cockpit feel tired", "cockpit feel relief --for dave"),
    "task": ("cockpit task reading the gateway logs", "cockpit task --none"),
    "delegate": ("cockpit delegate", "cockpit delegate --end"),
    "context": (
        'cockpit context --noticed ~14:20 --seen "-7m error rate doubled" --tried "restarted one pod"',
        "cockpit context --checked",
    ),
    "measure propose": (
        "cockpit measure propose fail over to eu-west --undo 'fail back' --component db",
        "cockpit measure propose fix roll back api --wait 300",
        "cockpit measure propose active restart one pod with tracing --box 10",
    ),
    "measure approve": ("cockpit measure approve M7", "cockpit measure approve M7 --word alice"),
    "measure refuse": ('cockpit measure refuse M7 --because "the replica is behind"',),
    "measure ask": ("cockpit measure ask M7 what if the replica is behind",),
    "measure start": ("cockpit measure start M7", "cockpit measure start M7 --under A1"),
    "measure finish": ("cockpit measure finish M7 worked",),
    "measure done": (
        "cockpit measure done restarted api --outcome worked",
        "cockpit measure done fix rolled back api --at -10m",
    ),
    "run": (
        "cockpit run M7 -- kubectl rollout undo deploy/api",
        'cockpit run restart api --undo "start it again" -- systemctl restart api',
    ),
    "decide": (
        "cockpit decide we stay read-only until 15:00",
        "cockpit decide fail over --round O1 --word alice",
    ),
    "objections": (
        "cockpit objections fail over to eu-west now",
        "cockpit objections --measure M7 --minutes 2",
    ),
    "object": ("cockpit object the replica is behind --to M7",),
    "allow": ("cockpit allow restart single pods --for dave", "cockpit allow --end A1"),
    "hypothesis open": ("cockpit hypothesis open the new image leaks memory",),
    "hypothesis out": ("cockpit hypothesis out H1 it happens on the old image too",),
    "told": (
        'cockpit told stakeholders "20% of checkouts fail; next update by 15:00"',
        "cockpit told engineering --no-change --next 30m",
        'cockpit told stakeholders "it is over" --end --link https://status.example/7',
    ),
    "statement draft": (
        "cockpit statement draft stakeholders --template",
        "cockpit statement draft stakeholders 20% of checkouts fail --next 15:00",
    ),
    "statement send": ("cockpit statement send S1 --link https://status.example/7",),
    "waive": ("cockpit waive stakeholders",),
    "ask": ("cockpit ask can we still take orders --from sales",),
    "answer": ("cockpit answer Q1 yes, by phone", "cockpit answer M7 it is caught up"),
    "announced": ("cockpit announced --link https://chat.example/1", "cockpit announced --send"),
    "checkin": (
        "cockpit checkin",
        "cockpit checkin --state 'failover runs' --trend better --measure M3=running:15:10",
        "cockpit checkin --trend same --plan 'dave: fix: roll back api'",
    ),
    "timer": ("cockpit timer back to dave --in 5m", "cockpit timer --list", "cockpit timer --end T1"),
    "snooze": ("cockpit snooze", "cockpit snooze 2 --until 14:30"),
    "close": ("cockpit close", 'cockpit close --because "dave goes on watching"'),
    "stand-down": ('cockpit stand-down --because "a drill"',),
    "facilitator": ("cockpit facilitator erin",),
    "ticket": ("cockpit ticket", "cockpit ticket --send", "cockpit ticket --link OPS-41"),
    "reread": ("cockpit reread", "cockpit reread --done"),
    "status": ("cockpit status", "cockpit status --json | jq .commander"),
    "timeline": (
        "cockpit timeline --starred",
        "cockpit timeline --kind decision --by alice",
        "cockpit timeline --follow --json",
    ),
    "export": ("cockpit export", "cockpit export --format html --all --to incident.html"),
    "record": ("cockpit record", "cockpit record --live /tmp/incident.md"),
    "activity": ("cockpit activity dave",),
    "metrics": ("cockpit metrics", "cockpit metrics --all --json"),
    "say": ("cockpit say", "cockpit say handoff"),
    "procedure check": ("cockpit procedure check procedure.toml",),
    "procedure show": ("cockpit procedure show --toml",),
    "procedure amend": ('cockpit procedure amend procedure.toml --because "security runs by its own"',),
    "verify": ("cockpit verify", 'cockpit verify --against "17 kiwi-lemon"'),
    "backup": ("cockpit backup /backup/incidents.db",),
    "recover": ("cockpit recover intact.db --from damaged.db",),
    "import": (
        "cockpit import channel.json --zone Europe/Berlin",
        "cockpit import -",
    ),
    "replay": ("cockpit replay gitlab --speed 120", "cockpit replay --list"),
    "init": ("sudo cockpit init /var/lib/incident-cockpit --group oncall --observers all",),
    "completion": ('eval "$(cockpit completion bash)"',),
}


def examples_of(path: str) -> tuple[str, ...]:
    """The examples of a verb by its path without the program: "measure propose"."""
    return EXAMPLES.get(path, ())
