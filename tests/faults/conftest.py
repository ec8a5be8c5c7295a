from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.live.site import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty site."""
    with serving() as site:
        yield site
