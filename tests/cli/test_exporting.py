"""The record handed on: in every form, at any time, harmless wherever it is opened."""

from __future__ import annotations

import csv
import io
import json
import resource
import signal
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cockpit.incident.fold import fold
from cockpit.incident.metrics import first_sign
from cockpit.incident.state import Incident
from cockpit.record.sqlite import SqliteLog
from tests.waiting import wait_for

from .conftest import Shell

EVIL = "<script>alert(1)</script> [x](javascript:y) =cmd|' /C calc'!A0 \x1b]52;c;aGk=\x07 \u202eabc"
FORMS = ("md", "json", "jsonl", "csv", "html")


class Tags(HTMLParser):
    """What an HTML page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(page: str) -> Tags:
    tags = Tags()
    tags.feed(page)
    return tags


@pytest.mark.parametrize("form", FORMS)
def test_s28_the_record_is_exported_at_any_time_in_any_form(shell: Shell, incident: str, form: str) -> None:
    shell.done("impact", "worse", "20% of checkouts fail")
    out = shell.done("export", "--format", form).out
    assert "20% of checkouts fail" in out and incident in out


@pytest.mark.parametrize("form", FORMS)
def test_s30_the_record_leaves_the_raw_log_out_unless_it_is_starred(
    shell: Shell, incident: str, form: str
) -> None:
    shell.done("log", "one of a thousand")
    shell.done("log", "--star", "the one that matters")
    short = shell.done("export", "--format", form).out
    assert "the one that matters" in short and "one of a thousand" not in short
    assert "one of a thousand" in shell.done("export", "--format", form, "--all").out


def test_times_are_in_utc_and_local_with_the_offset(
    shell: Shell, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    shell.done("log", "--star", "--at", "2026-11-01T14:00+05:30", "seen")
    assert "2026-11-01 08:30:00Z (14:00:00+05:30)" in shell.done("export").out
    (row,) = [
        r
        for r in csv.DictReader(io.StringIO(shell.done("export", "--format", "csv").out))
        if r["text"] == "seen"
    ]
    assert (row["happened_utc"], row["happened_local"]) == (
        "2026-11-01T08:30:00+00:00", "2026-11-01T14:00:00+05:30",
    )  # fmt: skip
    last = json.loads(shell.done("export", "--format", "jsonl").lines[-1])
    assert (last["utc"], last["local"]) == ("2026-11-01T08:30:00+00:00", "2026-11-01T14:00:00+05:30")


def test_json_holds_state_durations_and_entries(shell: Shell, incident: str) -> None:
    told = json.loads(shell.done("export", "--format", "json", "--all").out)
    assert told["state"]["incident"] == incident
    assert told["metrics"]["noticed_to_commander"] is not None
    assert [entry["number"] for entry in told["entries"]] == list(range(1, told["state"]["head"] + 1))


def test_the_whole_record_is_one_object_of_json_too(shell: Shell, incident: str) -> None:
    shell.done("log", "nobody starred this")
    whole = json.loads(shell.done("record", "--json").out)
    assert [entry["text"] for entry in whole["entries"]][-1] == "nobody starred this"
    asked = shell("record", "--json", "--live", "x.md")
    assert asked.status == 2 and "cockpit timeline --json --follow" in asked.err


@pytest.mark.parametrize("form", FORMS)
def test_what_was_typed_acts_nowhere(shell: Shell, incident: str, form: str) -> None:
    shell.done("log", "--star", "--", EVIL)
    shell.done("measure", "propose", "fix", EVIL)
    out = shell.done("export", "--format", form).out
    assert "\x1b" not in out and "\u202e" not in out and "\x07" not in out


def test_a_page_has_no_script_no_link_and_loads_nothing(shell: Shell, incident: str) -> None:
    shell.done("log", "--star", "--", EVIL)
    shell.done("impact", "worse", "--", EVIL)
    shell.done("measure", "done", "fix", EVIL)
    page = shell.done("export", "--format", "html").out
    tags = parsed(page)
    assert not {"script", "a", "img", "iframe", "link", "object", "form", "input"} & set(tags.tags)
    assert not [name for name, _ in tags.attributes if name.startswith("on") or name in {"href", "src"}]
    assert "default-src 'none'" in page
    assert "<script>alert(1)</script>" in tags.text


def test_its_time_line_draws_impact_measures_roles_and_check_ins(shell: Shell, incident: str) -> None:
    shell.done("impact", "worse", "checkout fails")
    shell.done("join", "investigator", who="bob")
    shell.done("measure", "propose", "mitigation", "read-only mode", "--owner", "bob")
    shell.done("measure", "start", "M1", who="bob")
    shell.done("checkin", "--trend", "same")
    page = shell.done("export", "--format", "html").out
    svg = page[page.index("<svg") : page.index("</svg>") + 6]
    texts = ["".join(node.itertext()) for node in ET.fromstring(svg).iter() if node.tag in {"text", "title"}]
    for told in ("phase", "impact", "commander", "investigator", "M1 read-only mode", "check-ins", "alice"):
        assert any(told in text for text in texts), told


def _marks(shell: Shell) -> list[str]:
    page = shell.done("export", "--format", "html").out
    svg = ET.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    return ["".join(node.itertext()) for node in svg.iter() if node.tag in {"text", "title"}]


def test_its_time_line_shows_when_nobody_had_command_and_the_day_where_it_lasts(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime(2026, 11, 20, 1, 3, tzinfo=UTC)
    monkeypatch.setattr("cockpit.cli.context.utc_now", lambda: now)
    shell.done("declare", "Checkout returns 500s")
    now += timedelta(minutes=40)
    assert "nobody was commander" in (marks := _marks(shell))
    assert "01:30Z" in marks
    now += timedelta(days=3)
    shell.done("take")
    assert "11-22 00:00Z" in _marks(shell)
    assert "commander: alice" in _marks(shell)


def test_no_spreadsheet_takes_a_cell_for_a_formula(shell: Shell, incident: str) -> None:
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "  =2", "\t=3"):
        shell.done("log", "--star", "--", text)
    rows = list(csv.DictReader(io.StringIO(shell.done("export", "--format", "csv").out)))
    assert [row["text"][0] for row in rows[-6:]] == ["'"] * 6


def test_markdown_says_what_was_typed_and_no_more(shell: Shell, incident: str) -> None:
    shell.done("log", "--star", "--", "# no heading\n* [no](http://link) `code` <b>")
    (line,) = [one for one in shell.done("export").lines if "no heading" in one]
    assert r"\[no\](http://link) \`code\` &lt;b&gt;" in line


def test_a_corrected_and_a_late_entry_show_both(shell: Shell, incident: str) -> None:
    shell.done("log", "--star", "--at", "-80m", "the region is us-west-1")
    number = json.loads(shell.done("status", "--json").out)["head"]
    shell.done("correct", str(number), "the region is us-west-2")
    (line,) = [one for one in shell.done("export").lines if one.startswith(f"- {number} ")]
    assert "us-west-2 (corrected; first: the region is us-west-1) (written " in line


def test_what_was_redacted_is_in_no_form(shell: Shell, incident: str) -> None:
    shell.done("log", "--star", "password hunter2hunter2")
    number = json.loads(shell.done("status", "--json").out)["head"]
    shell.done("redact", str(number), "--because", "a password")
    for form in FORMS:
        assert "hunter2" not in shell.done("export", "--format", form, "--all").out


def test_it_writes_a_new_file_and_never_over_one(shell: Shell, incident: str, tmp_path: Path) -> None:
    target = tmp_path / "record.html"
    assert str(target) in shell.done("export", "--format", "html", "--to", str(target)).err
    assert target.read_text().startswith("<!DOCTYPE html>")
    again = shell("export", "--to", str(target))
    assert again.status == 2 and "exists: name a file that does not" in again.err


def test_activity_shows_a_persons_roles_and_acts(shell: Shell, incident: str) -> None:
    shell.done("join", "investigator", who="bob")
    shell.done("log", "replica lag is growing", who="bob")
    told = shell.done("activity", "bob").out
    assert "bob" in told and "investigator" in told and "replica lag is growing" in told
    assert "alice has command" not in told
    everybody = [json.loads(line) for line in shell.done("activity", "--json").lines]
    assert {one["person"] for one in everybody} >= {"alice", "bob"}
    assert shell("activity", "nobody").status == 2


def test_metrics_are_durations_counts_and_flags(shell: Shell, incident: str) -> None:
    shell.done("measure", "done", "fix", "restarted it", who="bob")
    told = json.loads(shell.done("metrics", "--json").out)
    assert (told["unapproved"], told["measures"], told["unapproved_share"]) == (1, 1, 1.0)
    assert "1 measure without approval beforehand: M1" in [flag["text"] for flag in told["flags"]]
    assert "without approval beforehand" in shell.done("metrics").out
    shell.done("declare", "another")
    assert len(shell.done("metrics", "--all", "--json").lines) == 2


def test_the_first_sign_is_never_later_than_the_declaration(shell: Shell) -> None:
    shell.done("declare", "Checkout returns 500s")
    shell.done("take")
    shell.done("measure", "propose", "mitigation", "roll back")
    shell.done("impact", "worse", "all checkouts fail")
    store = SqliteLog(shell.path, read_only=True)
    incident = fold(Incident(id="x"), store.since(store.incidents()[0].incident, 0))
    store.close()
    assert first_sign(incident) == incident.declared_at


def test_s74_minutes_in_check_ins_are_counted(shell: Shell, incident: str) -> None:
    shell.done("checkin", "--trend", "same")
    told = json.loads(shell.done("metrics", "--json").out)
    assert (told["checkins"], told["checkins_on_time"], told["in_checkins"]) == (1, 1, 0)


def test_s36_a_live_file_follows_the_record_line_by_line(shell: Shell, incident: str, tmp_path: Path) -> None:
    target = tmp_path / "shared" / "live.md"
    target.parent.mkdir()
    child = shell.start("record", "--live", str(target))
    wait_for(lambda: target.exists() and "looking at graphs" in target.read_text(), "the file stands")
    before = target.read_bytes()
    shell.done("log", "replica lag is growing", who="bob")
    wait_for(lambda: "replica lag is growing" in target.read_text(), "the entry is in the file")
    assert target.read_bytes().startswith(before), "less +F goes on reading"
    number = json.loads(shell.done("status", "--json").out)["head"]
    shell.done("redact", str(number), "--because", "not for others")
    wait_for(lambda: "replica lag" not in target.read_text(), "a redaction reaches the file")
    child.send_signal(signal.SIGINT)
    _, err = child.communicate()
    assert child.returncode == 0 and "less +F" in err.decode()


def test_a_live_file_on_a_full_disk_waits_and_holds_every_entry_once(
    shell: Shell, incident: str, tmp_path: Path
) -> None:
    target = tmp_path / "shared" / "live.md"
    target.parent.mkdir()
    child = shell.start("record", "--live", str(target))
    wait_for(lambda: target.exists() and "looking at graphs" in target.read_text(), "the file stands")
    before = target.read_bytes()
    assert child.stderr and b"less +F" in child.stderr.readline()
    was = resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (len(before) + 20, resource.RLIM_INFINITY))
    shell.done("log", "replica lag is growing", who="bob")
    assert b"cannot be written" in child.stderr.readline()
    assert target.read_bytes() == before
    resource.prlimit(child.pid, resource.RLIMIT_FSIZE, was)
    wait_for(lambda: target.read_text().count("replica lag is growing") == 1, "it heals")
    target.rename(tmp_path / "moved.md")
    shell.done("severity", "1")
    wait_for(lambda: target.exists() and "SEV1 CRITICAL" in target.read_text(), "the file is there again")
    assert target.read_text().count("replica lag is growing") == 1


def test_a_live_file_stays_out_of_the_records_folder_and_off_other_files(
    shell: Shell, incident: str, tmp_path: Path
) -> None:
    inside = shell("record", "--live", str(shell.path.parent / "live.md"))
    assert inside.status == 2 and "the record's own folder" in inside.err
    mine = tmp_path / "mine.txt"
    mine.write_text("dear diary")
    assert "holds something else already" in shell("record", "--live", str(mine)).err
    link = tmp_path / "link.md"
    link.symlink_to(mine)
    assert shell("record", "--live", str(link)).status == 2
    assert mine.read_text() == "dear diary"


SLACK = [
    {"type": "message", "user": "U1", "ts": "1763903520.000200", "text": "pods restart &amp; fail",
     "user_profile": {"display_name": "dave"}},
    {"type": "message", "user": "U2", "ts": "1763903400.000100", "text": "looking"},
]  # fmt: skip


def test_s29_a_slack_export_comes_in_with_its_own_times(shell: Shell, incident: str, tmp_path: Path) -> None:
    file = tmp_path / "channel.json"
    file.write_text(json.dumps(SLACK))
    shell.done("import", str(file))
    rows = [json.loads(line) for line in shell.done("timeline", "--json", "--kind", "chat").lines]
    assert [(row["who"], row["text"]) for row in rows] == [("U2", "looking"), ("dave", "pods restart & fail")]
    assert rows[0]["happened_at"].startswith("2025-11-23T13:10:00")
    assert "holds channel.json already" in shell.done("import", str(file)).out


def test_s29_lines_copied_out_of_a_chat_come_in_with_their_own_times(
    shell: Shell, incident: str, tmp_path: Path
) -> None:
    file = tmp_path / "chat.txt"
    file.write_text("dave  2026-11-20 23:58\nrestarting the pods\nno change\n[00:03] erin: I see it too\n")
    shell.done("import", str(file), "--zone", "UTC")
    rows = [json.loads(line) for line in shell.done("timeline", "--json", "--kind", "chat").lines]
    assert [(row["who"], row["text"]) for row in rows] == [
        ("dave", "restarting the pods\nno change"), ("erin", "I see it too"),
    ]  # fmt: skip
    assert rows[0]["happened_at"].startswith("2026-11-20T23:58:00")


def test_s29_what_a_pipe_brings_bears_its_own_times_as_out_of_a_file(shell: Shell, incident: str) -> None:
    exported = json.dumps(SLACK).encode()
    assert "2 rows of standard input are entries" in shell.done("import", "-", stdin=exported).out
    assert "holds standard input already" in shell.done("import", "-", stdin=exported).out
    said = b"dave 2026-11-20T23:58 restarting the pods\nerin 2026-11-20T23:59Z I see it too\n"
    shell.done("import", "-", "--zone", "Europe/Berlin", stdin=said)
    rows = [json.loads(line) for line in shell.done("timeline", "--json", "--kind", "chat").lines]
    assert [row["happened_at"][:16] for row in rows] == [
        "2025-11-23T13:10", "2025-11-23T13:12", "2026-11-20T23:58", "2026-11-20T23:59",
    ]  # fmt: skip
    assert rows[2]["happened_at"].endswith("+01:00")
    refused = shell("import", "-", stdin=b"what is this\ndave 14:32 text\n")
    assert refused.status == 2 and "dave 14:32 text" in refused.err


def test_the_brief_stands_on_one_screen(shell: Shell, incident: str) -> None:
    shell.done("impact", "worse", "20% of checkouts fail")
    lines = shell.done("brief").lines
    assert len(lines) <= 24 and all(len(line) <= 80 for line in lines)
    assert any("20% of checkouts fail" in line for line in lines) and any("alice" in line for line in lines)
    assert json.loads(shell.done("brief", "--json").out)["incident"] == incident
