"""What became of a request that brought no page, in words."""

from __future__ import annotations

from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError


class NotNow(IgnoreRequest):
    """A request that must not be made in this run, though nothing is wrong with its page, which stays due. Raised by middlewares."""


class Challenged(IgnoreRequest):
    """The page of a protection service came instead of the site's. Raised by `PatienceMiddleware`; the page is tried again later."""


def refusal(error: BaseException | None) -> str | None:
    """In one word why a page was not sent for or not taken, or None where it may come the next time."""
    if isinstance(error, IgnoreRequest) and str(error) == "Forbidden by robots.txt":
        return "robots"
    # The first is raised for the bytes that come, the second for what they unpack to.
    if isinstance(error, DownloadCancelledError) or (isinstance(error, IgnoreRequest) and "exceeded DOWNLOAD_MAXSIZE" in str(error)):
        return "too_large"
    reason = getattr(error, "refused_as", None)
    return reason if isinstance(reason, str) else None


def describe(error: BaseException | None) -> str:
    """What went wrong with a request, in words."""
    if refusal(error) == "robots":
        return "forbidden by robots.txt"
    if isinstance(error, HttpError):
        return f"HTTP {error.response.status}"
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def is_missing(error: BaseException | None) -> bool:
    """Whether a request failed because the page is not there."""
    return isinstance(error, HttpError) and error.response.status in (404, 410)
