"""Article pages in SANA's two markups, small; each part can be given or left out."""

from __future__ import annotations

from crawler.page import PageFields, read_page
from crawler.page.layouts import FOXIZ, SAHIFA

URL = "https://sana.sy/locals/2280999/"
TITLE = "مديرية المياه تبدأ صيانة شبكات الريف الغربي"
SITE = "S A N A – الوكالة العربية السورية للأنباء"
FIRST = "بدأت ورشات مديرية المياه اليوم صيانة شبكات الريف الغربي بعد توقف دام شهرين."
SECOND = "وقال مدير المياه إن العمل يشمل عشرين قرية ويستمر حتى نهاية الشهر القادم."
PARAGRAPHS = f"<p>{FIRST}</p><p>{SECOND}</p>"
DATES = (
    '<meta property="article:published_time" content="2025-09-05T10:15:30+03:00">'
    '<meta property="article:modified_time" content="2025-09-05T11:00:00+03:00">'
)


def foxiz(
    text: str = PARAGRAPHS, *, head: str = "", header: str = f'<h1 class="s-title">{TITLE}</h1>', feat: str = "", below: str = ""
) -> str:
    """A page of the Foxiz theme; the headline stands in the sticky bar too."""
    return (
        f'<html dir="rtl" lang="ar"><head><meta charset="UTF-8">{head}</head><body class="rtl single single-post">'
        f'<div class="s-title-sticky"><span class="h4 sticky-title">{TITLE}</span></div>'
        f'<article class="post"><header class="single-header">{header}</header><div class="s-feat">{feat}</div>'
        f'<div class="s-ct"><div class="entry-content rbct clearfix">{text}</div></div>{below}</article>'
        '<div class="sidebar-wrap"><h2>اخترنا لك</h2><p>نص في الشريط الجانبي لا يخص هذا الخبر أبداً.</p></div></body></html>'
    )


def sahifa(text: str = PARAGRAPHS, *, head: str = "", meta: str = "", below: str = "") -> str:
    """A page of the Sahifa theme."""
    return (
        f'<html dir="rtl" lang="ar"><head><meta charset="UTF-8">{head}</head><body class="rtl single">'
        '<article id="the-post" class="post-listing post"><div class="post-inner">'
        f'<h1 class="name post-title entry-title"><span itemprop="name">{TITLE}</span></h1><p class="post-meta">{meta}</p>'
        f'<div class="entry">{text}</div><div class="share-post">شارك</div></div></article>{below}</body></html>'
    )


def read(page: str | bytes, url: str = URL) -> PageFields:
    """Read a page as SANA's."""
    return read_page(page, url, layouts=(FOXIZ, SAHIFA))


def texts(page: str | bytes) -> list[str]:
    """Paragraphs of a page, whitespace at their ends gone."""
    return [block.text.strip() for block in read(page).blocks]
