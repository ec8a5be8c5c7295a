from __future__ import annotations

import doctest

import crawler.extensions.ending
from crawler.extensions.ending import below, by_class, by_status


def test_answers_of_robots_txt_are_left_out() -> None:
    stats = {
        "downloader/response_status_count/200": 7,
        "downloader/response_status_count/404": 2,
        "downloader/response_status_count/403": 1,
        "downloader/response_count": 10,
        "robotstxt/response_status_count/404": 2,
        "robotstxt/response_count": 2,
    }
    assert by_status(stats) == {"200": 7, "403": 1}


def test_classes_are_sums_of_statuses() -> None:
    assert by_class({"200": 5, "206": 1, "304": 2, "500": 1, "503": 4}) == {"2xx": 6, "3xx": 2, "5xx": 5}
    assert by_class({}) == {}


def test_stats_are_named_by_the_rest_of_their_names() -> None:
    stats = {"khabar/rejected": 3, "khabar/rejected/no_body": 2, "khabar/rejected/language": 1, "khabar/stored": 9}
    assert below(stats, "khabar/rejected/") == {"language": 1, "no_body": 2}


def test_the_examples_hold() -> None:
    assert doctest.testmod(crawler.extensions.ending) == (0, 2)
