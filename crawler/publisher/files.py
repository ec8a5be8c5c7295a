"""From a publisher's name to its spider without importing all the others: a start costs the same however many there are."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from scrapy.spiderloader import SpiderLoader
from scrapy.utils.spider import iter_spider_classes

if TYPE_CHECKING:
    import builtins
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings


class SpiderFiles:
    """The spider called `sana` is looked for in `sana.py` of `SPIDER_MODULES`; only where it is not there, and to list all, every file is
    imported, which is Scrapy's way.

    So a file that cannot be imported keeps nobody but its own publisher from being crawled.
    """

    def __init__(self, settings: BaseSettings) -> None:
        self._settings = settings

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls(settings)

    @cached_property
    def _all(self) -> SpiderLoader:
        return SpiderLoader.from_settings(self._settings)

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of this name. Raises KeyError, and what a file raises that is imported."""
        return self._in_own_file(spider_name) or self._all.load(spider_name)

    def list(self) -> list[str]:
        """The names of all spiders."""
        return self._all.list()

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """The names of the spiders that a request may belong to."""
        return self._all.find_by_request(request)

    def _in_own_file(self, name: str) -> type[Spider] | None:
        if not name.isidentifier():  # a dot would lead into other packages
            return None
        for package in self._settings.getlist("SPIDER_MODULES"):
            if hasattr(import_module(package), "__path__") and find_spec(f"{package}.{name}"):
                for spider in iter_spider_classes(import_module(f"{package}.{name}")):
                    if spider.name == name:
                        return spider
        return None
