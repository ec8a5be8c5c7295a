"""HTML to raw fields; usable alone: `read_page(html, url)`."""

from crawler.page.fields import Block, Link, PageError, PageFields, Picture, Reading
from crawler.page.layouts import Cards, Layout
from crawler.page.read import read_page

__all__ = ["Block", "Cards", "Layout", "Link", "PageError", "PageFields", "Picture", "Reading", "read_page"]
