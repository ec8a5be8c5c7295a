"""HTML, or lines of text, to raw fields; usable alone: `read_page(html, url)`, `read_text(text, url)`."""

from crawler.page.fields import Block, Link, PageError, PageFields, Picture, Reading
from crawler.page.layouts import Cards, Layout
from crawler.page.read import read_page
from crawler.page.text import read_text

__all__ = ["Block", "Cards", "Layout", "Link", "PageError", "PageFields", "Picture", "Reading", "read_page", "read_text"]
