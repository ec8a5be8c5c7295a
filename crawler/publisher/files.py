"""From publishers' names to their spiders, a file each: a start costs the same however many there are, and a bad file harms no other."""

from __future__ import annotations

import pkgutil
import sys
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.utils.spider import iter_spider_classes

if TYPE_CHECKING:
    import builtins
    from collections.abc import Iterator, Sequence
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings

_ROOT = Path(__file__).resolve().parents[2]


class SpiderFiles:
    """The spider called `sana` is looked for in `sana.py` of `SPIDER_MODULES`; only where it is not there, and to list all, every file is
    imported.

    So a file that cannot be imported keeps nobody but its own publisher from being crawled; Scrapy's loader gives up at the first.
    """

    def __init__(self, settings: BaseSettings) -> None:
        self._modules = settings.getlist("SPIDER_MODULES")

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls(settings)

    @cached_property
    def _all(self) -> tuple[dict[str, type[Spider]], builtins.list[str]]:
        """Spiders by name; which files could not be imported, and why."""
        spiders: dict[str, type[Spider]] = {}
        faults = []
        for module in _walk(self._modules):
            try:
                spiders |= {spider.name: spider for spider in iter_spider_classes(import_module(module))}
            except Exception as error:
                faults.append(f"{_file_of(module)}: cannot be imported: {type(error).__name__}: {error}")
        return spiders, faults

    @property
    def faults(self) -> builtins.list[str]:
        """Which files could not be imported, and why."""
        return self._all[1]

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of this name. Raises KeyError, and what the file of this name raises when it is imported."""
        if (spider := self._in_own_file(spider_name) or self._all[0].get(spider_name)) is None:
            raise KeyError(f"Spider not found: {spider_name}")
        return spider

    def list(self) -> builtins.list[str]:
        """The names of all spiders whose files can be imported."""
        return [*self._all[0]]

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """The names of the spiders that a request may belong to."""
        return [name for name, spider in self._all[0].items() if spider.handles_request(request)]

    def _in_own_file(self, name: str) -> type[Spider] | None:
        if not name.isidentifier():  # a dot would lead into other packages
            return None
        for package in self._modules:
            spec = find_spec(package)
            if spec and spec.submodule_search_locations is not None and find_spec(f"{package}.{name}"):
                for spider in iter_spider_classes(import_module(f"{package}.{name}")):
                    if spider.name == name:
                        return spider
        return None


def in_project(path: Path) -> Path:
    """A path from the folder of the project, if it is in there."""
    return path.relative_to(_ROOT) if path.is_relative_to(_ROOT) else path


def _walk(modules: Sequence[str]) -> Iterator[str]:
    """Names of modules, and of all below those that are packages."""
    for name in modules:
        yield name
        package = sys.modules.get(name)
        for found in pkgutil.walk_packages(getattr(package, "__path__", []), f"{name}.", onerror=lambda _: None):
            yield found.name


def _file_of(module: str) -> str:
    """Where a module stands; its name where that is not known."""
    try:
        spec = find_spec(module)
    except (ImportError, ValueError):
        return module
    return str(in_project(Path(spec.origin))) if spec is not None and spec.origin else module
