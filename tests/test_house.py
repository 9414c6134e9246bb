"""The measures of the house that no tool takes: how long things are, what they say, what a command loads."""

from __future__ import annotations

import ast
import os
import pwd
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COCKPIT = ROOT / "cockpit"
HEAVY = frozenset({"rich", "sqlite_utils", "textual", "watchfiles"})
"""What a command that opens no screen never loads: each of them costs more time than the command itself."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def sources(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


def everything() -> list[Path]:
    return sources(COCKPIT, ROOT / "tests", ROOT / "bench")


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, Function))


def length(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def imports(node: ast.AST) -> Iterator[str]:
    """Every module that is imported somewhere below the node, by its full name."""
    for child in ast.walk(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            yield child.module


def room_name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_something_to_measure() -> None:
    assert COCKPIT / "__init__.py" in everything()


def test_every_module_opens_with_a_sentence_that_says_what_belongs_there() -> None:
    silent = [
        room_name(path)
        for path in everything()
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(tree(path))
    ]
    assert not silent


def test_no_file_has_more_than_400_lines() -> None:
    over = [f"{room_name(path)} ({lines(path)})" for path in everything() if lines(path) > 400]
    assert not over, f"split by meaning: {', '.join(over)}"


def test_no_function_has_more_than_50_lines() -> None:
    over = [
        f"{room_name(path)}: {function.name} ({length(function)})"
        for path in everything()
        for function in functions(path)
        if length(function) > 50
    ]
    assert not over, f"split by meaning: {', '.join(over)}"


def test_most_functions_are_short() -> None:
    lengths = [length(function) for path in sources(COCKPIT) for function in functions(path)]
    assert statistics.median(lengths) <= 10, "half of the functions have at most 10 lines"
    assert statistics.quantiles(lengths, n=10)[-1] <= 30, "nine functions in ten have at most 30 lines"


def test_the_app_and_the_panes_stay_small() -> None:
    app = COCKPIT / "tui" / "app.py"
    # what panes have in common is no pane
    panes = [path for path in sources(COCKPIT / "tui" / "panes") if path.parent.name != "base"]
    limits = {path: 200 if path == app else 150 for path in (app, *panes) if path.exists()}
    over = [f"{room_name(path)} ({lines(path)})" for path, limit in limits.items() if lines(path) > limit]
    assert not over, f"the app has at most 200 lines, a pane 150: {', '.join(over)}"


def test_the_incident_needs_nothing_but_the_standard_library_and_msgspec() -> None:
    allowed = sys.stdlib_module_names | {"msgspec", "cockpit"}
    foreign = {
        f"{room_name(path)} imports {name}"
        for path in sources(COCKPIT / "incident")
        for name in imports(tree(path))
        if name.partition(".")[0] not in allowed
    }
    assert not foreign


def test_the_incident_never_asks_what_time_it_is() -> None:
    asked = [
        f"{room_name(path)}:{node.lineno}"
        for path in sources(COCKPIT / "incident")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        and isinstance(node.value, ast.Name)
        and node.value.id in {"date", "datetime"}
    ]
    assert not asked, "time is an argument there"


def test_a_screen_is_opened_from_one_module_of_the_command_line() -> None:
    openers = [
        room_name(path)
        for path in sources(COCKPIT / "cli")
        if any(f"{name}.".startswith(("cockpit.tui.", "textual.")) for name in imports(tree(path)))
    ]
    assert len(openers) <= 1, f"only one module opens screens, not {', '.join(openers)}"


def test_no_test_sees_the_developers_home(isolated: Path) -> None:
    real = Path(pwd.getpwuid(os.getuid()).pw_dir)
    own = {name: value for name, value in os.environ.items() if name.startswith(("COCKPIT_", "XDG_", "HOME"))}
    assert Path.home() == isolated != real
    assert not list(isolated.iterdir())
    assert {"HOME", "COCKPIT_DB", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"} <= own.keys()
    assert all(Path(value).is_relative_to(isolated) for value in own.values())


RUN = """
import json, sys
from pathlib import Path
loaded = Path(sys.argv.pop())
try:
    from cockpit.cli.main import main
    main()
finally:
    loaded.write_text(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def run_cockpit(loaded: Path, *words: str) -> set[str]:
    """Run one command in a process of its own; what it had loaded when it ended."""
    command = [sys.executable, "-c", RUN, *words, str(loaded)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == 0, f"cockpit {' '.join(words)}: {done.stderr}"
    return set(ast.literal_eval(loaded.read_text()))


@pytest.mark.parametrize(
    "words", [("--help",), ("log", "disk", "is", "full"), ("status",), ("timeline",), ("list",)], ids=" ".join
)
def test_a_command_loads_nothing_that_only_a_screen_needs(words: tuple[str, ...], tmp_path: Path) -> None:
    run_cockpit(tmp_path / "declared", "declare", "checkout is down")
    loaded = run_cockpit(tmp_path / "loaded", *words)
    assert "click" in loaded
    assert sorted(loaded & HEAVY) == []
