"""One registry gives keys, footer, help and docs, and finds two meanings for one key."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cockpit.tui.actions import READ_ONLY, Action, FooterItem, Registry, Situation, shown

NOW = datetime(2026, 11, 23, 14, 3, tzinfo=UTC)
WRITING = Situation(None, "alice", read_only=False, now=NOW)
READING = Situation(None, "alice", read_only=True, now=NOW)


def only_bob(situation: Situation) -> bool | str:
    return situation.me == "bob" or "Only bob may refuse: ask him."


def never(situation: Situation) -> bool:
    return False


APPROVE = Action("measure.approve", ("a",), "approve", "Approve a measure.", "Measures", writes=True)
REFUSE = Action("measure.refuse", ("x", "f9"), "refuse", "Refuse a measure.", "Measures", enabled=only_bob)
SEARCH = Action(
    "timeline.search", ("/",), "search", "Search.", "Timeline", screens=frozenset({"commander", "scribe"})
)
HELP = Action("app.help", ("?", "f1"), "help", "All keys.", "App", pinned=True, priority=True)
HIDDEN = Action("measure.ask", ("q",), "ask", "Ask back.", "Measures", enabled=never)
REGISTRY = Registry([APPROVE, REFUSE, SEARCH, HELP, HIDDEN])


def test_an_action_is_found_by_id_and_by_key() -> None:
    assert REGISTRY["measure.approve"] is APPROVE
    assert REGISTRY.by_key("commander", "question_mark") is HELP
    assert REGISTRY.by_key("commander", "?") is HELP
    assert REGISTRY.by_key("commander", "f9") is REFUSE
    assert REGISTRY.by_key("scribe", "a") is None


def test_two_actions_may_not_share_an_id() -> None:
    with pytest.raises(ValueError, match="share an id"):
        Registry([APPROVE, APPROVE])


def test_two_meanings_for_one_key_on_a_screen_are_found() -> None:
    other = Action("role.list", ("f1", "r"), "roles", "Roles.", "People")
    clashes = Registry([*REGISTRY.actions, other]).clashes("commander")
    assert clashes == [
        'The key "F1" means app.help and role.list on the commander screen: change one of them.'
    ]
    assert REGISTRY.clashes("commander") == []
    elsewhere = Action("log.enter", ("a",), "enter", "Store.", "Log", screens=frozenset({"scribe"}))
    assert Registry([APPROVE, elsewhere]).clashes("commander") == []


def test_own_keys_replace_all_keys_of_an_action() -> None:
    own = {"measure.approve": "f5, plus"}
    assert REGISTRY.by_key("commander", "+", own) is APPROVE
    assert REGISTRY.by_key("commander", "a", own) is None
    assert [b.key for b in REGISTRY.bindings("commander", own) if b.id == "measure.approve"] == ["f5,plus"]
    assert REGISTRY.footer("commander", WRITING, own)[0].key == "F5"


def test_mistakes_in_own_keys_are_sentences() -> None:
    assert REGISTRY.mistakes({"measure.approve": "f5"}) == []
    assert REGISTRY.mistakes({"measure.aprove": "f5", "app.help": " ", "measure.ask": "x"}) == [
        'There is no action "measure.aprove": "cockpit keys" lists them.',
        '"app.help" has no key: name one, such as "f9".',
        'The key "x" means measure.refuse and measure.ask on the commander screen: change one of them.',
    ]


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ("ctrl+enter", "ctrl+enter"),
        ("f5,ctrl+shift+p", "ctrl+shift+p"),
        ("ctrl+i", "ctrl+i"),
        ("ctrl+n,f5", ""),
    ],
)
def test_own_keys_that_never_arrive_are_said(keys: str, wrong: str) -> None:
    said = [
        f'No terminal sends "{wrong}" through tmux, so it would do nothing for "measure.approve": take a '
        "letter, ctrl and a letter, or an F-key."
    ]
    assert REGISTRY.mistakes({"measure.approve": keys}) == (said if wrong else [])


def test_bindings_call_one_method_with_the_id_and_carry_it_for_key_settings() -> None:
    binding = next(b for b in REGISTRY.bindings("commander") if b.id == "app.help")
    assert (binding.action, binding.key, binding.priority) == ("act('app.help')", "question_mark,f1", True)


def test_a_disabled_action_says_why_and_one_without_a_place_is_not_shown() -> None:
    assert REGISTRY.footer("commander", WRITING) == (
        FooterItem("measure.approve", "a", "approve"),
        FooterItem("measure.refuse", "x", "refuse", "Only bob may refuse: ask him."),
        FooterItem("timeline.search", "/", "search"),
        FooterItem("app.help", "?", "help", pinned=True),
    )


def test_a_read_only_terminal_refuses_what_writes() -> None:
    assert REGISTRY.usable("measure.approve", READING) == READ_ONLY
    assert REGISTRY.usable("measure.approve", WRITING) is True
    assert REGISTRY.usable("timeline.search", READING) is True


def test_help_is_grouped_and_shows_all_keys() -> None:
    rows = REGISTRY.help_rows("commander")
    assert [row.group for row in rows] == ["Measures", "Measures", "Measures", "Timeline", "App"]
    assert rows[1].keys == "x F9"
    assert rows[-1].keys == "? F1"


def test_the_docs_list_every_screen_that_has_actions() -> None:
    page = REGISTRY.as_markdown()
    assert "| `x` `F9` | refuse | Refuse a measure. | `measure.refuse` |" in page
    assert [line for line in page.splitlines() if line.startswith("## ")] == ["## Commander", "## Scribe"]


@pytest.mark.parametrize(
    ("key", "expected"), [("escape", "esc"), ("f10", "F10"), ("ctrl+p", "ctrl+p"), ("f", "f"), ("+", "+")]
)
def test_keys_are_shown_as_people_read_them(key: str, expected: str) -> None:
    assert shown(key) == expected
