"""Every action of the screens: its keys, its words, and why it may not be usable now."""

from __future__ import annotations

from collections.abc import Callable

from cockpit.incident.duties.measures import unseen
from cockpit.incident.state import Phase
from cockpit.incident.takeovers import unacknowledged
from cockpit.tui.actions import Action, Enabled, Registry, ScreenName, Situation

BOARD: frozenset[ScreenName] = frozenset({"commander"})
WRITERS: frozenset[ScreenName] = frozenset({"commander", "scribe"})
ALL: frozenset[ScreenName] = frozenset({"commander", "scribe", "observer"})


def _open(situation: Situation) -> bool | str:
    incident = situation.incident
    if incident is None or not incident.exists:
        return "There is no incident here: declare one (L)."
    return True if incident.is_open else "The incident is closed: reopen it (O), or write a note (n)."


def _declared(situation: Situation) -> bool | str:
    incident = situation.incident
    return bool(incident and incident.exists) or "There is no incident here: declare one (L)."


def _there(situation: Situation) -> bool | str:
    there = situation.incident is not None and situation.incident.exists
    return True if there else "There is no incident here: declare one (L)."


def _queue(situation: Situation) -> bool | str:
    usable = _open(situation)
    if usable is not True or situation.incident is None:
        return usable
    return True if situation.incident.waiting else "Nothing waits for approval."


def _phase(*phases: str, otherwise: str) -> Enabled:
    def usable(situation: Situation) -> bool | str:
        if situation.incident is None or not situation.incident.exists:
            return False
        return True if situation.incident.phase in phases else otherwise

    return usable


def _in(*phases: Phase) -> Callable[[Situation], bool]:
    """Whether the incident is in one of these phases; one that is not declared yet counts as active."""

    def belongs(situation: Situation) -> bool:
        return (situation.incident.phase if situation.incident else "active") in phases

    return belongs


def _while_asked(situation: Situation) -> bool:
    """Always while it is active; in the watch where something waits."""
    incident = situation.incident
    return _in("active")(situation) or bool(incident and incident.is_open and incident.waiting)


def _take(situation: Situation) -> bool | str:
    usable = _open(situation)
    if usable is True and situation.incident and situation.incident.is_commander(situation.me):
        return "You have command already."
    return usable


def _handoff(situation: Situation) -> bool | str:
    usable = _open(situation)
    if usable is not True or situation.incident is None:
        return usable
    if situation.incident.offer or situation.incident.is_commander(situation.me):
        return True
    if unacknowledged(situation.incident, situation.me):
        return True
    return "Only the commander offers command to somebody."


def _measures(situation: Situation) -> bool | str:
    if situation.incident is None or not situation.incident.measures:
        return "There is no measure yet: propose one (p)."
    return True


def _unseen(situation: Situation) -> bool | str:
    if situation.incident is None or not unseen(situation.incident):
        return "Nothing that was done unapproved or alone waits to be acknowledged."
    return True


def _check_in(situation: Situation) -> bool | str:
    usable = _open(situation)
    if usable is True and situation.incident and situation.incident.phase == "watch":
        return "In the watch no check-in is due; worse again: back to active (O)."
    return usable


def _told(id: str, key: str, label: str, what: str, screen: ScreenName, group: str) -> Action:
    """A key that belongs to one part of a screen: listed, and not to be given another key."""
    return Action(id, (key,), label, what, group, frozenset({screen}), in_footer=False, fixed=True)


_OTHER_KEYS = (
    _told("board.enter", "enter", "open, confirm", "The selected measure's menu; or what its row asks.",
          "commander", "Measures"),
    _told("board.digit", "1-9", "go", "To the duty of that number; in a small terminal, to the tab.",
          "commander", "The screen"),
    _told("board.tab", "tab", "next pane", "To the next pane; in a line, to its next field.",
          "commander", "The screen"),
    _told("board.escape", "escape", "step out", "Out of a line, a form, a zoom; what is typed is kept.",
          "commander", "The screen"),
    _told("line.store", "enter", "store", "Store the line as its border says.", "scribe", "The line"),
    _told("line.complete", "tab", "complete", "Complete a name or a kind.", "scribe", "The line"),
    _told("line.star", "!", "star", "Alone: star the last entry; ! 207 stars that one; else this one.",
          "scribe", "The line"),
    _told("line.fix", "fix:", "correct mine", "Correct my last entry: fix: what it should say.",
          "scribe", "The line"),
    _told("line.kind", "impact:", "set the kind", "Also decision: quote: noticed: and others.",
          "scribe", "The line"),
    _told("line.told", "told …:", "who was told", "told stakeholders: what they were told, by anybody.",
          "scribe", "The line"),
    _told("line.past", "-7m", "back-date", "In front of a line: it happened seven minutes ago.",
          "scribe", "The line"),
    _told("line.recall", "up", "recall", "The line sent before this one.", "scribe", "The line"),
    _told("line.editor", "ctrl+o", "in $EDITOR", "Write a long entry in your editor.", "scribe", "The line"),
    _told("line.search", "ctrl+f", "search", "Search the timeline from within the line.",
          "scribe", "The line"),
    _told("line.leave", "escape", "timeline", "To the timeline, where letters are keys; esc returns.",
          "scribe", "The line"),
    _told("line.write", "i", "write", "From the timeline back into the line; so does enter.",
          "scribe", "The record"),
    _told("line.space", "space", "star", "In the timeline: star the selected entry.", "scribe", "The record"),
    _told("card.panes", "tab", "panes", "From the card to the panes, and from pane to pane.",
          "observer", "The screen"),
    _told("card.back", "escape", "in short", "Back to the card.", "observer", "The screen"),
)  # fmt: skip
"""Keys of a line, a form or a card; what they do is their own business."""

ACTIONS = Registry(
    [
        Action("measure.approve", ("a",), "approve", "Approve the selected measure; enter confirms.",
               "Approvals", BOARD, _queue, writes=True, belongs=_while_asked, pinned=True),
        Action("measure.refuse", ("x",), "refuse", "Refuse the selected measure, with a word why.",
               "Approvals", BOARD, _queue, writes=True, belongs=_while_asked),
        Action("measure.ask", ("q",), "ask", "Send the selected proposal back with a question.",
               "Approvals", BOARD, _queue, writes=True, belongs=_while_asked),
        Action("checkin", ("c",), "check-in", "Hold the check-in: report, impact, measures, plan, approvals.",
               "The loop", WRITERS, _check_in, writes=True, belongs=_in("active"), pinned=True),
        Action("impact", ("i",), "impact", "Say who is hit and how badly: worse, better, same, new symptom.",
               "The incident", BOARD, _open, writes=True, belongs=_in("active", "watch")),
        Action("measure.propose", ("p",), "propose", "Propose a mitigation, a fix or a diagnostic.",
               "Measures", BOARD, _open, writes=True, belongs=_in("active", "watch")),
        Action("entry.note", ("n",), "note", "Write an entry, with the scribe's grammar.",
               "The record", BOARD, writes=True, pinned=True),
        Action("measure.menu", ("m",), "measures", "One measure: start it, its outcome, withdraw, answer.",
               "Measures", BOARD, _measures, writes=True),
        Action("measure.done", ("D",), "done already", "Record what was done without approval beforehand.",
               "Measures", BOARD, writes=True, in_footer=False),
        Action("measure.acknowledge", ("exclamation_mark",), "acknowledge",
               "Say that you have seen what is red (!): done without approval, or alone.",
               "Measures", BOARD, _unseen, writes=True, in_footer=False),
        Action("decide", ("o",), "decide", "Decide; ask for objections, with a short clock; object.",
               "Approvals", WRITERS, _open, writes=True, in_footer=False),
        Action("allow", ("A",), "standing approval", "Let somebody act at once, until the next check-in.",
               "Approvals", BOARD, _open, writes=True, in_footer=False),
        Action("hypotheses", ("H",), "hypotheses", "What may be the cause: open, rule out, confirm.",
               "Measures", WRITERS, _declared, writes=True, in_footer=False),
        Action("roles", ("r",), "roles", "Give or end a role, or take one yourself.",
               "People", BOARD, _open, writes=True, belongs=_in("active", "watch")),
        Action("people", ("g",), "people", "Who is here, what they do, how they are; roles for newcomers.",
               "People", WRITERS, _open, writes=True, in_footer=False),
        Action("me", ("F",), "me", "How I hold up, what I do now, where I am.",
               "People", WRITERS, _open, writes=True, in_footer=False),
        Action("fetch", ("P",), "call somebody", "Call somebody on call to the incident.",
               "People", BOARD, _open, writes=True, in_footer=False),
        Action("command.take", ("t",), "take command", "Take command, also from a commander who is gone.",
               "People", BOARD, _take, writes=True, in_footer=False),
        Action("handoff", ("h",), "hand over", "Offer, accept or decline command; know that it was taken.",
               "People", WRITERS, _handoff, writes=True, in_footer=False),
        Action("severity", ("s",), "severity", "Set how bad it is; when unsure, the worse.",
               "The incident", BOARD, _open, writes=True, in_footer=False),
        Action("resolve", ("R",), "resolve", "Call it resolved; the watch period begins.",
               "The incident", BOARD, _phase("active", otherwise="It is resolved already."),
               writes=True, in_footer=False),
        Action("reopen", ("O",), "reopen", "Back to active: out of the watch (a relapse) or after the close.",
               "The incident", BOARD, _phase("watch", "closed", otherwise="It is active."),
               writes=True, belongs=_in("watch", "closed"), pinned=True),
        Action("close", ("C",), "close", "Wind down and close; before the watch has passed it asks why.",
               "The incident", BOARD, _open, writes=True, belongs=_in("watch"), pinned=True),
        Action("review", ("W",), "after it", "Sign off, reread, facilitator, ticket, first message.",
               "The incident", WRITERS, _declared, writes=True, belongs=_in("closed"), pinned=True),
        Action("stand_down", ("K",), "stand down", "Not an incident after all; the record stays.",
               "The incident", BOARD, _open, writes=True, in_footer=False),
        Action("context", ("w",), "so far", "When noticed, what you saw and tried, links; -7m back-dates.",
               "The record", BOARD, writes=True, in_footer=False),
        Action("entry.correct", ("e",), "correct", "Correct the selected entry; the original stays.",
               "The record", WRITERS, writes=True, in_footer=False),
        Action("entry.star", ("*",), "star", "Star the selected entry, or take its star away.",
               "The record", WRITERS, writes=True, in_footer=False),
        Action("entry.comment", ("M",), "comment", "Write something beside the selected entry.",
               "The record", WRITERS, writes=True, in_footer=False),
        Action("entry.redact", ("X",), "redact", "Replace the selected entry by a tombstone, with a reason.",
               "The record", WRITERS, writes=True, in_footer=False),
        Action("entry.open", ("v",), "read whole", "The whole selected entry, with its original and origin.",
               "The record", ALL, in_footer=False),
        Action("entry.spoken", (".",), "said for me", "The last decision that was entered for you by word.",
               "The record", WRITERS, in_footer=False),
        Action("entry.take_back", ("comma",), "take back",
               "Undo the last decision that was entered for you by word.",
               "The record", WRITERS, writes=True, in_footer=False),
        Action("import", ("I",), "import", "Take in a timeline (JSON, CSV) or a chat out of a file.",
               "The record", BOARD, writes=True, in_footer=False),
        Action("export", ("E",), "export", "Write the record into a file: Markdown, HTML, JSON, CSV.",
               "The record", ALL, in_footer=False),
        Action("brief", ("U",), "brief", "What a new commander needs, on one screen (ICS-201).",
               "The record", ALL, in_footer=False),
        Action("metrics", ("B",), "how it goes", "Durations, counts, and what is worth a word.",
               "The record", ALL, in_footer=False),
        Action("timeline.search", ("slash",), "search", "Search the timeline as you type.",
               "The record", ALL),
        Action("timeline.filter", ("f",), "filter", "Which lines it shows: people and ★, all, ★ only.",
               "The record", ALL, in_footer=False),
        Action("copy.first_message", ("y",), "first message",
               "Copy the first message and how to join; then say that it was posted.",
               "Telling people", BOARD, _open, in_footer=False),
        Action("updates", ("u",), "updates",
               "Who was told what and when: audiences, statements to approve and send.",
               "Telling people", WRITERS, _declared, writes=True, in_footer=False),
        Action("questions", ("Q",), "questions", "Questions from outside: answer, forward, enter one.",
               "Telling people", WRITERS, _declared, writes=True, in_footer=False),
        Action("duties", ("d",), "duties", "Everything due now; enter goes there.",
               "The loop", BOARD, in_footer=False),
        Action("snooze", ("S",), "put off", "Put one of my duties off until the next check-in.",
               "The loop", WRITERS, writes=True, in_footer=False),
        Action("timer", ("T",), "timer", "Ring me: a timer of my own; end one that rang.",
               "The loop", WRITERS, _open, writes=True, in_footer=False),
        Action("say", ("b",), "read aloud", "What to say now, in a few sentences to read aloud.",
               "The loop", ALL, _there, in_footer=False),
        Action("incidents", ("L",), "incidents",
               "All incidents, your private ones too; declare one.",
               "The incident", ALL, in_footer=False),
        Action("zoom", ("z",), "zoom", "The focused pane alone, and back.", "The screen",
               frozenset({"commander", "observer"})),
        Action("help", ("question_mark", "f1"), "help", "This list; enter runs the line.",
               "The screen", ALL, pinned=True),
        Action("palette", ("ctrl+p",), "palette", "Find any action by its name.",
               "The screen", ALL, in_footer=False, priority=True),
        Action("quit", ("ctrl+q",), "quit", "Leave; what you typed is kept as a draft.",
               "The screen", ALL, in_footer=False, priority=True),
        *_OTHER_KEYS,
    ]
)  # fmt: skip
"""The one table. Footer, help, palette, key settings and docs/keys.md come from it."""
