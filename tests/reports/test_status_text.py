"""`status` for people: the manager's half minute first, every section after it, 80 columns, harmless."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from cockpit.incident import commands as cmd
from cockpit.incident.texts import harmless
from cockpit.reports.narrative import half_minute, status_text
from cockpit.reports.setting import cells
from tests.incident.play import declared
from tests.reports.story import in_the_middle


def test_the_first_half_minute_answers_what_a_manager_asks() -> None:
    play = in_the_middle()
    told = " ".join(half_minute(play.incident, play.now))
    assert "checkouts fail (20%, us-west-2): getting worse, last confirmed 5m ago." in told
    assert "alice has command" in told
    assert "Being done: M1 fail over the replica (carol)." in told and "1 waits for approval" in told
    assert "Ask frank (communicator)." in told
    assert status_text(play.incident, play.now).splitlines()[0] == half_minute(play.incident, play.now)[0]


def test_nobody_and_nothing_are_said_as_such() -> None:
    play = declared(commander=None, crew=())
    play.passes(minutes=3)
    told = " ".join(half_minute(play.incident, play.now))
    assert "Nobody has said yet who is hit" in told
    assert "NO COMMANDER for 3m" in told and "No measure is running." in told
    assert "Ask dave, who declared it" in told


def test_every_sign_comes_with_its_word() -> None:
    play = in_the_middle()
    text = " ".join(status_text(play.incident, play.now).split())
    for told in (
        "▲ SEV1 CRITICAL", "▲ worse", "▶ running", "! ✔ worked", "◌ asked back", "◌ M3", "★ commander",
        "without approval beforehand", "alice asks: what is lost?", "risk: slower", "undo: flag off",
        "⚑ alice: approve or refuse M3, waiting 2m", "watch the error rate",
    ):  # fmt: skip
        assert told in text


def test_it_is_set_for_eighty_columns_and_names_the_zone() -> None:
    play = in_the_middle()
    play.does("alice", cmd.ReportImpact("new-symptom", "also the basket fails for signed-in users, " * 5))
    text = status_text(play.incident, play.now.astimezone(ZoneInfo("Europe/Berlin")))
    assert max(map(cells, text.splitlines())) <= 80
    assert "13:51 CET" in text and "UTC" not in text


def test_a_window_nobody_has_spoken_of_is_counted_since_the_declaration() -> None:
    play = declared()
    play.passes(minutes=98)
    told = status_text(play.incident, play.now)
    assert "users hit     since 12:51 UTC, 1h38 so far, counted since the declaration" in told
    play.does("alice", cmd.ReportImpact("worse", "checkouts fail"))
    assert "counted" not in status_text(play.incident, play.now)


def test_how_long_users_were_hit_is_told_in_minutes_and_then_in_hours() -> None:
    for minutes, told in ((98, "98 min"), (1451, "24h11")):
        play = declared()
        play.does("alice", cmd.ReportImpact("worse", "checkouts fail"))
        play.passes(minutes=minutes)
        play.does("alice", cmd.Resolve(), because="the graphs are flat")
        assert f", {told}\n" in status_text(play.incident, play.now)


def test_another_day_is_named() -> None:
    play = declared()
    play.passes(days=1)
    assert "2026-11-23 12:51 UTC" in status_text(play.incident, play.now)


def test_nothing_typed_can_act_on_the_terminal() -> None:
    play = declared()
    evil = "\x1b[31mred\x1b]0;title\x07\r\n\u202eback"
    play.does("alice", cmd.ReportImpact("worse", evil, share=evil, metrics={evil: evil}))
    play.does("dave", cmd.Propose("fix", evil, risk=evil, undo=evil, component=evil))
    play.does("alice", cmd.AskBack("M1", evil))
    play.does("dave", cmd.Answer("M1", evil))
    lines = status_text(play.incident, play.now).splitlines()
    assert all(line == harmless(line) for line in lines)
    assert "␛[31mred" in "\n".join(lines)


def test_the_end_is_told() -> None:
    play = declared()
    play.does("alice", cmd.Resolve())
    assert "Watching, until 13:06 UTC." in status_text(play.incident, play.now)
    play.passes(minutes=20)
    play.does("alice", cmd.Close())
    told = status_text(play.incident, play.now)
    assert "CLOSED" in told and "Closed at 13:11 UTC." in told
    stood = declared()
    stood.does("alice", cmd.StandDown(), because="a drill")
    assert "not an incident" in status_text(stood.incident, stood.now)
