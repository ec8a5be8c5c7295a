"""CSS selectors over a page, compiled when they are first used."""

from __future__ import annotations

from functools import lru_cache

from cssselect.xpath import HTMLTranslator, XPathExpr
from lxml import etree


def select(css: str | None, element: etree._Element) -> list[etree._Element]:
    """The elements in and below `element` that a CSS selector finds, in page order; none for None."""
    return _compiled(css)(element) if css else []


@lru_cache(maxsize=512)
def _compiled(css: str) -> etree.XPath:
    return etree.XPath(_Translator().css_to_xpath(css))


class _Translator(HTMLTranslator):
    """Looks for the last element of a selector first and then at what is around it, where the outer one may be of any type.

    `.single-header time` the other way round asks each of a page's thousand elements for its class: ten times as slow.
    """

    def xpath_descendant_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        if left.element != "*" or left.path:
            return super().xpath_descendant_combinator(left, right)
        return right.add_condition(f"ancestor::{left}")
