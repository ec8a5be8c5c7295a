"""The pictures of an article."""

from __future__ import annotations

import pytest

from tests.page.sana import PARAGRAPHS, foxiz, read, sahifa

CDN = "https://cdn.sananews.sy/2025/09"
OG = f'<meta property="og:image" content="{CDN}/main-1024x683.jpg">'


def figure(src: str, caption: str = "") -> str:
    return f'<figure class="wp-block-image"><img src="{src}"><figcaption class="wp-element-caption">{caption}</figcaption></figure>'


def pictures(page: str) -> list[tuple[str, str | None]]:
    return [(picture.url, picture.caption) for picture in read(page).pictures]


def test_the_main_picture_comes_first_then_those_of_the_text() -> None:
    text = figure(f"{CDN}/one.jpg", "من أعمال الصيانة") + PARAGRAPHS + figure(f"{CDN}/two.jpg")
    assert pictures(foxiz(text, head=OG)) == [
        (f"{CDN}/main-1024x683.jpg", None), (f"{CDN}/one.jpg", "من أعمال الصيانة"), (f"{CDN}/two.jpg", None)
    ]  # fmt: skip


def test_without_opengraph_the_featured_picture_is_the_main_one() -> None:
    page = foxiz(PARAGRAPHS + figure("/one.jpg"), feat='<img class="wp-post-image" src="/main.jpg">')
    assert pictures(page) == [("https://sana.sy/main.jpg", None), ("https://sana.sy/one.jpg", None)]


def test_sizes_of_one_file_are_one_picture_with_the_caption_of_any() -> None:
    text = PARAGRAPHS + figure(f"{CDN}/main.jpg", "الورشة") + figure(f"{CDN}/main-scaled.jpg") + figure(f"{CDN}/main-300x200.jpg?x=1")
    assert pictures(foxiz(text, head=OG)) == [(f"{CDN}/main-1024x683.jpg", "الورشة")]


def test_a_number_in_a_name_is_no_size() -> None:
    assert len(pictures(foxiz(PARAGRAPHS + figure("/photo-2025.jpg") + figure("/photo-2024.jpg")))) == 2


@pytest.mark.parametrize("caption", [r"DCIM\105MEDIA\DJI_0504.JPG", "IMG_2040.jpg", " DSC-1.JPEG ", "", "  "])
def test_a_caption_that_a_camera_wrote_is_none(caption: str) -> None:
    assert pictures(foxiz(PARAGRAPHS + figure("/a.jpg", caption))) == [("https://sana.sy/a.jpg", None)]


def test_a_caption_that_only_names_a_file_stays_as_shown() -> None:
    (picture,) = pictures(foxiz(PARAGRAPHS + figure("/a.jpg", "نسخة من الملف plan.jpg كما نشرت")))
    assert picture[1] == "نسخة من الملف plan.jpg كما نشرت"


def test_file_names_keep_arabic_indic_digits() -> None:
    assert pictures(foxiz(PARAGRAPHS + figure(f"{CDN}/٢٠٢٥٠٩٠٥_١٧٢٩٢٨-scaled.jpg")))[0][0] == f"{CDN}/٢٠٢٥٠٩٠٥_١٧٢٩٢٨-scaled.jpg"


def test_the_pictures_of_a_gallery_count_though_it_is_no_text() -> None:
    gallery = '<div id="gallery-1" class="gallery">' + figure("/g1.jpg") + figure("/g2.jpg", "الخزان") + "</div>"
    assert pictures(sahifa(PARAGRAPHS + gallery)) == [("https://sana.sy/g1.jpg", None), ("https://sana.sy/g2.jpg", "الخزان")]


def test_icons_of_share_lines_are_no_pictures() -> None:
    assert pictures(sahifa(PARAGRAPHS + '<div class="share-post"><img src="/icon.png"></div>')) == []


def test_lazy_pictures_are_where_they_say() -> None:
    text = (
        PARAGRAPHS + '<img src="data:image/gif;base64,R0" data-src="/a.jpg"><img src="data:image/gif;base64,R0"><img><img src="http://[x">'
    )
    assert pictures(foxiz(text)) == [("https://sana.sy/a.jpg", None)]


def test_pictures_of_other_stories_inside_the_text_are_none() -> None:
    other = '<div class="related-item"><figure><img src="/other.jpg"><figcaption>خبر آخر</figcaption></figure></div>'
    assert pictures(sahifa(PARAGRAPHS + other)) == []


def test_one_file_over_http_and_https_is_one_picture() -> None:
    page = foxiz(PARAGRAPHS + figure(f"{CDN}/main.jpg"), head=OG.replace("https", "http"))
    assert [url for url, _ in pictures(page)] == [f"{CDN}/main-1024x683.jpg".replace("https", "http")]


def test_where_the_query_says_which_picture_it_is_they_are_several() -> None:
    assert len(pictures(foxiz(PARAGRAPHS + figure("/image.php?id=1") + figure("/image.php?id=2") + figure("/image.php?id=1")))) == 2


def test_addresses_without_a_scheme_are_whole() -> None:
    assert pictures(foxiz(PARAGRAPHS + figure("//cdn.sananews.sy/a.jpg"))) == [("https://cdn.sananews.sy/a.jpg", None)]


def test_relative_addresses_start_where_the_page_says() -> None:
    assert pictures(foxiz(PARAGRAPHS + figure("a.jpg"), head='<base href="https://cdn.sananews.sy/x/">')) == [
        ("https://cdn.sananews.sy/x/a.jpg", None)
    ]


@pytest.mark.parametrize(
    ("markup", "caption"),
    [
        ('<div class="wp-caption"><a href="/big.jpg"><img src="/a.jpg"></a><p class="wp-caption-text">الخزان</p></div>', "الخزان"),
        ('<p><img src="/a.jpg"></p><p class="caption">الخزان</p>', "الخزان"),
        ('<div><img src="/a.jpg"><span class="imgCap">الخزان</span></div>', "الخزان"),
        ('<div><img src="/a.jpg"><span class="imgCaptain">الخزان</span></div>', None),
        ('<p><img src="/a.jpg"></p><p style="text-align: center"><strong>الخزان</strong></p>', "الخزان"),
        ('<p><img src="/a.jpg"></p><p>الخزان</p>', None),
        ('<div><p><img src="/a.jpg"></p><p><img src="/b.jpg"></p></div><p class="caption">الخزان</p>', None),
    ],
    ids=["a frame of WordPress", "a paragraph behind it", "short for caption", "no caption", "centred", "text behind it", "behind several"],
)
def test_a_caption_outside_a_figure_says_so_and_stands_behind_its_picture(markup: str, caption: str | None) -> None:
    assert pictures(foxiz(PARAGRAPHS + markup))[0] == ("https://sana.sy/a.jpg", caption)


def test_a_credit_in_an_element_of_its_own_is_no_part_of_the_caption() -> None:
    (picture,) = read(foxiz(PARAGRAPHS + figure("/a.jpg", 'الخزان <span class="credit">رويترز</span>'))).pictures
    assert (picture.caption, picture.credit) == ("الخزان  ", "رويترز")


def test_the_featured_picture_has_its_caption_and_credit_too() -> None:
    feat = '<div class="photo"><img data-src="/main.jpg"><span class="caption">قبة المرصد</span><div class="copyright">Sputnik</div></div>'
    (picture,) = read(foxiz(PARAGRAPHS, feat=feat)).pictures
    assert (picture.url, picture.caption, picture.credit) == ("https://sana.sy/main.jpg", "قبة المرصد", "Sputnik")


def test_the_main_picture_has_the_caption_that_stands_below_it_anywhere_on_the_page() -> None:
    box = f'<div class="lead"><img src="{CDN}/main-730x438.jpg"><p class="wp-caption-text">من أعمال الصيانة</p></div>'
    assert pictures(foxiz(head=OG, header=box)) == [(f"{CDN}/main-1024x683.jpg", "من أعمال الصيانة")]
    assert pictures(foxiz(head=OG, header=box.replace("main", "other"))) == [(f"{CDN}/main-1024x683.jpg", None)]


def test_what_stands_behind_a_caption_is_no_credit_unless_it_says_so() -> None:
    feat = '<div class="photo"><img src="/main.jpg"><span class="caption">قبة المرصد</span><div class="tools">تكبير</div></div>'
    (picture,) = read(foxiz(PARAGRAPHS, feat=feat)).pictures
    assert (picture.caption, picture.credit) == ("قبة المرصد", None)


def test_the_caption_of_a_wordpress_theme_without_figures_is_no_text() -> None:
    box = f'<div class="wp-caption"><img src="{CDN}/a.jpg"><p class="wp-caption-text">الجسر بعد ترميمه</p></div>'
    fields = read(foxiz(f"{PARAGRAPHS}{box}"))
    assert "الجسر بعد ترميمه" not in [block.text for block in fields.blocks]
    assert (f"{CDN}/a.jpg", "الجسر بعد ترميمه") in [(picture.url, picture.caption) for picture in fields.pictures]
