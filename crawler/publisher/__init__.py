"""What spiders share. A publisher's file is written with the four names that stand here."""

from crawler.knowledge.publisher import Publisher
from crawler.page.layouts import Layout
from crawler.publisher.spider import NewsSpider
from crawler.publisher.urls import ArticleUrl

__all__ = ["ArticleUrl", "Layout", "NewsSpider", "Publisher"]
