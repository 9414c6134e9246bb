"""Who may do what, told to people: the table of the rules as a page of the docs and as lines."""

from __future__ import annotations

from collections.abc import Iterator

from cockpit.incident.rules.authority import TABLE, Authority

HEAD = """\
# Who may do what

One table for every verb, made by `cockpit role may --markdown` from the rules themselves. A spoken decision
may be entered by whoever heard it (`--word NAME`); facts can always be written, by anybody who may write to
the file. These are rules about persons, not about access: who may write at all is decided by the file's own
permissions.

| act | on the command line | who may | while nobody has command | once closed | rule |
|---|---|---|---|---|---|
"""


def authority_markdown() -> str:
    """docs/authority.md, whole."""
    return HEAD + "".join(_row(authority) for authority in TABLE.values())


def _row(authority: Authority) -> str:
    cells = (
        authority.act,
        f"`cockpit {authority.verb}`" if authority.verb else "",
        _told(authority),
        authority.who.leaderless,
        "not any more" if authority.open_only else "as before",
        authority.rule,
    )
    return f"| {' | '.join(cells)} |\n"


def _told(authority: Authority) -> str:
    return authority.who.told or authority.who.words


def authority_lines() -> Iterator[str]:
    """A line for each verb: what it does, and who may."""
    for authority in TABLE.values():
        yield f"{authority.verb:<20} {authority.act:<46} {_told(authority)}"
