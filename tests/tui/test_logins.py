"""On the screens too, whoever goes by another name than their login's is shown with both."""

from __future__ import annotations

from pathlib import Path

from cockpit.desk import Desk, Done
from cockpit.incident import commands as cmd
from cockpit.incident.events import Origin
from cockpit.tui.dialogs.entry import EntryDialog
from cockpit.tui.dialogs.people import PeopleDialog
from tests.tui.sitting import blank, sitting
from tests.tui.story import Story, at
from tests.waiting import wait_for_async


def assumed() -> Story:
    """Bob writes as himself and, by --as, as Grace; dave enters what Grace said."""
    story = blank()
    story.now = at("12:51")
    desk = Desk(story.store, "dave", Origin(user="dave"), clock=lambda: story.now)
    assert isinstance(desk.declare(cmd.Declare("checkout is down")), Done)
    story.id = desk.incident.id
    for who, login, text in (("Bob", "bob", "as himself"), ("Grace", "bob", "as grace " + "x" * 200)):
        as_they = Desk(story.store, who, Origin(user=login), clock=lambda: story.now)
        as_they.open(story.id)
        assert isinstance(as_they.submit(cmd.Log(text, star=True)), Done)
    return story


async def test_the_login_stands_beside_another_name_in_timeline_entry_and_people(tmp_path: Path) -> None:
    async with sitting(tmp_path, assumed(), "dave") as table:
        await wait_for_async(lambda: "as grace" in table.text(), "the entries")
        (line,) = [line for line in table.text().splitlines() if "as grace" in line]
        assert "Grace        as grace xxx" in line and "…  (login bob)" in line, "however long the text is"
        assert table.text().count("login") == 1, "who is who they say is shown once"
        await table.opens("v", EntryDialog)
        assert "Grace · Unix user bob" in table.text()
        await table.press("escape")
        await table.opens("g", PeopleDialog)
        await wait_for_async(lambda: "login bob" in table.text(), "the list knows the logins")
        (row,) = [line for line in table.text().splitlines() if "login bob" in line]
        assert "Grace" in row
