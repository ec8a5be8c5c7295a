"""What an element calls itself: by its tag, class and id."""

from __future__ import annotations

import re

from lxml import etree

TAGS = frozenset(("aside", "footer", "nav", "button"))

# Words of class names and ids, in the spelling of many sites' developers. A word counts between the ends of a name, hyphens, underscores
# and capitals (`relatedNews`, `post_tags`, `share-box`).
_WORDS = (
    "share|sharing|shares?|social|socials|addthis|addtoany|sharedaddy|jp-relatedposts|related|relateds|relatedposts|recommend|recommended"
    "|comments?|commentlist|disqus|respond|sidebar|widgets?|breadcrumbs?|newsletter|subscribe|subscription|advert|adverts|advertisement|ads?|adv"
    "|adsbygoogle|banner|banners|promo|sponsor|popular|trending|mostread|most-read|most-viewed|latest|also|readalso|read-also|readmore"
    "|read-more|morenews|more-news|seealso|see-also|author-box|author-bio|authorbox|bio|about-author|pagination|pager|prevnext|post-nav"
    "|navigation|menu|navbar|topbar|footer|masthead|print|tools|toolbar|rating|ratings|poll|caption|captions|copyright|teaser|teasers|player"
    "|jwplayer|gallery|slider|carousel|slideshow|fb-like|fb-comments|tweet|twitter-tweet|instagram-media|embed|follow|follow-us|telegram"
    "|whatsapp|login|cookie|cookies|consent|popup|modal|screen-reader-text|sr-only|ticker|breaking|tags|tag-bar|tag-list|taglist"
    "|tagcloud|post-tag|keywords|metadata|entry-meta|post-meta|article-meta|byline|publish-date|timestamp|post-date|entry-date"
    "|donate|app-links|download-app|inline-related|inline_related|check-also-box|up-next|outbrain|taboola|mgid|zergnet|liveblog-nav"
)
_PATTERN = re.compile(rf"(?:^|[\s_-])(?:{_WORDS})(?=$|[\s_-])", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Names that hold such a word and are nevertheless the frame of a page or of its text.
_FRAMES = re.compile(
    r"(?:^|\s)(?:\S*(?:has|with|no|without|is|right|left|sticky|single|layout|body|page|elementor)-\S*|\S*-wrap(?:per)?|hentry|post|tag-\S+"
    r"|category-\S+|type-\S+|format-\S+|status-\S+|td-ss-main-sidebar|elementor\S*|\S*content\S*|\S*article\S*body\S*)(?=\s|$)",
    re.IGNORECASE,
)


def is_furniture(element: etree._Element) -> bool:
    """Whether an element calls itself something else than text of the article."""
    if element.tag in TAGS:
        return True
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    if name == " ":
        return False
    name = _FRAMES.sub(" ", _CAMEL.sub("-", name))
    return _PATTERN.search(name) is not None
