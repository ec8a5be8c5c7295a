"""Arabic by its script."""

from __future__ import annotations

import pytest

from crawler.arabic.language import is_arabic


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("أعلنت وزارة الصحة", True),
        ("أعلنت شركة Google عن Gemini اليوم في مؤتمرها", True),
        ("ﺃﻋﻠﻨﺖ ﺍﻟﻮﺯﺍﺭﺓ", True),
        ("The ministry said (وزارة الصحة) on Monday", False),
        ("משרד הבריאות", False),
        ("2024 - 15:30 !", False),
        ("ـــــ", False),
        ("", False),
    ],
)
def test_share_of_arabic_letters(text: str, expected: bool) -> None:
    assert is_arabic(text) is expected
