"""Any Arabic news site, by the address of its home page: `scrapy crawl site -a url=https://example.com`.

Nothing is declared, so nothing is verified: feeds, sitemaps and sections are those that robots.txt and the home page name, or that
conventions would have, and pages are read by what they show. The run's publisher (its id, lock and folder) is the site's, by its host.
"""

from crawler.publisher.undeclared import UndeclaredSpider


class SiteSpider(UndeclaredSpider):
    name = "site"
