from __future__ import annotations

from crawler.index.candidates import COMPARED, ROWS, candidates


def test_nothing_shared_gives_no_candidate() -> None:
    assert candidates([]) == []
    assert candidates([[], []]) == []


def test_an_article_that_shares_more_keys_comes_first() -> None:
    assert candidates([[3, 7], [5, 7], [7, 9]])[0] == 7


def test_a_rare_key_counts_more_than_a_common_one() -> None:
    common = list(range(100, 100 + ROWS))
    assert candidates([common, common, [5]])[0] == 5


def test_one_common_key_alone_is_not_worth_a_comparison_and_two_are() -> None:
    common = list(range(100, 100 + ROWS))
    assert candidates([common]) == []
    assert candidates([common, [107, *range(200, 200 + ROWS - 1)]]) == [107]


def test_of_equals_the_newest_are_compared_and_never_more_than_the_limit() -> None:
    template = [list(range(ROWS)) for _ in range(12)]
    assert candidates(template) == [ROWS - 1 - place for place in range(COMPARED)]
