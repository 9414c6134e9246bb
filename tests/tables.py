"""What tests of tables in docs/ share: the lines, what is quoted in them, and whether a test exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent


def lines(name: str) -> list[list[str]]:
    """The cells of every line of every table in docs/NAME, without heads and rules."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    tables = re.findall(r"^\|.*\n\|[-| :]+\|\n((?:\|.*\n)+)", text, flags=re.MULTILINE)
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for table in tables
        for line in table.splitlines()
    ]


def quoted(cell: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def exists(test: str) -> bool:
    """Whether there is a test `path::function`, the path from the root of the project."""
    path, _, function = test.partition("::")
    return function in _functions(ROOT / path)


@cache
def _functions(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
