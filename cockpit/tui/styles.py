"""Where the style sheets are, whichever way the cockpit was installed, and which theme colours them."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

_THEME = "textual-dark"
_PACKAGE = Path(__file__).resolve().parent.parent


class StylesMissing(RuntimeError):
    """No folder with style sheets was found. `str()` is a sentence for people."""


def styles_dir() -> Path:
    """The folder that holds `cockpit.tcss`: inside an installed package, beside it in a checkout.

    The package comes first: a stray folder named `styles` in site-packages must not win.

    Raises:
        StylesMissing: neither folder holds it.
    """
    for folder in (_PACKAGE / "styles", _PACKAGE.parent / "styles"):
        if (folder / "cockpit.tcss").is_file():
            return folder
    raise StylesMissing(f"The style sheets are missing from {_PACKAGE}: install incident-cockpit again.")


def choose_theme(app: App[Any], name: str | None) -> list[str]:
    """Give the app the theme of that name, or ours; a sentence where there is none of that name."""
    known = name in app.available_themes
    app.theme = name if name and known else _THEME
    if name is None or known:
        return []
    near = get_close_matches(name, app.available_themes, n=1) or [_THEME]
    some = "textual-dark, textual-light, ansi-dark, ansi-light, nord, gruvbox"
    return [f"The theme {name} is unknown, so {_THEME} is shown: did you mean {near[0]}? There are {some}, …"]
