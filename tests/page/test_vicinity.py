"""Which of the dates of a page are its article's."""

from __future__ import annotations

import pytest

from tests.page.test_undeclared import fields

_OTHER = "<a href='/2'>وزير النقل يتفقد محطة القطار الجديدة قبل افتتاحها</a>"


@pytest.mark.parametrize(
    ("before", "behind", "shown"),
    [
        ("", "<div><span>09:31 م</span><span>الأربعاء 13 مايو 2026</span></div>", "الأربعاء 13 مايو 2026 09:31 م"),
        ("", "<div><i></i>13/05/2026 <span>| 21:31</span></div>", "13/05/2026 | 21:31"),
        ("", "<div><b>21:31</b> 13/05/2026</div>", "13/05/2026 21:31"),
        ("", "<div><span>13/05/2026 - 21:31</span><span>01:20</span></div>", "13/05/2026 - 21:31"),
        ("<time>13/05/2026 21:31</time>", f"<div><span>10/05/2026</span>{_OTHER}</div>", "13/05/2026 21:31"),
        ("", f"<ul><li>{_OTHER} <span>12/05/2026</span></li></ul><p>13/05/2026</p>", "13/05/2026"),
        ("", "<div class=comment-list><p>12/05/2026</p></div><p>13/05/2026</p>", "13/05/2026"),
        ("<p>الخميس 14 مايو 2026</p>", "<div></div><p>13/05/2026</p>", "13/05/2026"),
        ("<p>13/05/2026</p>", "<div></div><div></div><div></div><div></div><p>14/05/2026</p>", "13/05/2026"),
    ],
)
def test_the_date_nearest_to_the_headline_is_the_articles_with_the_clock_beside_it(before: str, behind: str, shown: str) -> None:
    assert fields(before, behind).published[0].text == shown
