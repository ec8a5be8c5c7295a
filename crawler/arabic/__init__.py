"""Arabic news text to clean text and facts. A small library of its own: no HTML, no Scrapy, nothing to set up.

    clean_text(text)                the display form of a paragraph, which is what is stored
    match_key(text)                 the comparing form, equal for two copies of one text
    text_hash(title, body)          one hash of the comparing form
    parse_date(text, now=..., timezone=...)   a date of any region, either calendar, or how long ago
    split_dateline(paragraph)       `موسكو-سانا أكد ...` to place, date, agency, reporter and the text
    split_sign_off(paragraphs)      the names under the last paragraph
    find_sources(paragraphs, ...)   who is credited with the text and in which slot, who is quoted, which paragraphs are text
    boilerplate_kind(text)          which furniture a block is: share line, "read also", credit ...
    is_arabic(text)                 whether the script is Arabic

Every function takes plain strings, and gives None (or the text as it was) where it is not certain.
"""

from crawler.arabic.attribution import Attribution, find_sources
from crawler.arabic.boilerplate import boilerplate_kind
from crawler.arabic.dateline import DatelineSplit, split_dateline, split_own_name
from crawler.arabic.dates import ParsedDate, parse_date
from crawler.arabic.language import is_arabic
from crawler.arabic.normalize import clean_text, match_key, text_hash
from crawler.arabic.signoff import split_sign_off

__all__ = [
    "Attribution",
    "DatelineSplit",
    "ParsedDate",
    "boilerplate_kind",
    "clean_text",
    "find_sources",
    "is_arabic",
    "match_key",
    "parse_date",
    "split_dateline",
    "split_own_name",
    "split_sign_off",
    "text_hash",
]
