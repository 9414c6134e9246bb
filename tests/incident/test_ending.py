"""The end: watched, closed, reopened, and what sleeps until somebody's morning (S31, S76–S88)."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from cockpit.incident import commands as cmd
from cockpit.incident.closing import open_ends
from cockpit.incident.duties import duties, mine
from cockpit.incident.mornings import next_morning
from cockpit.incident.partaking import members, part_of, unsigned
from cockpit.incident.procedure import OnCall
from cockpit.incident.quiet import rings
from tests.incident.play import START, Play, declared

NINE = time(9)
WEEK = (0, 1, 2, 3, 4)


def watched(crew: tuple[str, ...] = ("dave", "grace")) -> Play:
    """Resolved, with the watch over; grace is scribe and dave investigates."""
    play = declared(crew=crew)
    play.does("grace", cmd.Join("scribe"))
    play.does("dave", cmd.Join("investigator"))
    play.does("alice", cmd.Resolve())
    play.passes(minutes=15)
    return play


def closed() -> Play:
    """Closed on a Monday at 13:06 UTC."""
    play = watched()
    play.does("alice", cmd.Close())
    return play


def rules(play: Play, person: str) -> list[str]:
    return [duty.rule for duty in mine(play.incident, person, play.now)]


def test_s31_when_it_was_noticed_is_asked_for_once_the_first_loop_is_over() -> None:
    play = declared(crew=("dave", "grace"))
    play.does("grace", cmd.Join("scribe"))
    assert "S31" not in rules(play, "grace")
    play.passes(minutes=20)
    assert "S31" in rules(play, "grace")
    assert "S31" not in rules(play, "alice")
    play.does("dave", cmd.Log("pager", kind="noticed"), happened_at=START - timedelta(minutes=9))
    assert "S31" not in rules(play, "grace")


def test_s77_a_relapse_is_counted_and_the_next_watch_starts_anew() -> None:
    play = watched()
    play.does("dave", cmd.ReportImpact("new-symptom", "logins fail"))
    assert mine(play.incident, "alice", play.now)[0].rule == "S77"
    play.does("dave", cmd.Reopen())
    play.passes(minutes=3)
    play.does("alice", cmd.Resolve(), because="the graphs are flat")
    assert (play.incident.relapses, play.incident.watch_until) == (1, play.now + timedelta(minutes=15))


def test_s78_the_watch_never_closes_by_itself_and_the_commander_is_asked() -> None:
    play = watched()
    play.passes(days=2)
    assert play.incident.phase == "watch"
    asked = [duty for duty in mine(play.incident, "alice", play.now) if duty.rule == "S78"]
    assert len(asked) == 1
    assert not [duty for duty in mine(play.incident, "dave", play.now) if duty.rule == "S78"]


def test_s78_the_end_of_the_watch_rings_the_commander_and_nobody_else() -> None:
    play = watched()
    assert [duty.rule for duty in rings(play.incident, "alice", play.now)] == ["S78"]
    assert rings(play.incident, "dave", play.now) == []
    early = play.now - timedelta(minutes=1)
    assert rings(play.incident, "alice", early) == []


def test_s78_what_is_open_is_asked_about_all_at_once_and_answered_once() -> None:
    play = declared()
    play.does("dave", cmd.DoneAlready("mitigation", "restarted it"))
    play.does("alice", cmd.Tell("engineering", "checkout is down"))
    play.does("dave", cmd.Propose("passive", "watch the graphs"))
    play.does("dave", cmd.Start("M2"))
    play.does("alice", cmd.Resolve())
    play.passes(minutes=8)
    asked = play.is_asked_why("alice", cmd.Close())
    assert str(asked) == (
        "7 min of the watch are left (S76); engineering is not told of the end (S80); "
        "M2 still runs: why close now (S78)"
    )
    play.does("alice", cmd.Close(), because="dave goes on watching")
    assert play.incident.phase == "closed"


def test_s78_who_was_told_of_the_end_or_never_of_the_start_is_not_asked_about() -> None:
    play = declared()
    play.does("alice", cmd.Tell("engineering", "checkout is down"))
    play.does("alice", cmd.Resolve())
    play.does("alice", cmd.Tell("engineering", "it is over", ending=True))
    play.passes(minutes=15)
    assert open_ends(play.incident, play.now).none
    play.does("alice", cmd.Close())


def test_s76_a_reason_for_closing_unwatched_holds_no_longer_once_it_was_reopened() -> None:
    play = declared()
    play.is_asked_why("alice", cmd.Close())
    play.does("alice", cmd.Close(), because="nothing to watch")
    play.does("alice", cmd.Reopen())
    play.is_asked_why("alice", cmd.Close())


def test_s78_what_was_never_started_is_named_by_the_close_and_asks_nothing() -> None:
    play = watched()
    play.does("dave", cmd.Propose("fix", "roll back"))
    play.does("dave", cmd.Propose("mitigation", "fail over"))
    play.does("alice", cmd.Approve("M1"))
    assert play.does("alice", cmd.Close()).note.startswith("M1, M2 were never started; ")
    assert [measure.id for measure in open_ends(play.incident, play.now).unstarted] == ["M1", "M2"]


def test_s79_closing_is_the_commanders_or_by_word_and_ends_clocks_and_roles() -> None:
    play = watched()
    play.does("dave", cmd.Propose("passive", "watch the graphs", box=5))
    play.does("dave", cmd.Start("M1"))
    refused = play.is_refused("grace", cmd.Close())
    assert (refused.rule, refused.word_of) == ("S79", "alice")
    play.does("grace", cmd.Close(), word="alice", because="dave goes on watching")
    assert not play.incident.measures["M1"].over_box(play.now + timedelta(hours=1))
    incident = play.incident
    assert (incident.holdings, incident.band, incident.watch_until) == ((), None, None)
    assert {stint.until for stint in incident.stints} == {play.now}


def test_reopened_within_a_day_the_last_commander_is_offered_command() -> None:
    play = closed()
    play.passes(hours=20)
    play.does("dave", cmd.Reopen())
    assert play.incident.commander is None
    first = mine(play.incident, "alice", play.now)[0]
    assert (first.rule, first.cause) == ("S5", "handoff")
    play.does("alice", cmd.AcceptHandoff())
    assert play.incident.commander == "alice"


def test_reopened_the_offer_of_command_comes_before_what_only_waits_for_a_commander() -> None:
    play = watched()
    play.does("dave", cmd.Propose("fix", "roll back"))
    play.does("alice", cmd.Close())
    play.passes(hours=1)
    play.does("dave", cmd.Reopen())
    assert [duty.cause for duty in mine(play.incident, "alice", play.now)][:2] == ["handoff", "approval M1"]


def test_reopened_by_the_last_commander_it_has_its_commander_at_once() -> None:
    play = closed()
    play.does("alice", cmd.Reopen())
    assert (play.incident.commander, play.incident.offer) == ("alice", None)


def test_reopened_after_a_day_nobody_is_offered_anything_and_the_record_is_one() -> None:
    play = closed()
    before = play.incident.number
    play.passes(hours=25)
    play.does("dave", cmd.Reopen())
    assert (play.incident.offer, play.incident.number) == (None, before + 1)
    assert play.incident.checkins == () and play.incident.declared_at == START


@pytest.mark.parametrize(
    ("after", "zone", "morning"),
    [
        ("2026-11-23T03:00+00:00", "UTC", "2026-11-23T09:00+00:00"),
        ("2026-11-23T09:00+00:00", "UTC", "2026-11-24T09:00+00:00"),
        ("2026-11-27T13:00+00:00", "UTC", "2026-11-30T09:00+00:00"),
        ("2026-11-23T01:00+00:00", "America/Los_Angeles", "2026-11-23T17:00+00:00"),
        ("2026-11-23T20:00+00:00", "Asia/Tokyo", "2026-11-24T00:00+00:00"),
        ("2026-03-27T20:00+00:00", "Europe/Berlin", "2026-03-30T07:00+00:00"),
    ],
)
def test_s78_the_next_working_morning_is_that_of_the_persons_own_zone(
    after: str, zone: str, morning: str
) -> None:
    found = next_morning(datetime.fromisoformat(after), ZoneInfo(zone), NINE, WEEK)
    assert found == datetime.fromisoformat(morning)


def test_where_no_day_is_a_working_day_every_day_is() -> None:
    saturday = datetime(2026, 11, 28, 10, tzinfo=UTC)
    assert next_morning(saturday, UTC, NINE, ()) == datetime(2026, 11, 29, 9, tzinfo=UTC)


def test_s78_nothing_is_asked_of_anybody_before_their_own_morning() -> None:
    play = watched()
    listed = (OnCall("grace", zone="Asia/Tokyo"),)
    play.incident = replace(play.incident, procedure=replace(play.incident.procedure, on_call=listed))
    play.does("alice", cmd.Close())
    assert duties(play.incident, play.now) == []
    play.passes(hours=11)  # 00:06 UTC on Tuesday: five past nine in Tokyo
    assert rules(play, "grace") == ["S82", "S81"]
    assert rules(play, "alice") == rules(play, "dave") == []
    play.passes(hours=9)
    assert rules(play, "alice") == ["S81", "S85", "S87", "S83"]
    assert rules(play, "dave") == ["S81"]


def test_s81_everybody_with_a_part_signs_off_and_is_asked_no_more() -> None:
    play = closed()
    play.passes(days=1)
    assert members(play.incident) == ("dave", "alice", "grace")
    play.does("dave", cmd.SignOff())
    assert rules(play, "dave") == []
    assert unsigned(play.incident) == ("alice", "grace")
    assert play.does("dave", cmd.SignOff()).said == ()


def test_s81_a_record_that_grew_is_signed_off_again() -> None:
    play = closed()
    play.does("dave", cmd.SignOff())
    play.does("alice", cmd.Reopen())
    play.does("alice", cmd.Resolve())
    play.does("alice", cmd.Close(), because="it was a blip")
    assert "dave" in unsigned(play.incident)


def test_s82_a_reread_that_stopped_halfway_stays_due() -> None:
    play = closed()
    play.passes(days=1)
    play.does("grace", cmd.FinishReread(through=4, starred=1, done=False))
    assert play.incident.reread_through == 4
    assert "S82" in rules(play, "grace")
    play.does("grace", cmd.FinishReread(through=play.incident.number))
    assert "S82" not in rules(play, "grace")


def test_s82_whoever_ends_the_scribes_reread_for_them_is_asked_why() -> None:
    play = closed()
    play.passes(days=1)
    done = cmd.FinishReread(through=play.incident.number)
    asked = play.is_asked_why("zoe", done)
    assert str(asked) == "grace is to reread the record: why is it done without them (S82)"
    assert "S82" in rules(play, "grace")
    play.does("zoe", cmd.FinishReread(through=4, done=False))
    play.does("alice", done)
    assert "S82" not in rules(play, "grace"), "the last commander may, unasked"
    play = closed()
    play.does("zoe", cmd.FinishReread(through=play.incident.number), because="grace is on leave")
    assert play.log[-1].body.count("grace is on leave") == 1


def test_s41_reopened_nobody_is_late_by_the_time_it_was_closed() -> None:
    play = watched()
    play.does("dave", cmd.Propose("mitigation", "drain the node"))
    play.does("alice", cmd.Close(), because="it is over")
    play.passes(hours=1)
    play.does("dave", cmd.Reopen())
    play.does("alice", cmd.AcceptHandoff())
    told = [duty.text for duty in duties(play.incident, play.now)]
    assert not [text for text in told if " late" in text], told
    assert "approve or refuse M1, waiting 0s" in told
    play.passes(hours=2)
    told = [duty.text for duty in duties(play.incident, play.now)]
    assert [text for text in told if " late" in text] and "approve or refuse M1, waiting 2h00" in told


def test_s82_without_a_scribe_the_last_commander_rereads() -> None:
    play = declared(crew=())
    play.does("alice", cmd.Close(), because="it is over")
    play.passes(days=1)
    assert "S82" in rules(play, "alice")


def test_s83_s88_the_ticket_is_asked_for_and_then_its_assignment() -> None:
    play = closed()
    play.passes(days=1)
    play.does("alice", cmd.RecordTicket("https://tickets/1"))
    assert "S83" not in rules(play, "alice") and "S88" not in rules(play, "alice")
    play.does("alice", cmd.ChooseFacilitator("zoe"))
    assert "S88" in rules(play, "alice")
    play.does("alice", cmd.RecordTicket("https://tickets/1"))
    assert "S88" not in rules(play, "alice")
    assert play.incident.ticket_for == "zoe"


def test_s85_a_first_message_whose_link_is_known_is_not_asked_for() -> None:
    play = closed()
    play.passes(days=1)
    assert "S85" in rules(play, "alice")
    play.incident = replace(play.incident, first_message="https://chat/1")
    assert "S85" not in rules(play, "alice")


def test_s86_whoever_leads_the_retrospective_is_asked_to_read() -> None:
    play = closed()
    play.passes(days=1)
    play.does("alice", cmd.ChooseFacilitator("zoe"))
    assert rules(play, "zoe") == ["S86"]
    play.does("zoe", cmd.SignOff())
    assert rules(play, "zoe") == []


def test_s87_choosing_somebody_who_took_part_asks_why() -> None:
    play = closed()
    asked = play.is_asked_why("alice", cmd.ChooseFacilitator("dave"))
    assert asked.rules == "S87" and "investigator" in str(asked)
    play.does("alice", cmd.ChooseFacilitator("zoe"))
    assert play.incident.facilitator == "zoe"
    play.does("alice", cmd.ChooseFacilitator("dave"), because="nobody else knows the payments")
    assert play.incident.facilitator == "dave"


def test_whoever_only_wrote_after_the_close_took_no_part() -> None:
    play = closed()
    play.passes(minutes=5)
    play.does("zoe", cmd.Log("how did you notice?"))
    assert part_of(play.incident, "zoe") == ""
    assert "scribe" in part_of(play.incident, "grace")


def test_what_was_no_incident_wants_nothing_afterwards() -> None:
    play = declared()
    play.does("alice", cmd.StandDown(), because="a test alert")
    play.passes(days=3)
    assert duties(play.incident, play.now) == []


def test_alone_one_thing_is_asked_for_at_a_time() -> None:
    play = Play()
    play.does("dave", cmd.Declare("Checkout returns 500s"))
    play.does("dave", cmd.Close(), because="rolled back")
    play.passes(days=1)
    assert len(mine(play.incident, "dave", play.now)) == 1


def test_a_duty_of_the_end_can_be_put_off() -> None:
    play = closed()
    play.passes(days=1)
    (duty,) = mine(play.incident, "dave", play.now)
    play.does("dave", cmd.Snooze(duty.cause, play.now + timedelta(hours=4)))
    assert mine(play.incident, "dave", play.now) == []
    play.passes(hours=5)
    assert mine(play.incident, "dave", play.now) == [duty]


def test_s37_a_comment_stands_beside_an_entry_and_changes_no_state() -> None:
    play = closed()
    (fact,) = (one.fact for one in play.does("dave", cmd.Comment(2, "the graph was wrong")).said)
    assert (fact.text, fact.is_act) == ("to 2: the graph was wrong", False)
    assert play.is_refused("dave", cmd.Comment(2, "  ")).usage


def test_s76_resolving_while_impact_still_stands_asks_why_and_better_or_none_asks_nothing() -> None:
    play = declared(crew=("dave",))
    play.does("dave", cmd.ReportImpact("worse", "checkouts fail"))
    play.does("dave", cmd.ReportImpact("same", "checkouts fail"))
    asked = play.is_asked_why("alice", cmd.Resolve())
    assert str(asked) == "impact still stands as worse, told at 12:51 UTC: why resolved (S76)"
    play.does("dave", cmd.ReportImpact("better", "hardly anybody is hit"))
    play.does("dave", cmd.ReportImpact("same", "hardly anybody is hit"))
    assert play.does("alice", cmd.Resolve()).note == ""
    play = declared(crew=("dave",))
    play.does("alice", cmd.Resolve())


def test_s76_a_reason_for_resolving_holds_until_the_next_word_on_impact() -> None:
    play = declared(crew=("dave",))
    play.does("dave", cmd.ReportImpact("worse", "checkouts fail"))
    play.does("alice", cmd.Resolve(), because="only robots are hit")
    play.does("alice", cmd.Reopen())
    play.does("alice", cmd.Resolve())
    play.does("alice", cmd.Reopen())
    play.does("dave", cmd.ReportImpact("new-symptom", "logins fail"))
    play.is_asked_why("alice", cmd.Resolve())


def test_s76_whoever_is_alone_is_told_so_and_asked_nothing() -> None:
    play = declared(commander=None, crew=())
    play.does("dave", cmd.TakeCommand())
    play.does("dave", cmd.ReportImpact("worse", "checkouts fail"))
    assert "nobody has said that impact got better" in play.does("dave", cmd.Resolve()).note
