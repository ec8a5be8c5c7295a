"""What Khabar knows about the world of Arabic news, as tables and the lookups over them.

    agencies()      who is meant by `أ ف ب`, `وكالة تاس` or `yna.co.kr`
    places()        whether a word is a city or a country, and of which country
    month_sets()    month names of every region and of both calendars
    clock()         weekdays, parts of the day, zones, and how long ago
    phrase_rules()  boilerplate, by kind
    credit_words()  the words of credit lines, bylines and quotations
    words(), given_names()   word lists that tell prose from names
    Publisher       the facts of one publisher
    site_publisher(), names_of()   who publishes a page, by its address, and how it signs itself

The tables are TOML files beside the code, each read once, when it is first needed.
"""

# Loaded first: the tables compare names by match_key, and crawler.arabic reads the tables.
import crawler.arabic  # noqa: F401
from crawler.knowledge.agencies import Agencies, Agency, Named, agencies
from crawler.knowledge.calendars import Clock, MonthSet, Unit, clock, month_sets
from crawler.knowledge.countries import Countries, countries
from crawler.knowledge.credits import CreditWords, Label, credit_words
from crawler.knowledge.names import GivenNames, given_names
from crawler.knowledge.phrases import PhraseRule, phrase_rules
from crawler.knowledge.places import Places, places
from crawler.knowledge.publisher import Publisher, PublisherKind
from crawler.knowledge.sites import Site, Sites, names_of, site_publisher, sites
from crawler.knowledge.words import Words, words

__all__ = [
    "Agencies",
    "Agency",
    "Clock",
    "Countries",
    "CreditWords",
    "GivenNames",
    "Label",
    "MonthSet",
    "Named",
    "PhraseRule",
    "Places",
    "Publisher",
    "PublisherKind",
    "Site",
    "Sites",
    "Unit",
    "Words",
    "agencies",
    "clock",
    "countries",
    "credit_words",
    "given_names",
    "month_sets",
    "names_of",
    "phrase_rules",
    "places",
    "site_publisher",
    "sites",
    "words",
]
