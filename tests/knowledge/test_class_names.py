"""What names of classes say."""

from __future__ import annotations

import pytest

from crawler.knowledge.class_names import class_names


@pytest.mark.parametrize(
    "name",
    ["related", "relatedNews", "post_tags", "share-box", "td-most-read", "mostRead", "entry sidebar", "JP-RelatedPosts", "most_viewed"],
)
def test_furniture(name: str) -> None:
    assert class_names().is_furniture(name)


@pytest.mark.parametrize(
    "name",
    ["", "entry-content", "has-sidebar", "tag-bar-news", "category-breaking", "share-wrapper", "articleBody", "related-content", "adana",
     "layout-right-sidebar", "elementor-widget-text", "readers"],
)  # fmt: skip
def test_text_and_frames(name: str) -> None:
    assert not class_names().is_furniture(name)


def test_no_name_stands_twice() -> None:
    names = class_names()
    assert len(set(names.rows)) == len(names.rows)
    assert all(row == row.lower() and "_" not in row for row in (*names.words, *names.rows))
