"""Whether what was read is an article at all; what is not goes to `rejected/` with its reason."""

from __future__ import annotations

from crawler.arabic import is_arabic
from crawler.index.outcomes import Delivery
from crawler.items import Article, Rejected


class ValidatePipeline:
    """Turns an article that is none into a `Rejected`; everything else passes."""

    def process_item(self, item: Delivery) -> Delivery:
        if isinstance(item.outcome, Article) and (fault := fault_of(item.outcome)):
            item.outcome = rejected(item.outcome, *fault)
        return item


def fault_of(article: Article, *, needs_title: bool = True) -> tuple[str, str] | None:
    """Reason and detail for which an article must not be stored, or None."""
    if needs_title and not article.title:
        return "no_title", "title: no headline was found"
    if not article.body and article.kind != "flash":
        return "no_body", "body: no text was found"
    if not is_arabic(f"{article.title}\n{article.body}"):
        return "language", "body: most of its letters are not Arabic"
    return None


def rejected(article: Article, reason: str, detail: str) -> Rejected:
    """The line of `rejected/` for an article."""
    return Rejected(url=article.url, publisher=article.publisher, reason=reason, detail=detail, crawled_at=article.crawled_at)
