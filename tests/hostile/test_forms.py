"""What is handed on acts nowhere: in a spreadsheet, a browser, a viewer of Markdown, a pager."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser

from hypothesis import example, given

from cockpit.reports.exports import export_lines
from tests.hostile.acts import Scene
from tests.hostile.script import Script, examples, scripts, turns
from tests.hostile.texts import harm_in
from tests.record.memory_log import MemoryLog

TAGS = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "pre",
        "ul",
        "li",
        "table",
        "tr",
        "th",
        "td",
        "div",
        "span",
        "svg",
        "g",
        "line",
        "text",
        "rect",
        "circle",
    ]
)
ATTRIBUTES = frozenset(
    [
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "id",
        "viewbox",
        "width",
        "height",
        "x",
        "y",
        "x1",
        "x2",
        "y1",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "role",
        "preserveaspectratio",
        "aria-label",
    ]
)
FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


class Page(HTMLParser):
    """What a browser would find in a page beside text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.odd: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.odd += [tag] if tag not in TAGS else []
        self.odd += [f"{tag} {name}" for name, _ in attrs if name not in ATTRIBUTES]
        self.odd += [
            str(value) for _, value in attrs if value and re.search(r"(?i)script:|evil|pwned", value)
        ]

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    def handle_decl(self, decl: str) -> None:
        self.odd += [decl] if decl.lower() != "doctype html" else []

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def exported(script: Script, form: str) -> tuple[Scene, str]:
    scene = script.scene(MemoryLog)
    scene.plays()
    return scene, "\n".join(export_lines(form, scene.incident, scene.store, scene.now, everything=True))


@given(scripts())
@example(turns(0)[0])
@examples(4)
def test_a_page_has_no_element_attribute_or_address_but_its_own(script: Script) -> None:
    _, html = exported(script, "html")
    page = Page()
    page.feed(html)
    page.close()
    assert page.odd == []
    assert harm_in("".join(page.text)) == []
    assert harm_in(html) == []


@given(scripts())
@example(turns(1)[0])
@examples(4)
def test_no_cell_is_a_formula_and_none_is_lost(script: Script) -> None:
    scene, text = exported(script, "csv")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) == scene.incident.number + 1
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.lstrip().startswith(FORMULA)] == []
    assert harm_in(text) == []


@given(scripts())
@example(turns(2)[0])
@examples(4)
def test_markdown_holds_one_line_an_entry_and_no_markup_but_its_own(script: Script) -> None:
    scene, text = exported(script, "md")
    assert harm_in(text) == []
    entries = [line for line in text.split("\n") if re.match(r"- \d+ · ", line)]
    assert len(entries) == scene.incident.number
    body = text.partition("## How long it took")[0]
    assert re.findall(r"(?<!\\)[\[\]<`]", body) == []
    heads = [line for line in text.split("\n") if line.startswith("#")]
    assert len(heads) == len(set(heads))
