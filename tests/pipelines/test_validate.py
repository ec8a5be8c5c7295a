from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crawler.index.outcomes import Delivery, Missing, Visit
from crawler.items import Article, Rejected
from crawler.pipelines.validate import ValidatePipeline

Make = Callable[..., Article]
VISIT = Visit(key=1, url="https://sana.sy/locals/1/", received_at=datetime(2025, 9, 7, tzinfo=UTC))


@pytest.mark.parametrize(
    ("fields", "reason", "detail"),
    [
        ({"title": ""}, "no_title", "title"),
        ({"body": ""}, "no_body", "body"),
        ({"title": "Book fair opens", "body": "The book fair opened in Damascus today."}, "language", "body"),
    ],
)
def test_what_is_no_article_becomes_rejected(make_article: Make, fields: dict[str, str], reason: str, detail: str) -> None:
    article = make_article(1, **fields)
    outcome = ValidatePipeline().process_item(Delivery(article, VISIT)).outcome
    assert isinstance(outcome, Rejected)
    assert (outcome.reason, outcome.url, outcome.crawled_at) == (reason, article.url, article.crawled_at)
    assert outcome.detail.startswith(detail)


def test_an_article_and_every_other_outcome_pass(make_article: Make) -> None:
    for outcome in (make_article(1), Missing(404)):
        assert ValidatePipeline().process_item(Delivery(outcome, VISIT)).outcome is outcome
