"""Where the style sheets are, whichever way the cockpit was installed."""

from __future__ import annotations

from pathlib import Path

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
