"""Verbs about the whole incident: declared, how bad, resolved, closed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

import click

from cockpit.cli.acting import Act, writing
from cockpit.cli.completing import severities
from cockpit.cli.verbs import joined, text_of_words, verb, words
from cockpit.incident import commands as cmd

if TYPE_CHECKING:
    from cockpit.incident.events import Trend

TRENDS = ("worse", "better", "same", "new-symptom")


@verb()
@click.argument("severity", metavar="SEV", shell_complete=severities)
@writing(word=True, at=True)
def severity(act: Act, severity: str) -> None:
    """Say how bad it is: SEV1, SEV2 or SEV3, or what the project calls it; when unsure, the worse.

    Lowering it asks why. cockpit procedure show tells what each level means.
    """
    act.do(cmd.SetSeverity(joined([severity])))


@verb()
@click.argument("trend", type=click.Choice(TRENDS, case_sensitive=False), metavar="TREND")
@words()
@click.option("--share", metavar="SHARE", help="How many are hit: 20%.")
@click.option("--region", metavar="NAME", help="Where: eu-west.")
@click.option("--cohort", metavar="TEXT", help="Who is hit: new accounts.")
@click.option("--function", metavar="TEXT", help="What no longer works: POST /checkout.")
@click.option("--since", metavar="TIME", help="Since when they are hit so: 14:32, -7m.")
@click.option("--metric", "metrics", metavar="NAME=VALUE", multiple=True, help="A number: errors=12%.")
@writing(word=True, at=True)
def impact(
    act: Act,
    trend: str,
    words: Sequence[str],
    share: str | None,
    region: str | None,
    cohort: str | None,
    function: str | None,
    since: str | None,
    metrics: Sequence[str],
) -> None:
    """Say who is hit; TREND is worse, better, same or new-symptom."""
    parts = {"share": share, "region": region, "cohort": cohort, "function": function}
    began = act.call.moment(since)
    act.do(
        cmd.ReportImpact(
            cast("Trend", trend),
            text_of_words(words),
            metrics=_metrics(metrics),
            since=began.at if began else None,
            **{name: joined([value]) for name, value in parts.items() if value},
        )
    )


def _metrics(given: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = joined([text]).partition("=")
        if not (name.strip() and equals and value.strip()):
            raise click.BadParameter(f"{text} is no NAME=VALUE, such as errors=12%.", param_hint="--metric")
        found[name.strip()] = value.strip()
    return found


@verb()
@writing(word=True, at=True)
def resolve(act: Act) -> None:
    """Say that impact is over. The team stays for the watch period."""
    act.do(cmd.Resolve())


@verb()
@writing(word=True, at=True, closed=True)
def reopen(act: Act) -> None:
    """Go back to active: a relapse in the watch, or more to do after the close. The record stays one."""
    act.do(cmd.Reopen())


@verb()
@writing(word=True, at=True)
def close(act: Act) -> None:
    """Wind down: ends the clocks and everybody's roles. The record stays open for late entries.

    It asks why, once, where the watch is not over, an audience was not told of the end, or a measure runs.
    """
    act.do(cmd.Close())


@verb("stand-down")
@writing(word=True, at=True)
def stand_down(act: Act) -> None:
    """Say that it was no incident after all, and why; the record stays."""
    act.do(cmd.StandDown())
