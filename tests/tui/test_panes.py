"""What each pane says of an incident: words and signs, never a colour alone."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from cockpit.incident import commands as cmd
from cockpit.incident.procedure import Cadence
from cockpit.tui.messages import DutyChosen
from cockpit.tui.panes.dutyline import DutyLine
from cockpit.tui.view import View
from tests.tui.stage import TABS, WIDE, on_stage, the_first_minutes, the_whole
from tests.tui.story import Story, at
from tests.waiting import wait_for_async


@pytest.fixture(scope="module")
def story() -> Story:
    """Only read by the tests of this module; those that go on with it play their own."""
    return the_whole()


async def shown(view: View, story: Story, size: tuple[int, int] = WIDE) -> list[str]:
    """The screen for a view of one's own making; what it shows came by an act, as everything does."""
    incident = replace(view.incident, last_act=view.incident.last_act + 1)
    async with on_stage(story, size) as (app, pilot):
        app.board.show(replace(view, incident=incident))
        await pilot.pause()
        return app.lines()


def has(lines: list[str], *words: str) -> bool:
    return all(any(word in text for text in lines) for word in words)


# The top bar


@pytest.mark.parametrize(
    ("following", "words"),
    [
        ("live", "● live"), ("polling", "◐ polling"), ("read-only", "○ read-only file"),
        ("frozen", "○ frozen"), ("down", "✖ cannot read"),
    ],
)  # fmt: skip
async def test_the_top_bar_says_how_the_record_is_followed(story: Story, following: str, words: str) -> None:
    assert words in (await shown(story.view(following=following), story))[0]


async def test_the_top_bar_says_who_only_reads_and_under_which_login(story: Story) -> None:
    lines = await shown(story.view("heidi", read_only=True, login="root"), story)
    assert has(lines[:2], "READ ONLY", "heidi (root)", "watching: nothing is asked of you here")


async def test_a_commander_who_investigates_is_said_to_quietly() -> None:
    story = the_whole()
    story.does("14:03:20", "alice", cmd.Join("investigator"), because="nobody else knows the basket")
    story.now = at("14:17:30")
    lines = await shown(story.view(), story)
    assert has(lines[:1], "IC alice also investigating 14m")
    assert has(lines, "⚠ alice has command and")


async def test_severities_differ_by_sign_and_word(story: Story) -> None:
    seen = set()
    for code in ("SEV1", "SEV2", "SEV3", None):
        view = replace(story.view(), incident=replace(story.incident, severity=code))
        seen.add((await shown(view, story))[0].split("   ")[0].strip())
    assert seen == {"▲ SEV1 CRITICAL", "△ SEV2 HIGH", "▽ SEV3 LOW", "? SEV not set"}


async def test_in_the_watch_the_bar_and_the_clock_count_it_down() -> None:
    story = the_whole()
    story.does("14:04", "alice", cmd.Resolve(), because="the graphs are flat")
    lines = await shown(story.view("alice", "14:09:19"), story)
    assert has(lines, "WATCH 09:41 left", "─ Watch ─", "quiet until 14:19?", "then it can close")
    lines = await shown(story.view("alice", "14:20"), story)
    assert has(lines, "WATCH is over", "watched until 14:19", "close it, or watch on")
    story.does("14:20", "alice", cmd.Close(), because="both measures are watched on")
    lines = await shown(story.view(), story)
    assert has(lines, "CLOSED", "closed at 14:20", "this incident is closed")


async def test_without_a_commander_everything_counts_that() -> None:
    story = the_first_minutes()
    async with on_stage(story, WIDE, "dave") as (app, pilot):
        assert has(app.lines(), "NO COMMANDER 01:40", "nobody has command since 03:05")
        app.ticks("03:06:43")
        await pilot.pause()
        assert "NO COMMANDER 01:43" in app.lines()[0]


async def test_what_another_program_dated_ahead_counts_from_zero() -> None:
    story = the_first_minutes()
    async with on_stage(story, WIDE, "dave") as (app, pilot):
        app.ticks("02:15")
        await pilot.pause()
        assert "NO COMMANDER 00:00" in app.lines()[0], "nobody has command since 03:05"
        assert not has(app.lines(), "-50:00") and not has(app.lines(), "-49:")


# The duty line


async def test_ages_in_the_duty_line_move_every_ten_seconds(story: Story) -> None:
    async with on_stage(story) as (app, pilot):
        for clock, words in (("14:03:19", "waiting 2m10"), ("14:03:20", "waiting 2m20")):
            app.ticks(clock)
            await pilot.pause()
            assert words in app.lines()[1]


async def test_the_duty_line_counts_what_it_does_not_name(story: Story) -> None:
    async with on_stage(story) as (app, pilot):
        assert "+1 more" in app.lines()[1]
        app.part(DutyLine).focus()
        await pilot.press("enter")
        await wait_for_async(lambda: app.posted, "a duty was chosen")
        [chosen] = app.posted
        assert isinstance(chosen, DutyChosen) and chosen.duty.target == "M6"


async def test_whoever_has_no_duty_is_told_so(story: Story) -> None:
    async with on_stage(story, me="grace") as (app, _):
        assert app.lines()[1].strip() == "nothing waits for you"


# Impact


async def test_impact_says_what_it_was_and_shows_the_numbers_over_time(story: Story) -> None:
    lines = await shown(story.view(), story)
    assert has(lines, "▲ WORSE  20% of checkouts fail", "since 12:51 · was 15% at 13:44")
    assert has(lines, "share hit, %", "M3▼", "█", "12:51", "new    basket service, since 13:55")


async def test_impact_nobody_confirms_grows_stale(story: Story) -> None:
    assert has(await shown(story.view("alice", "14:26:00"), story), "confirmed 24m ago")
    assert not has(await shown(story.view("alice", "14:26:00"), story), "⚠ confirmed")
    assert has(await shown(story.view("alice", "14:27:00"), story), "⚠ confirmed 25m ago")


async def test_impact_nobody_has_said_names_the_key() -> None:
    story = the_first_minutes()
    assert has(await shown(story.view("dave"), story), "nobody has said who is hit: i")


async def test_one_number_is_no_history() -> None:
    story = the_first_minutes()
    story.does("03:07", "dave", cmd.ReportImpact("worse", "many fail", share="20%"))
    assert not has(await shown(story.view("dave"), story), "share hit")


# The next check-in


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        ("14:07:09", ("until due   14:07–14:12",)),
        ("14:07:10", ("DUE  until 14:12",)),
        ("14:12:10", ("OVERDUE  since 14:12",)),
    ],
)
async def test_the_band_is_early_due_and_overdue(story: Story, clock: str, words: tuple[str, ...]) -> None:
    assert has(await shown(story.view("alice", clock), story), *words)


async def test_the_marker_goes_along_the_band(story: Story) -> None:
    places = []
    for clock in ("13:53", "14:05", "14:10", "14:30"):
        gauge = next(text for text in await shown(story.view("alice", clock), story) if "early " in text)
        places.append(gauge.index("●"))
    assert places == sorted(set(places))


async def test_the_last_check_in_was_on_time_or_late() -> None:
    story = the_whole()
    assert has(await shown(story.view(), story), "last        13:52  on time")
    story.does("14:15:10", "alice", cmd.CheckIn("same", outcomes={"M3": "worked", "M5": "worked"}))
    assert has(await shown(story.view(), story), "loop 5", "last        14:15  3m late")


# Roles


async def test_roles_say_who_does_what_and_since_when(story: Story) -> None:
    lines = await shown(story.view(), story)
    assert has(lines, "★ commander     alice", "deputy        —", "│ M5 put checkout in read-only", "6 here")


async def test_roles_warn_of_long_duty_and_of_a_missing_lead() -> None:
    story = the_whole()
    story.does("14:03:11", "alice", cmd.RelieveRole("technical lead"))
    for name in ("heidi", "ivan"):
        story.does("14:03:12", name, cmd.Join("investigator"))
    lines = await shown(story.view("alice", "17:00"), story)
    assert has(lines, "⚠ relief: alice 4h08 on duty", "⚠ 4 investigators without a tech")


async def test_roles_have_the_names_the_project_gives_them(story: Story) -> None:
    procedure = replace(story.incident.procedure, roles={"scribe": "chronicler"})
    view = replace(story.view(), incident=replace(story.incident, procedure=procedure))
    assert has(await shown(view, story), "chronicler    grace")


# Measures


async def test_measures_over_their_box_come_first_and_finished_ones_last(story: Story) -> None:
    lines = await shown(story.view(), story)
    rows = [text[44:] for text in lines[17:22]]
    assert [re.findall(r"\bM\d", text)[0] for text in rows] == ["M3", "M5", "M4", "M2", "M1"]
    assert has(lines, "⚠  M3  ▶ running", "6m over", "3m left", "✘ no effect", "! M1  ✔ worked")


async def test_every_state_has_its_sign_and_word() -> None:
    story = the_whole()
    story.does("14:03:11", "dave", cmd.Finish("M5", "worse"))
    story.does("14:03:12", "carol", cmd.Finish("M3", "rolled-back"))
    story.does("14:03:13", "alice", cmd.Refuse("M7"))
    story.does("14:03:14", "alice", cmd.Approve("M6"))
    lines = await shown(story.view(), story)
    assert has(lines, "↯ worse", "↶ rolled back", "⊘ refused", "● approved")


async def test_what_was_proposed_says_its_undo_or_that_there_is_none() -> None:
    story = the_whole()
    story.does("14:03:11", "erin", cmd.Propose("mitigation", "block the crawler"))
    lines = await shown(story.view(), story, (120, 60))
    assert has(lines, "M8 block the crawler", "undo  —", "⚠ same component as M5: basket")


async def test_more_measures_than_fit_are_counted(story: Story) -> None:
    measures = {f"M{n}": replace(story.incident.measures["M4"], id=f"M{n}") for n in range(1, 31)}
    view = replace(story.view(), incident=replace(story.incident, measures=measures))
    assert has(await shown(view, story), "+21 more")


# Smaller screens


async def test_in_tabs_a_duty_line_still_says_alone_and_how_it_is_followed() -> None:
    story = the_first_minutes()
    assert has((await shown(story.view("dave"), story, TABS))[1:2], "ALONE 1m40  ● live")


async def test_a_quiet_small_board_tells_of_a_lost_connection_first(story: Story) -> None:
    assert has(await shown(story.view(following="down"), story, (40, 12)), "✖ cannot read")


async def test_a_project_with_its_own_cadence_is_counted_by_it(story: Story) -> None:
    procedure = replace(story.incident.procedure, cadence=Cadence(due_from=30, due_until=40))
    view = replace(story.view(), incident=replace(story.incident, procedure=procedure))
    assert has(await shown(view, story), "until due   14:22–14:32")
