"""Generated news: words made of Arabic roots and patterns, as frequent as in language, and what outlets do to each other's stories.

The text means nothing. What the index sees of it is as in news: a few words make half of every text, set phrases stand in thousands of
articles, names and numbers in most, and some of the articles are copies, daily reports of one form, or sequels that append the old story.
"""

from __future__ import annotations

import random
from collections import deque
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from crawler.items import Article

ROOTS = """
كتب درس علم عمل حكم خرج دخل رفع نزل قتل سكن زرع صنع نقل حمل فتح غلق جمع فرق وصل قطع ربط حفظ نشر طبع رسم بحث كشف عرض طلب
رفض قبل شرح وضح ذكر نقد مدح شكر وعد نفذ خطط بدأ ختم سبق لحق قدم حضر غيب شهد سمع نظر بصر لمس قرأ حسب عدد وزن قيس بعد قرب
طول عرف جهل فهم ظهر خفي كبر صغر كثر ندر سرع بطأ قوم جلس وقف سير ركب سفر رجع عود هجر لجأ حرب سلم دفع هجم حصر خرق هدن عقد
وقع صلح نزع خلف وفق شرك سهم ملك باع شرى ربح خسر صرف قرض سدد دين غني فقر عطي منح كسب ضرب مرض شفي عالج جرح نجا غرق حرق هدم
بني عمر رمم نظف لوث شرب طعم طبخ حصد سقي مطر برد حرر سجن حبس عفو شرع حلف صدق كذب نصح امر نهي ولي خدم رأس وزر سفر
""".split()

PATTERNS = """
123 1ا23 م12و3 12ي3 1ا2ي3 ت12ي3 م1ا23ة است12ا3 ان12ا3 ا1ت2ا3 ي123 ت123 123ت 123وا م123 م123ة 12ا3 12و3 ا12ا3 م1ت23
مت1ا23 1و2ا3
""".split()
AFFIXES = "_ ال_ و_ وال_ ب_ بال_ لل_ _ين _ون _ات ال_ين ال_ات _ها _هم _ه ف_".split()
COMMON = """
في من على إلى أن عن مع التي الذي هذا هذه بعد قبل خلال كما قد ما لا بين حيث كان كانت وقال وأضاف وأوضح أكد عبر حتى كل غير
ذلك تم أو ثم بأن أي
""".split()
FIRST = "أحمد محمد خالد سامر نادر فواز ليلى هدى سعاد رنا عمر يوسف حسن كريم طارق منى".split()
LAST = "العلي الحمدو السلوم الخطيب المصري الشامي الحلبي القاضي النجار حداد عبود منصور سليم الراوي التميمي".split()
WEEKDAYS = "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد".split()

OUTLETS = 40
PER_DAY = 2000
"""Articles of all outlets in a day."""
RECENT = 4000
"""Articles of which there may be copies: those of two days."""
SHARES = {"story": 0.75, "copy": 0.14, "report": 0.06, "sequel": 0.05}
FORMS = 120
"""Daily reports that there are: each comes about once a day."""
PHRASES = 2000
PHRASE_SHARE = 0.12
"""Of the words of a text, how many stand in a set phrase."""


class Item(NamedTuple):
    """A generated article."""

    article: Article
    """Without text hash."""
    kind: str
    """One of `SHARES`."""


class Newsroom:
    """Makes articles, the same ones in every run."""

    def __init__(self, seed: int = 1) -> None:
        self._chance = random.Random(seed)
        self._count = 1_000_000 * seed
        words = {affix.replace("_", _word(root, pattern)) for root in ROOTS for pattern in PATTERNS for affix in AFFIXES}
        rare = sorted(words.difference(COMMON))
        self._chance.shuffle(rare)
        self._words = COMMON + rare
        # Zipf's law with Mandelbrot's correction for the most frequent.
        self._weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(self._words))))
        self._phrases = [" ".join(self._draw(self._chance.randint(3, 6))) for _ in range(PHRASES)]
        self._phrase_weights = list(accumulate(1 / (rank + 2.7) for rank in range(PHRASES)))
        self._forms = [self._form() for _ in range(FORMS)]
        self._recent: deque[Article] = deque(maxlen=RECENT)
        self._reports = 0

    def items(self, count: int) -> list[Item]:
        """The next `count` articles."""
        return [self._item() for _ in range(count)]

    def _item(self) -> Item:
        self._count += 1
        (kind,) = self._chance.choices(list(SHARES), list(SHARES.values()))
        outlet, title = f"outlet{self._chance.randrange(OUTLETS)}", self._title()
        source = self._chance.choice(self._recent) if self._recent else None
        if kind == "report":
            # The outlet of a form prints it once a day.
            self._reports += 1
            outlet, body = f"outlet{self._reports % FORMS % OUTLETS}", self._report(self._forms[self._reports % FORMS])
        elif kind == "copy" and source:
            title, body = source.title if self._chance.random() < 0.5 else title, self._copied(source.body)
        elif kind == "sequel" and source:
            outlet, body = source.publisher, "\n\n".join([self._paragraph(), self._paragraph(), source.body])
        else:
            kind, body = "story", "\n\n".join(self._paragraph() for _ in range(min(1 + int(self._chance.lognormvariate(1.4, 0.6)), 20)))
        article = self._article(title, body, outlet)
        if kind != "report":
            self._recent.append(article)
        return Item(article, kind)

    def _article(self, title: str, body: str, publisher: str) -> Article:
        id = f"{publisher}:{self._count}"
        return Article(
            id=id,
            url=f"https://{publisher}.example/{id.partition(':')[2]}/",
            publisher=publisher,
            title=title,
            body=body,
            published_at=f"{self._day().isoformat()}T12:00:00+03:00",
            story=id,
            text_hash="",
            crawled_at="2026-11-24T09:00:00+00:00",
        )

    def _day(self) -> date:
        return date(2024, 1, 1) + timedelta(days=self._count % 1_000_000 // PER_DAY)

    def _draw(self, count: int) -> list[str]:
        return self._chance.choices(self._words, cum_weights=self._weights, k=count)

    def _title(self) -> str:
        return " ".join(self._draw(self._chance.randint(5, 10)))

    def _paragraph(self) -> str:
        return " ".join(self._sentence() for _ in range(self._chance.randint(1, 3)))

    def _sentence(self) -> str:
        chance = self._chance
        words = self._draw(chance.randint(10, 26))
        if chance.random() < len(words) * PHRASE_SHARE / 4.5:
            words[chance.randrange(len(words))] = chance.choices(self._phrases, cum_weights=self._phrase_weights)[0]
        if chance.random() < 0.4:
            words[chance.randrange(len(words))] = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
        if chance.random() < 0.3:
            words[chance.randrange(len(words))] = str(int(10 ** chance.uniform(0.5, 4)))
        return f"{' '.join(words)}."

    def _copied(self, body: str) -> str:
        """What another outlet makes of a text: word for word, its beginning, a lead of its own, other words here and there."""
        paragraphs = body.split("\n\n")
        match self._chance.randrange(4):
            case 0:
                return body.replace("ة ", "ه ").replace("أ", "ا")
            case 1:
                return "\n\n".join(paragraphs[: max(1, round(len(paragraphs) * 0.6))])
            case 2:
                return "\n\n".join([self._sentence(), *paragraphs[1:]]) if len(paragraphs) > 2 else body
            case _:
                words = body.split(" ")
                for place in range(12, len(words), 25):
                    words[place] = self._draw(1)[0]
                return " ".join(words)

    def _form(self) -> list[str]:
        """The words of a daily report; `#` is a number, `@` a weekday."""
        words = self._draw(self._chance.randint(50, 110))
        for place in self._chance.sample(range(len(words)), 6):
            words[place] = "#"
        words[5] = "@"
        return words

    def _report(self, form: list[str]) -> str:
        weekday = WEEKDAYS[self._day().weekday()]
        return " ".join(str(self._chance.randint(2, 99)) if word == "#" else weekday if word == "@" else word for word in form)


def _word(root: str, pattern: str) -> str:
    for place, letter in enumerate(root, 1):
        pattern = pattern.replace(str(place), letter)
    return pattern
