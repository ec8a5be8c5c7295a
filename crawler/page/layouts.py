"""Layouts: where the parts of a page stand, as CSS selectors. Data only; nothing is compiled before it is used.

A selector that begins with the type of a rare element (`article div.tag-bar a`) is found several times as fast as `.tag-bar a`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Cards:
    """How a listing page shows its articles."""

    item: str
    """One card."""
    link: str
    """In a card, the link to the article."""
    title: str
    """In a card, the headline."""
    date: str | None = None
    """In a card, the publication time: its `datetime` attribute, else its text."""
    outside: str | None = None
    """Parts of the page whose cards are not of this listing: header, sidebar, most read."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How one theme or site builds an article page. A selector that is None leaves its field to the page's metadata."""

    name: str
    """Stands in `extraction`: `layout:foxiz`."""
    body: str
    """The container of the text; the first layout whose container holds text is the page's."""
    drop: tuple[str, ...] = ()
    """Inside the container, what is no text of the article."""
    title: str | None = None
    published: str | None = None
    """Its `datetime` or `content` attribute counts before the page's metadata, its text after it: what is shown may be relative."""
    modified: str | None = None
    section: str | None = None
    """Where it is None, breadcrumbs and labels are read as on any page, after the metadata."""
    tags: str | None = None
    """One element a tag."""
    standfirst: str | None = None
    lead: str | None = None
    """In front of the container, the first paragraph: other than a standfirst, it is what the text goes on from."""
    authors: str | None = None
    """Visible bylines. Account names in the metadata are not asked: on many sites they are those of the desk."""
    main_image: str | None = None
    credit: str | None = None
    """Outside the container, what says where the text is from (`المصدر: رويترز`)."""
    related: str | None = None
    """Links whose text is a headline, or their `title` where they have none."""
    signs_off: bool = False
    """Whether the last paragraphs may be names of reporters and editors."""
    cards: Cards | None = None

    def but(self, **changes: Any) -> Layout:
        """The same layout with some parts changed; `drop` is added to."""
        more = changes.get("drop", ())
        # A string is a comma forgotten: it is left for `mistakes` to name, since its letters would be selectors.
        changes["drop"] = more if isinstance(more, str) else (*self.drop, *more)
        return replace(self, **changes)


# Verified on two real pages of sana.sy (September 2025), but for the cards of listing pages, of which only the single card was seen.
FOXIZ = Layout(
    name="foxiz",
    title="h1.s-title",
    body="div.entry-content.rbct",
    published="header.single-header time.published",
    section="aside.s-breadcrumb a.category span",
    tags="article div.tag-bar a[rel=tag]",
    main_image="article div.s-feat img",
    related="article div.related-sec a.p-url",
    signs_off=True,
    cards=Cards(item="div.p-wrap", link="a.p-url", title=".entry-title", date="time.published", outside="#site-header, .sidebar-wrap"),
)

# Class names from working scrapers and the theme's source; how they are nested is partly inferred.
SAHIFA = Layout(
    name="sahifa",
    title="h1.post-title",
    body="article#the-post div.entry",
    drop=(".share-post", ".gallery", ".related-item", ".post-tag"),
    published="article#the-post p.post-meta span.tie-date",
    section="article#the-post p.post-meta span.post-cats a",
    tags="p.post-tag a[rel=tag]",
    main_image="article div.single-post-thumb img",
    related="section#related_posts h3 a, section#check-also-box h2.post-title a",
    signs_off=True,
    cards=Cards(item="article.item-list, li.timeline-post", link="h2.post-box-title a", title="h2.post-box-title", date="span.tie-date"),
)

# MeksThemes Voice, many aggregators' theme. Cards: verified on a real home page of libyaakhbar.com (March 2018). Article: title, body and
# byline from working scrapers, the rest from the theme's source; no whole article page was seen.
VOICE = Layout(
    name="voice",
    title="article.vce-single h1.entry-title",
    body="article.vce-single div.entry-content",
    published="article.vce-single div.entry-meta span.updated",
    section="article.vce-single span.meta-category a",
    tags="article.vce-single div.meta-tags a",
    authors="article.vce-single div.entry-meta .author .fn",
    main_image="article.vce-single div.meta-image img",
    related="div.vce-related-box h2.entry-title a",
    cards=Cards(item="article.vce-post", link="h2.entry-title a", title="h2.entry-title", date="span.updated", outside=".vce-related-box"),
)
