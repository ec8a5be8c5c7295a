"""Run files for the tests of health: a site that publishes in the pattern that a test says, looked at every hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.extensions.health import Limits
from crawler.extensions.runs import FIELDS, RunFile, median

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
"""A Tuesday."""
LIMITS = Limits(
    days=30,
    runs=1000,
    sample=20,
    errors=0.25,
    refused=0.2,
    server_errors=0.25,
    rejected=0.5,
    fall=0.3,
    paragraphs=2,
    silence=2,
    silence_min=12 * 3600,
)


def make_run(hours_ago: float = 0, articles: int = 0, **fields: Any) -> RunFile:
    """A healthy run that read this many articles, all with every field, a layout's text and six paragraphs; `fields` say what differs.

    `counts`, `fields` and `statuses` need to name only what differs.
    """
    now = NOON - timedelta(hours=hours_ago)
    statuses = {"200": articles + 3, **fields.pop("statuses", {})}
    responses: dict[str, int] = {}
    for status, count in statuses.items():
        responses[f"{status[0]}xx"] = responses.get(f"{status[0]}xx", 0) + count
    paragraphs = fields.pop("paragraphs", {"6": articles} if articles else {})
    values: Mapping[str, Any] = {
        "run": f"{now:%Y%m%dT%H%M%S}-sana-000000",
        "publisher": "sana",
        "version": "0.1.0",
        "arguments": {},
        "replay": False,
        "started": now.isoformat(),
        "now": now.isoformat(),
        "ended": now.isoformat(),
        "reason": "finished",
        "gave_up": None,
        "exit_code": 0,
        "health": [],
        "counts": {"fetched": articles, "stored": articles} | fields.pop("counts", {}),
        "rejected": {},
        "sources": {"asked": 3, "read": 3},
        "responses": responses,
        "statuses": statuses,
        "articles": articles,
        "fields": dict.fromkeys(FIELDS, articles) | fields.pop("fields", {}),
        "body_from": {"layout:foxiz": articles} if articles else {},
        "paragraphs": paragraphs,
        "median_paragraphs": median(paragraphs),
        "newest_published_at": None,
    }
    return RunFile(**{**values, **fields})


def past(runs: int = 24, articles: int = 10, **fields: Any) -> list[RunFile]:
    """Hourly runs before this one, newest first."""
    return [make_run(hours, articles, **fields) for hours in range(1, runs + 1)]
