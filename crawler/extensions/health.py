"""Whether a run that is over is to be trusted: plain functions over what it did and over its publisher's past runs.

How few is too few is answered the same way everywhere. News comes in bursts (twenty results of one match day, all without a dateline),
so articles are not drawn independently of each other, and a textbook interval around a share would be too narrow. Instead runs are put
together to stretches of `HEALTH_SAMPLE` pages or articles or more, and a stretch is compared with stretches: the newest one (this run,
with as many of those right before it as it takes) has to be well beyond the most extreme of the earlier ones, of which there must be
`STRETCHES`. A quiet hour adds its few articles to those before it, a large run is a stretch of its own, and what was always rare or
changing is not missed. This run by itself must be beyond the limit too: a fault that is mended is no fault any more.

Only runs with the same arguments are compared, and only healthy ones are a yardstick: a fault goes on being reported until nothing
healthy is left of the last `HEALTH_DAYS` days.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING, get_args

from crawler.extensions.patience import GAVE_UP
from crawler.extensions.runs import FIELDS, RunFile, median
from crawler.extensions.stretches import Count, Stretch, newest_stretch, share, total
from crawler.index.errors import RunRefused
from crawler.index.outcomes import Verdict
from crawler.index.run import OUTPUT_FAILED

if TYPE_CHECKING:
    from typing import Self

    from scrapy.settings import BaseSettings

DONE, NOT_STARTED, USAGE, UNHEALTHY, LOCKED, OUTPUT = range(6)
"""The exit codes."""

CLEAN_ENDS = ("finished", "shutdown", "closespider_timeout", "closespider_itemcount", "closespider_pagecount", GAVE_UP)
"""Ends that were asked for: by the work being done, by one SIGINT or SIGTERM, by a CLOSESPIDER_ setting; or by the site, which is a
matter of health."""

OUTCOMES: tuple[str, ...] = get_args(Verdict)
"""What can become of a page; each is counted as `khabar/<outcome>`."""
LOOKS = 7
"""Past runs, over at least `WEEK`, from which a rhythm is read: one a day, so that every night and the day of rest were seen."""
WEEK = timedelta(days=7)
TURNED_AWAY = ("401", "403", "429", "451")
"""Statuses that say: not you, or not so often."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The settings `HEALTH_...`, by the rest of their names."""

    runs: int
    days: int
    sample: int
    errors: float
    refused: float
    server_errors: float
    rejected: float
    fall: float
    paragraphs: float
    silence: float
    silence_min: float

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        """Raises `RunRefused` (2) naming a setting that is no number, or a negative one."""
        return cls(*(_number(settings, f"HEALTH_{each.name.upper()}", whole=each.type == "int") for each in fields(cls)))  # type: ignore[arg-type]


def _number(settings: BaseSettings, name: str, *, whole: bool) -> float:
    try:
        value = int(settings[name]) if whole else float(settings[name])
    except (TypeError, ValueError):
        value = -1
    if not value >= 0:
        raise RunRefused(USAGE, f"{name}={settings[name]!r}: must be a {'whole ' if whole else ''}number, 0 or more")
    return value


def judge(run: RunFile, history: Sequence[RunFile], limits: Limits, *, closed_well: bool) -> tuple[int, list[str]]:
    """Exit code of a run that was opened and closed, and what is wrong with it, in words.

    `history` are the publisher's past runs, newest first; `closed_well` says that every line and the index are on disk.
    """
    if run.reason == OUTPUT_FAILED or not closed_well:
        return OUTPUT, [
            "The output could not be written: the log says what and why. What was counted is safe on disk; run it again to go on."
        ]
    if run.reason not in CLEAN_ENDS:
        return NOT_STARTED, [f"The crawl ended in an unexpected way: {run.reason}. The log says more."]
    wrong = faults(run, history, limits)
    return (UNHEALTHY if wrong else DONE), wrong


def faults(run: RunFile, history: Sequence[RunFile], limits: Limits) -> list[str]:
    """What is wrong with a run, in words; an empty list for a healthy one."""
    alike = [past for past in history if past.arguments == run.arguments and past.replay == run.replay]
    return [fault for monitor in MONITORS if (fault := monitor(run, alike, limits))]


Monitor = Callable[[RunFile, Sequence[RunFile], Limits], str | None]


# This run alone


def no_source_read(run: RunFile, history: Sequence[RunFile], limits: Limits) -> str | None:  # noqa: ARG001 - as all monitors
    """Nothing new is healthy, and what robots.txt forbids need not be read; that nobody could be asked is not."""
    asked = run.sources.get("asked", 0) - run.sources.get("forbidden", 0)
    return f"none of {asked} feeds, sitemaps and listings could be read" if asked and not run.sources.get("read", 0) else None


def no_page_fetched(run: RunFile, history: Sequence[RunFile], limits: Limits) -> str | None:  # noqa: ARG001
    """Every article page that was asked for failed."""
    failed = failed_pages(run)
    return f"all {failed} article pages that were asked for failed" if failed and not read_pages(run) else None


def gave_up(run: RunFile, history: Sequence[RunFile], limits: Limits) -> str | None:  # noqa: ARG001
    """The run was ended before its work was done, as the site gave nothing any more."""
    return run.gave_up


# Shares that no site has that is well


def pages_failed(run: RunFile, history: Sequence[RunFile], limits: Limits) -> str | None:
    """Pages that did not come, whatever was tried."""
    if not read_pages(run):
        return None  # said by `no_page_fetched`
    return _too_many(run, history, limits, failed_pages, asked_pages, limits.errors, "article pages failed", "HEALTH_ERRORS")


def turned_away(run: RunFile, history: Sequence[RunFile], limits: Limits) -> str | None:
    """The site does not want us, or wants us to prove that we are no robot."""

    def refusals(run: RunFile) -> int:
        # Most challenges come with one of these statuses, so the two overlap.
        challenged = run.counts.get("challenge", 0) + run.rejected.get("challenge", 0)
        return max(sum(run.statuses.get(status, 0) for status in TURNED_AWAY), challenged)

    what = f"answers were {', '.join(TURNED_AWAY)} or a challenge"
    return _too_many(run, history, limits, refusals, answers, limits.refused, what, "HEALTH_REFUSED")


def server_errors(run: RunFile, history: Sequence[RunFile], limits: Limits) -> str | None:
    """The site is broken or overloaded."""

    def broken(run: RunFile) -> int:
        return run.responses.get("5xx", 0)

    return _too_many(run, history, limits, broken, answers, limits.server_errors, "answers were 5xx", "HEALTH_SERVER_ERRORS")


def failed_pages(run: RunFile) -> int:
    """Article pages that did not come."""
    return sum(run.counts.get(outcome, 0) + run.rejected.get(outcome, 0) for outcome in ("failed", "challenge", "postponed"))


def read_pages(run: RunFile) -> int:
    """Articles that came: as pages, or in a feed that carries them."""
    return run.counts.get("fetched", 0) + run.counts.get("from_feed", 0)


def asked_pages(run: RunFile) -> int:
    """Articles that came or failed to."""
    return read_pages(run) + failed_pages(run)


def answers(run: RunFile) -> int:
    """All answers but those of robots.txt."""
    return sum(run.responses.values())


def _too_many(
    run: RunFile, history: Sequence[RunFile], limits: Limits, part: Count, whole: Count, limit: float, what: str, setting: str
) -> str | None:
    newest = newest_stretch(run, history, whole, limits.sample)
    if newest is None or share([run], part, whole) <= limit or share(newest.runs, part, whole) <= limit:
        return None
    return f"{total(newest.runs, part)} of {total(newest.runs, whole)} {what}{newest} ({setting} is {limit:g})"


# What a publisher's own past says


def layout_lost(run: RunFile, history: Sequence[RunFile], limits: Limits) -> str | None:
    """The text comes from the generic way where a layout used to give it: a redesign."""

    def by_layout(run: RunFile) -> int:
        return sum(count for way, count in run.body_from.items() if way == "feed" or way.startswith("layout:"))

    newest = newest_stretch(run, history, articles, limits.sample)
    if newest is None or (fall := _fall(newest, limits, by_layout)) is None:
        return None
    return f"a layout gave the text of only {fall}: the site may have been redesigned"


def coverage_lost(run: RunFile, history: Sequence[RunFile], limits: Limits) -> str | None:
    """A field that this publisher's articles had is missing from them."""
    newest = newest_stretch(run, history, articles, limits.sample)
    if newest is None:
        return None
    falls = [f"{name} in only {fall}" for name in FIELDS if (fall := _fall(newest, limits, _having(name)))]
    return "; ".join(falls) or None


def paragraphs_changed(run: RunFile, history: Sequence[RunFile], limits: Limits) -> str | None:
    """Articles are far shorter than usual (text is lost) or far longer (the page around it was taken for text)."""
    newest = newest_stretch(run, history, articles, limits.sample)
    if newest is None or not (usual := [_median(stretch) for stretch in newest.earlier(articles, limits.sample)]):
        return None
    least, most = min(usual) / limits.paragraphs, max(usual) * limits.paragraphs
    now = _median(newest.runs)
    if least <= now <= most or least <= _median([run]) <= most:
        return None
    return f"articles have {now:g} paragraphs in the median{newest}, before it was {min(usual):g} to {max(usual):g}"


def rejected_more(run: RunFile, history: Sequence[RunFile], limits: Limits) -> str | None:
    """One reason for which pages give no article has become frequent."""
    newest = newest_stretch(run, history, settled_pages, limits.sample)
    if newest is None:
        return None
    earlier, found = newest.earlier(settled_pages, limits.sample), []
    for reason in sorted(run.rejected):
        part = _rejected_as(reason)
        usual = max((share(stretch, part, settled_pages) for stretch in earlier), default=None)
        limit = limits.rejected if usual is None else usual + limits.fall
        if share([run], part, settled_pages) > limit and share(newest.runs, part, settled_pages) > limit:
            before = "" if usual is None else f", before at most {usual:.0%}"
            pages = f"{total(newest.runs, part)} of {total(newest.runs, settled_pages)} pages"
            found.append(f"{pages} were rejected as {reason}{newest}{before}")
    return "; ".join(found) or None


def silence(run: RunFile, history: Sequence[RunFile], limits: Limits) -> str | None:
    """The newest article is older than it ever was when somebody looked, nights and days of rest included.

    Measured is how old the newest known article was at each past run, so gaps in our own schedule are no silence of the site. A run that
    was stopped has not seen all, and one with `until` does not want the newest.
    """
    if run.reason != "finished" or "until" in run.arguments:
        return None
    ages, newest = [], None
    looks = [past for past in reversed(history) if past.reason == "finished"]
    for past in looks:
        newest = max((time for time in (newest, past.newest()) if time), default=None)
        if newest and past.exit_code == DONE:
            ages.append(past.time() - newest)
    newest = max((time for time in (newest, run.newest()) if time), default=None)
    if newest is None or len(ages) < LOOKS or run.time() - looks[0].time() < WEEK:
        return None
    age, usual = run.time() - newest, max(ages)
    # In seconds: no timedelta is multiplied by inf, which switches this off.
    if age.total_seconds() <= max(usual.total_seconds() * limits.silence, limits.silence_min):
        return None
    return (
        f"the newest article is {_hours(age)} old ({newest:%Y-%m-%d %H:%M} UTC), in the past runs it was never older than {_hours(usual)}"
    )


MONITORS: Sequence[Monitor] = (
    *(no_source_read, no_page_fetched, gave_up, pages_failed, turned_away, server_errors),
    *(layout_lost, coverage_lost, paragraphs_changed, rejected_more, silence),
)


# What is counted


def _rejected_as(reason: str) -> Count:
    """How many pages of a run were rejected for a reason."""
    return lambda run: run.rejected.get(reason, 0)


def _having(name: str) -> Count:
    """How many articles of a run have a field."""
    return lambda run: run.fields.get(name, 0)


def articles(run: RunFile) -> int:
    """Articles that were read."""
    return run.articles


def settled_pages(run: RunFile) -> int:
    """Pages of which something became."""
    return sum(run.counts.get(outcome, 0) for outcome in OUTCOMES if outcome != "postponed")


def _fall(newest: Stretch, limits: Limits, part: Count) -> str | None:
    """How far the share of articles fell below the lowest of the earlier stretches, in words; None if it did not, or not far enough."""
    usual = [share(stretch, part, articles) for stretch in newest.earlier(articles, limits.sample)]
    if not usual:
        return None
    floor = min(usual) - limits.fall
    if share(newest.runs, part, articles) > floor or share(newest.runs[:1], part, articles) > floor:
        return None
    return f"{total(newest.runs, part)} of {total(newest.runs, articles)} articles{newest}, before at least {min(usual):.0%}"


def _median(runs: Sequence[RunFile]) -> float:
    together: dict[str, int] = {}
    for run in runs:
        for number, count in run.paragraphs.items():
            together[number] = together.get(number, 0) + count
    return median(together) or 0


def _hours(time: timedelta) -> str:
    return f"{time.total_seconds() / 3600:.0f} h"
