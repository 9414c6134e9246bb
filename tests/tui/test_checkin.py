"""The check-in's form: opened, seen by others, filled, left, handed over, finished, and in how many keys."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot
from textual.widgets import Input, Label

from cockpit.drafts import Drafts
from cockpit.incident import commands as cmd
from cockpit.incident.checkin import under_way
from cockpit.tui.app import CockpitApp
from cockpit.tui.dialogs.checkin import CheckinForm
from cockpit.tui.dialogs.checkin_rows import MeasureRow
from cockpit.tui.dialogs.choice import ChoiceDialog
from cockpit.tui.dialogs.pickrow import PickRow
from cockpit.tui.widgets.promptline import PromptLine
from tests.record.memory_log import MemoryLog
from tests.tui.seated import seated, sitting_down
from tests.tui.stage import screen_lines, the_whole
from tests.tui.story import Story, at
from tests.waiting import wait_for_async

DUE = "14:08"
"""Check-in 4 of the story is due from 14:07."""


def due() -> Story:
    """The whole story, when its fourth check-in is due."""
    story = the_whole()
    story.now = at(DUE)
    return story


def two_people(severity: str = "SEV2") -> Story:
    """dave and alice, who has command; M1 runs, and nobody else is there."""
    story = Story(MemoryLog(lambda: story.now))
    story.declare("12:51", "dave", "Checkout returns 500s", severity=severity)
    story.does("12:52", "alice", cmd.TakeCommand())
    story.does("12:53", "alice", cmd.Propose("mitigation", "drain the node", owner="dave"))
    story.does("12:54", "dave", cmd.Start("M1"))
    story.now = at("13:08")
    return story


def form_of(app: CockpitApp) -> CheckinForm:
    assert app.board is not None
    form = app.board.checkins.form
    assert form is not None
    return form


async def opened(app: CockpitApp, pilot: Pilot[None]) -> CheckinForm:
    await pilot.press("c")
    await wait_for_async(lambda: app.board and app.board.checkins.open_form, "the form is open")
    return form_of(app)


async def finished(app: CockpitApp, loop: int) -> None:
    await wait_for_async(lambda: app.incident.loop == loop + 1, "the check-in is finished")


def worked(form: CheckinForm, *measures: str) -> None:
    for row in form.query(MeasureRow):
        if row.name in measures:
            row.pick("worked")


def shown(app: CockpitApp) -> str:
    return "\n".join(screen_lines(app.screen))


async def test_s66_opening_the_form_is_an_event_that_the_others_see_at_the_top(tmp_path: Path) -> None:
    story = due()
    async with sitting_down(seated(tmp_path / "a", story)) as (app, pilot):
        await opened(app, pilot)
        await wait_for_async(lambda: under_way(story.incident) is not None, "it is recorded")
        assert "others see it is under way" in shown(app)
    for kind, who in (("commander", "dave"), ("scribe", "grace"), ("observer", "zoe")):
        async with sitting_down(seated(tmp_path / who, story, who, kind)) as (other, _):  # type: ignore[arg-type]
            top = screen_lines(other.screen)[0]
            assert "check-in" in top and "alice" in top, kind
            if kind == "commander":
                assert "UNDER WAY  alice since 14:08" in shown(other)


async def test_s66_left_with_esc_it_is_put_off_and_what_was_typed_stays(tmp_path: Path) -> None:
    story = due()
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        form = await opened(app, pilot)
        await wait_for_async(lambda: under_way(story.incident) is not None, "it is recorded")
        await pilot.press("w", "escape")
        await wait_for_async(lambda: under_way(story.incident) is None, "it is put off")
        await opened(app, pilot)
        assert form.values()["picked"]["trend"] == "worse"


async def test_s66_the_scribe_fills_it_and_finishes_it_by_the_commanders_word(tmp_path: Path) -> None:
    story = due()
    loop = story.incident.loop
    async with sitting_down(seated(tmp_path, story, "grace", "scribe"), (80, 24)) as (app, pilot):
        await pilot.press("escape")
        form = await opened(app, pilot)
        await wait_for_async(
            lambda: "F10 finish by word of alice   esc leaves, text is kept" in shown(app), "the keys, whole"
        )
        await pilot.press("s")
        worked(form, "M3", "M5")
        await pilot.press("f10")
        await wait_for_async(lambda: isinstance(app.screen, ChoiceDialog), "who may is said")
        await pilot.press("w")
        await finished(app, loop)
        assert story.incident.checkins[-1].by == "alice"


async def test_s66_what_the_scribe_typed_is_there_in_the_next_terminal(tmp_path: Path) -> None:
    story, drafts = due(), Drafts(tmp_path / "drafts")
    async with sitting_down(seated(tmp_path, story, "grace", "scribe", drafts)) as (app, pilot):
        await pilot.press("escape")
        form = await opened(app, pilot)
        await pilot.press("b")
        next(row for row in form.query(PickRow) if row.name == "M6").focus()
        await pilot.press("q")
        await wait_for_async(lambda: app.focused and app.focused.id == "ask-M6", "the question is typed next")
        await pilot.press(*"why")
        await wait_for_async(lambda: app.board and app.board.keeper and app.board.keeper.typed, "it is noted")
        app.keep_drafts()
    drafts.close()
    async with sitting_down(seated(tmp_path, story, "grace", "scribe")) as (app, pilot):
        await pilot.press("escape")
        form = await opened(app, pilot)
        assert form.values()["picked"]["trend"] == "better"
        assert form.values()["picked"]["M6"] == "ask"
        assert form.query_one("#ask-M6", Input).value == "why" and "why" in shown(app)


async def test_s66_a_terminal_that_crashed_holds_up_nobody(tmp_path: Path) -> None:
    story = due()
    story.does("14:08", "grace", cmd.StartCheckIn())
    story.now = at("14:13")
    app = seated(tmp_path, story, "alice")
    async with sitting_down(app) as (_, pilot):
        assert "grace 5m: c goes on" in shown(app)
        await opened(app, pilot)
        await wait_for_async(
            lambda: app.incident.under_way and app.incident.under_way.by == "alice", "alice's"
        )
        await pilot.press("escape")
        await wait_for_async(lambda: app.incident.under_way is None, "it is put off")


async def test_s66_whoever_is_not_to_fill_it_is_told_who_is(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, due(), "dave")) as (app, pilot):
        await pilot.press("c")
        await wait_for_async(lambda: isinstance(app.screen, ChoiceDialog), "who may is said")
        assert "alice (commander)" in shown(app) and "grace" in shown(app)
        await pilot.press("w")
        await wait_for_async(lambda: app.board and app.board.checkins.open_form, "open by her word")


async def test_s66_a_new_commander_starts_afresh_and_is_told(tmp_path: Path) -> None:
    story = due()
    async with sitting_down(seated(tmp_path / "g", story, "grace", "scribe")) as (app, pilot):
        await pilot.press("escape")
        form = await opened(app, pilot)
        await wait_for_async(lambda: under_way(story.incident) is not None, "it is recorded")
        async with sitting_down(seated(tmp_path / "b", story, "bob")) as (other, _):
            story.does("14:09", "bob", cmd.TakeCommand(), because="alice is gone")
            await wait_for_async(
                lambda: any("c begins it afresh" in toast.message for toast in other._notifications),
                "bob is told",
            )
        await wait_for_async(lambda: "bob has command now" in shown(app), "grace is told")
        assert form.is_stale


async def test_s66_finished_by_somebody_else_the_form_goes_and_says_so(tmp_path: Path) -> None:
    story = due()
    async with sitting_down(seated(tmp_path, story, "grace", "scribe")) as (app, pilot):
        await pilot.press("escape")
        form = await opened(app, pilot)
        done = cmd.CheckIn(trend="better", outcomes={"M3": "worked", "M5": "worked"})
        story.does("14:09", "alice", done)
        await wait_for_async(lambda: not form.is_open, "the form has gone")
        said = "Check-in 4 was finished by alice"
        await wait_for_async(lambda: any(said in toast.message for toast in app._notifications), said)


async def test_s66_at_most_six_keys_when_nothing_changed(tmp_path: Path) -> None:
    story = due()
    for over in ("M3", "M5"):
        story.does("14:06", "carol", cmd.Finish(over, "worked"))  # they are over their boxes
    for kind, text in (("passive", "watch the lag"), ("passive", "read the log")):
        story.does("14:06", "carol", cmd.Propose(kind, text))  # type: ignore[arg-type]
    for measure in ("M8", "M9"):
        story.does("14:06", "carol", cmd.Start(measure))
    story.now = at("14:08")
    loop = story.incident.loop
    keys = ["c", "s", "f10"]
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        await pilot.press(*keys)
        await finished(app, loop)
    running = {m.id for m in story.incident.running}
    assert running >= {"M8", "M9"} and len(keys) <= 6


async def test_s66_six_keys_do_with_two_measures_over_their_boxes(tmp_path: Path) -> None:
    story = due()
    loop = story.incident.loop
    assert all(story.incident.measures[over].over_box(story.now) for over in ("M3", "M5"))
    keys = ["c", "s", "f10", "u", "u", "f10"]
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        await pilot.press(*keys)
        await finished(app, loop)
    assert len(keys) <= 6


async def test_s67_each_step_is_a_sentence_to_say_and_the_lead_is_named(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, due())) as (app, pilot):
        form = await opened(app, pilot)
        asked = [str(label.content) for label in form.query(Label) if label.has_class("-question")]
        assert asked[0] == "1   carol: how is the service, what was done, what do you need?"
        assert asked[3].startswith("4   What does each of you do until 14:28?")
        assert [text[0] for text in asked] == ["1", "2", "3", "4", "5"]


async def test_s66_a_step_that_is_answered_has_its_sign(tmp_path: Path) -> None:
    app = seated(tmp_path, due(), "alice")
    async with sitting_down(app) as (_, pilot):
        form = await opened(app, pilot)
        assert "2   Is it better" in shown(app) and "✔ Is it" not in shown(app)
        await pilot.press("s")
        await wait_for_async(lambda: "2 ✔ Is it better" in shown(app), "impact is answered")
        assert "3   What came" in shown(app)
        worked(form, "M3", "M5")
        await wait_for_async(lambda: "3 ✔ What came" in shown(app), "every measure has its word")
        assert "4   What does" in shown(app)


async def test_s68_what_changed_since_the_last_check_in_stands_there(tmp_path: Path) -> None:
    story = due()
    story.does("14:07", "dave", cmd.ReportImpact("worse", "guests too", cohort="guests"))
    story.now = at(DUE)
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        form = await opened(app, pilot)
        assert "since check-in 3: impact" in shown(app)
        assert "M5 started" in str(form.query_one("#checkin-since").render())
        assert form.query_one("#checkin-users", Input).value == "guests"


async def test_s69_plus_and_minus_move_the_time_until_which_it_still_runs(tmp_path: Path) -> None:
    story = due()
    loop = story.incident.loop
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        form = await opened(app, pilot)
        await pilot.press("s")
        row = next(row for row in form.query(MeasureRow) if row.name == "M3")
        row.focus()
        await pilot.press("plus")
        assert row.chosen == "running" and "until 14:33" in row.render().plain
        await pilot.press("minus", "minus")
        worked(form, "M5")
        await pilot.press("f10")
        await finished(app, loop)
    assert story.incident.measures["M3"].box_until == at("14:23")


async def test_s70_a_line_that_names_an_act_becomes_a_measure_and_its_owner_hears_of_it(
    tmp_path: Path,
) -> None:
    story = due()
    loop = story.incident.loop
    async with sitting_down(seated(tmp_path / "d", story, "dave")) as (other, _):
        async with sitting_down(seated(tmp_path, story)) as (app, pilot):
            form = await opened(app, pilot)
            form.query_one("#plan-0", Input).value = "dave: mitigation: drain pool 3"
            worked(form, "M3", "M5")
            await pilot.press("s", "f10")
            await finished(app, loop)
        assert story.incident.measures["M8"].state == "approved"
        told = "Check-in 4, your part: drain pool 3 (M8)"
        await wait_for_async(
            lambda: any(told in toast.message for toast in other._notifications), "dave hears his part"
        )
    assert story.incident.measures["M8"].owner == "dave"


async def test_s71_what_waits_is_decided_one_by_one_with_the_form(tmp_path: Path) -> None:
    story = due()
    loop = story.incident.loop
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        form = await opened(app, pilot)
        next(row for row in form.query(PickRow) if row.name == "M6").focus()
        await pilot.press("a", "x")
        worked(form, "M3", "M5")
        form.query(PickRow).first().focus()
        await pilot.press("s", "f10")
        await finished(app, loop)
        await wait_for_async(lambda: not story.incident.waiting, "both are decided")
    assert [story.incident.measures[id].state for id in ("M6", "M7")] == ["approved", "refused"]


async def test_s71_a_proposal_is_sent_back_with_a_question_from_the_form(tmp_path: Path) -> None:
    story = due()
    loop = story.incident.loop
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        form = await opened(app, pilot)
        worked(form, "M3", "M5")
        await pilot.press("s")
        next(row for row in form.query(PickRow) if row.name == "M6").focus()
        await pilot.press("q")
        await wait_for_async(lambda: app.focused and app.focused.id == "ask-M6", "the question is typed next")
        await pilot.press("f10")
        await wait_for_async(lambda: "M6: type what you ask" in shown(app), "nothing was asked yet")
        form.query_one("#ask-M6", Input).focus()
        await pilot.press(*"why now", "f10")
        await finished(app, loop)
        await wait_for_async(lambda: story.incident.measures["M6"].state == "asked", "it is sent back")
    assert story.incident.measures["M6"].question == "why now"
    assert story.incident.measures["M7"].state == "waiting"


async def test_s12_a_proposal_at_the_component_of_another_is_marked_in_the_form(tmp_path: Path) -> None:
    story = due()
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        form = await opened(app, pilot)
        rows = {row.name: row for row in form.query(PickRow)}
        assert "⚠ same component as M5" in rows["M6"].render().plain
        assert "same component" not in rows["M7"].render().plain
        story.does("14:08", "dave", cmd.Finish("M5", "worked"))
        await wait_for_async(lambda: "same component" not in rows["M6"].render().plain, "M5 is over")


async def test_s73_too_early_the_reason_comes_before_the_form(tmp_path: Path) -> None:
    story = the_whole()
    story.does(
        "14:03:30",
        "alice",
        cmd.CheckIn(trend="same", outcomes={"M3": "worked", "M5": "worked"}),
        because="now",
    )
    story.now = at("14:06")
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        assert app.board is not None
        line = app.board.query_one(PromptLine)
        await pilot.press("c")
        await wait_for_async(lambda: line.is_asking, "the reason is asked for")
        assert app.board.checkins.open_form is None
        await pilot.press(*"vendor", "enter")
        await wait_for_async(lambda: app.board and app.board.checkins.open_form, "the form is open")
        await pilot.press("s", "f10")
        await finished(app, 5)


async def test_s45_at_sev3_the_form_shows_the_tripwire_and_f9_raises(tmp_path: Path) -> None:
    async with sitting_down(seated(tmp_path, two_people("SEV3"))) as (app, pilot):
        await opened(app, pilot)
        assert "Still SEV3? Raise it with F9 once a user is hit" in shown(app)
        await pilot.press("f9")
        await wait_for_async(lambda: isinstance(app.screen, ChoiceDialog), "the scale")
        await pilot.press("2")
        await wait_for_async(lambda: app.incident.severity == "SEV2", "it is raised")
        assert form_of(app).is_open


async def test_two_people_see_one_question_and_the_open_measures(tmp_path: Path) -> None:
    story = two_people()
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        form = await opened(app, pilot)
        asked = [label for label in form.query(Label) if label.has_class("-question") and label.region]
        assert str(asked[0].content) == "Is it better, the same, worse, or is there a new symptom?"
        assert not form.query_one("#checkin-users").region, "what has no field is not asked"
        assert len(asked) == 2 and not form.query_one("#plan-0").region
        await pilot.press("s", "f10")
        await finished(app, 1)


async def test_s6_the_commander_who_investigates_is_asked_again_at_the_check_in(tmp_path: Path) -> None:
    story = two_people()
    story.does("12:56", "alice", cmd.AssignRole("investigator", "alice"), because="only two of us")
    story.now = at("13:08")
    async with sitting_down(seated(tmp_path, story)) as (app, pilot):
        await opened(app, pilot)
        assert app.board is not None
        line = app.board.query_one(PromptLine)
        await pilot.press("s", "f10")
        await wait_for_async(lambda: line.is_asking and line.prompt, "it asks why")
        assert line.prompt is not None and "alice has command and investigates" in line.prompt.title
