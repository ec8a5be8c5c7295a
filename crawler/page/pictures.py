"""The pictures of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import islice

from lxml import etree

from crawler.page.addresses import absolute
from crawler.page.body import BLOCKS, is_caption, is_picture
from crawler.page.fields import Picture

_SIZE = re.compile(r"(?:-\d{2,4}x\d{2,4}|-scaled)(?=\.\w+$)")
"""What WordPress puts into the names of the sizes that it makes of one file."""
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
"""The end of a path that names a file. Of other addresses the query says which picture it is (`image.php?id=7`)."""
_FILE_NAME = re.compile(r"\s*(?:DCIM\b.*|\S*\.(?:jpe?g|png|gif|webp|heic|tiff?))\s*", re.IGNORECASE)
"""A caption that a camera wrote: a path (`DCIM\\105MEDIA\\DJI_0504.JPG`) or a file's name."""

_CAPTION = re.compile(r"caption|(?:img|image|photo|pic)[-_]?cap\b", re.IGNORECASE)
"""What a caption calls itself (`wp-caption-text`, `img-cap`)."""
_CREDIT = re.compile("credit|source|copyright|photograph", re.IGNORECASE)
"""What the part of a caption that names the photographer calls itself."""
_FRAME = 4
"""Elements at most in what frames one picture."""
_REACH = 3
"""How many elements around a picture a caption may stand behind."""


class Pictures:
    """Gathers pictures; sizes of one file are one picture, the first that was met."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._seen: dict[str, Picture] = {}

    def add(self, url: str | None, caption: str | None = None, credit: str | None = None) -> None:
        """Add a picture; an unusable address is passed over."""
        if not url or url.lstrip().startswith("data:"):
            return
        address = absolute(self._base, url)
        if address is None:
            return
        caption = caption if caption and caption.strip() and not _FILE_NAME.fullmatch(caption) else None
        picture = self._seen.setdefault(_key(address), Picture(address))
        picture.caption = picture.caption or caption
        picture.credit = picture.credit or credit

    def add_all(self, container: etree._Element, dropped: AbstractSet[etree._Element]) -> None:
        """Add the pictures in a container; galleries and frames that hold no text count too, other dropped parts do not."""
        passed = {part for part in dropped if "gallery" not in (name := part.get("class") or "") and "caption" not in name}
        for image in container.iter("img"):
            if passed.isdisjoint(image.iterancestors()):
                self.add_image(image, container)

    def caption_shown(self, root: etree._Element) -> None:
        """Look for the captions of the pictures added so far, wherever the page shows them."""
        names = [key.rpartition("/")[2].partition(".")[0] for key in self._seen]
        for image in root.iter("img"):
            source = source_of(image) or ""
            # By their names most pictures of a page are none of these.
            address = absolute(self._base, source) if any(name in source for name in names) else None
            if address is not None and _key(address) in self._seen:
                self.add_image(image, root)

    def add_image(self, image: etree._Element, container: etree._Element) -> None:
        """Add a picture with its caption, looked for inside `container`."""
        caption = caption_of(image, container)
        self.add(source_of(image), *(said_in(caption) if caption is not None else ()))

    def all(self) -> list[Picture]:
        """The pictures, in the order in which they were met."""
        return list(self._seen.values())


def _key(address: str) -> str:
    path, _, query = address.partition("?")
    path = _SIZE.sub("", path.partition("://")[2])
    return path if _PICTURE.search(path) else f"{path}?{query}"


def source_of(image: etree._Element) -> str | None:
    """Address of an `img`; lazy loading keeps it in another attribute."""
    return next((value for name in ("data-src", "data-lazy-src", "data-original", "src") if (value := image.get(name))), None)


def caption_of(image: etree._Element, container: etree._Element) -> etree._Element | None:
    """The caption of a picture: in its frame (`figure`), or behind it an element that calls itself so or a paragraph that looks so."""
    frame = next(image.iterancestors("figure", "dl"), None)
    if frame is not None:
        return next(frame.iter("figcaption", "dd"), None)
    step = image
    for _ in range(_REACH):
        below = step.getnext()
        if below is not None and (_CAPTION.search(below.get("class") or "") or _is_captioned(step, below)):
            return below
        parent = step.getparent()
        if parent is None or parent is container or _is_more(parent, _FRAME) or _is_more(parent.iter("img"), 1):
            return None
        step = parent
    return None


def _is_captioned(paragraph: etree._Element, below: etree._Element) -> bool:
    """Whether a paragraph is a picture and the one below it its caption, which is then not read as text."""
    return paragraph.tag in BLOCKS and below.tag in BLOCKS and is_picture(paragraph) and is_caption(below)


def _is_more(elements: Iterable[etree._Element], count: int) -> bool:
    """Whether there are more elements than that. A container of thousands is not counted anew for each picture in it."""
    return next(islice(elements, count, None), None) is not None


def said_in(caption: etree._Element) -> tuple[str, str | None]:
    """The text of a caption, and who is credited in an element of its own, in the caption or behind it."""
    credits = [element for element in caption.iterdescendants(etree.Element) if _CREDIT.search(element.get("class") or "")]
    below = caption.getnext()
    if not credits and below is not None and below.tag not in ("img", "figure") and _CREDIT.search(below.get("class") or ""):
        return "".join(caption.itertext()), "".join(below.itertext()) or None
    credit = "".join(credits[0].itertext()) if credits else ""
    text = "".join(caption.itertext())
    return (text.replace(credit, " ", 1), credit) if credit.strip() else (text, None)
