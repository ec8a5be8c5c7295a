"""What stands in one text: boxes, cards and labels between the article's own paragraphs."""

from __future__ import annotations

from crawler.page.fields import Block
from crawler.page.split import Split, split

TITLE = "بلدية الميناء تجدد رصيف الصيادين"
FIRST = Block("p", "بدأت بلدية الميناء تجديد رصيف الصيادين القديم بكلفة مليوني دينار.")
SECOND = Block("p", "وقال رئيس البلدية إن الأعمال تنتهي قبل موسم الصيد المقبل.")
THIRD = Block("p", "ويعمل على الرصيف أكثر من مئتي صياد وثلاثون تاجرا.")
LABEL = Block("heading", "اقرأ أيضا")
SUBHEADING = Block("heading", "موسم ينتظره الجميع")
EXCERPT = Block("p", "ارتفعت أسعار السمك في الأسواق المحلية إلى الضعف خلال أسبوع.")


def link(text: str) -> Block:
    return Block("p", text, "/other", is_link=True)


def taken_apart(*blocks: Block) -> Split:
    return split([FIRST, *blocks], TITLE)


def test_a_subheading_behind_linked_headlines_is_the_hosts() -> None:
    for box in ([LABEL, link("أسعار السمك ترتفع"), link("مركب جديد لخفر السواحل")], [link("[ اقرأ أيضا: أسعار السمك ترتفع ]")]):
        found = taken_apart(*box, SUBHEADING, SECOND, THIRD)
        assert [part.blocks for part in found.parts] == [[FIRST, SUBHEADING, SECOND, THIRD]]
        assert found.related[0].text == "أسعار السمك ترتفع"
        assert len(found.related) == sum(block.is_link for block in box)


def test_a_headline_that_is_no_link_is_the_boxs() -> None:
    found = taken_apart(LABEL, Block("heading", "أسعار السمك ترتفع"), link("مركب جديد لخفر السواحل"), SECOND)
    assert [related.text for related in found.related] == ["أسعار السمك ترتفع", "مركب جديد لخفر السواحل"]
    assert found.parts[0].blocks == [FIRST, SECOND]


def test_brackets_around_a_label_go_with_it() -> None:
    inside = Block("p", f"{SECOND.text} [اقرأ أيضا: أسعار السمك ترتفع]", "/other")
    found = taken_apart(inside, THIRD)
    assert found.parts[0].blocks == [FIRST, SECOND, THIRD]
    assert [related.text for related in found.related] == ["أسعار السمك ترتفع"]


def test_an_excerpt_with_a_link_to_the_rest_belongs_to_its_card() -> None:
    for more in (link("أكمل القراءة »"), Block("p", "المزيد")):
        found = taken_apart(link("أسعار السمك ترتفع"), EXCERPT, more, SECOND)
        assert found.parts[0].blocks == [FIRST, SECOND]


def test_an_excerpt_that_breaks_off_belongs_to_its_card() -> None:
    found = taken_apart(link("أسعار السمك ترتفع في الأسواق"), Block("p", "ارتفعت أسعار السمك في الأسواق إلى الضعف..."), SECOND)
    assert found.parts[0].blocks == [FIRST, SECOND]
    host = Block("p", "وختم رئيس البلدية حديثه عن الرصيف والصيادين قائلا: سنرى...")
    assert taken_apart(link("أسعار السمك ترتفع في الأسواق"), host, SECOND).parts[0].blocks == [FIRST, host, SECOND]


def test_the_text_below_a_single_card_is_the_hosts() -> None:
    assert taken_apart(link("أسعار السمك ترتفع"), SECOND, THIRD).parts[0].blocks == [FIRST, SECOND, THIRD]
    assert taken_apart(LABEL, link("أسعار السمك ترتفع"), SECOND, THIRD).parts[0].blocks == [FIRST, SECOND, THIRD]


def test_a_row_of_cards_behind_a_label() -> None:
    end = Block("p", "// انتهى //")
    found = taken_apart(SECOND, end, LABEL, link("أسعار السمك ترتفع"), EXCERPT, link("مركب جديد لخفر السواحل"), THIRD)
    assert [part.blocks for part in found.parts] == [[FIRST, SECOND, end]]
    assert len(found.related) == 2


def test_a_line_of_signs_is_no_text() -> None:
    for signs in ("ـــــــــ", "* * *", "-----"):
        assert taken_apart(Block("p", signs), SECOND).parts[0].blocks == [FIRST, SECOND]


def test_the_headline_as_a_link_above_the_text_opens_no_article() -> None:
    found = split([Block("heading", TITLE, "/article", is_link=True), FIRST, SECOND], TITLE)
    assert [part.blocks for part in found.parts] == [[FIRST, SECOND]]


TAIL = Block("p", f"The post {TITLE} appeared first on صحيفة النهر.")
OTHER_TITLE = "أسعار السمك ترتفع في الأسواق المحلية"
OTHER_TAIL = Block("p", f"The post {OTHER_TITLE} appeared first on صحيفة الساحل.")


def test_behind_a_syndication_tail_a_paragraph_may_be_the_headline_of_another_article() -> None:
    for kind in ("p", "heading"):
        found = taken_apart(SECOND, TAIL, Block(kind, OTHER_TITLE), EXCERPT, OTHER_TAIL)
        assert [part.title for part in found.parts] == [None, OTHER_TITLE]
        assert [part.blocks for part in found.parts] == [[FIRST, SECOND, TAIL], [EXCERPT, OTHER_TAIL]]


def test_without_a_tail_or_a_text_of_its_own_it_is_none() -> None:
    credit = Block("p", "المصدر: صحيفة النهر")
    for blocks in (
        [SECOND, Block("p", OTHER_TITLE), EXCERPT],
        [SECOND, credit, Block("p", OTHER_TITLE), EXCERPT],
        [TAIL, Block("p", OTHER_TITLE), THIRD],
    ):
        assert len(taken_apart(*blocks).parts) == 1
