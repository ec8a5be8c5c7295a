"""Answers of any size: what is too large is left, and memory stays."""

from __future__ import annotations

import gzip
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from tests.faults.answers import head, raw, stream
from tests.faults.memory import PEAK, peak
from tests.live.run import Ended, run
from tests.live.site import Answer, Site, serving

MB = 1_000_000
BOMB = 200 * MB


def zeros(compress: object, flush: object, step: int = MB) -> bytes:
    """`BOMB` zeros, compressed without having them in memory."""
    return b"".join([compress(bytes(step)) for _ in range(BOMB // step)]) + flush()  # type: ignore[operator]


def bombs() -> dict[int, bytes]:
    deflate = zlib.compressobj(1)
    packed = zlib.compressobj(1, wbits=31)
    small = brotli.Compressor(quality=1)
    once = zeros(packed.compress, packed.flush)
    return {
        3: head(b"Content-Encoding: gzip") + once,
        4: head(b"Content-Encoding: deflate") + zeros(deflate.compress, deflate.flush),
        5: head(b"Content-Encoding: br") + zeros(small.process, small.finish),
        6: head(b"Content-Encoding: gzip, gzip") + gzip.compress(once, 1),
        7: head(b"Content-Encoding: zstd") + zstd_bomb(),
    }


def zstd_bomb() -> bytes:
    """A frame of RLE blocks of 128 kB, written by hand (RFC 8878): Python 3.11 has no zstd of its own."""
    magic, descriptor, window = b"\x28\xb5\x2f\xfd", b"\x00", b"\x38"  # 128 kB
    count = BOMB // (128 * 1024)
    block = lambda last: ((128 * 1024) << 3 | 1 << 1 | last).to_bytes(3, "little") + b"\x00"  # noqa: E731
    return magic + descriptor + window + block(0) * (count - 1) + block(1)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Ended]]:
    with serving() as site:
        site.put_articles(*range(9, -1, -1))
        chunk = b"<p>" + b"x" * (64 * 1024 - 3)
        site.put("/locals/1/", Answer(act=stream(head(b"Content-Length: %d" % (100 * MB)), chunk, 100 * MB // len(chunk))))
        site.put("/locals/2/", Answer(act=stream(head(), chunk, 100 * MB // len(chunk))))
        lines = b"".join(b"X-%d: " % line + b"x" * 8000 + b"\r\n" for line in range(8))
        site.put("/locals/9/", Answer(act=stream(b"HTTP/1.1 200 OK\r\n", lines, 100 * MB // len(lines))))
        for number, answer in bombs().items():
            site.put(f"/locals/{number}/", Answer(act=raw(answer)))
        yield site, run(site, tmp_path_factory.mktemp("size") / "data", patch=PEAK)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(1, id="100 MB, said in its header"),
        pytest.param(2, id="100 MB, not said"),
        pytest.param(3, id="gzip bomb"),
        pytest.param(4, id="deflate bomb"),
        pytest.param(5, id="brotli bomb"),
        pytest.param(6, id="gzip in gzip"),
        pytest.param(7, id="zstd bomb"),
    ],
)
def test_it_is_left_as_too_large_and_not_asked_for_again(large: tuple[Site, Ended], number: int) -> None:
    site, ended = large
    assert ended.rejected().get(f"/locals/{number}/") == "too_large", ended.said
    assert site.paths().count(f"/locals/{number}/") == 1


def test_headers_without_an_end_are_cut_off_and_the_page_is_tried_again(large: tuple[Site, Ended]) -> None:
    row = large[1].rows()["/locals/9/"]
    assert (row["state"], row["attempts"]) == ("due", 1)
    assert "HeadersTooLong: the headers are longer than 524288 bytes" in large[1].said


def test_the_other_pages_are_read(large: tuple[Site, Ended]) -> None:
    assert large[1].code == 0
    assert large[1].numbers() == [0, 8]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_stays(large: tuple[Site, Ended], tmp_path: Path) -> None:
    with serving() as site:
        site.put_articles(1)
        plain = peak(run(site, tmp_path, patch=PEAK))
    assert peak(large[1]) - plain < 95 * MB, "all together cost less than any of them is long"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_sitemap_of_twenty_thousand_addresses_costs_no_more_memory_than_it_is_long(site: Site, tmp_path: Path) -> None:
    """The half million of `benchmarks/sitemap.py`, smaller."""
    urls = "".join(f"<url><loc>{site.base}/locals/{number}/</loc></url>" for number in range(20_000))
    sitemap = f"<urlset>{urls}</urlset>".encode()
    site.put("/sitemap.xml", Answer(gzip.compress(sitemap, 1), headers={"Content-Type": "application/gzip"}))
    site.put("/locals/0/", site.page(0))
    ended = run(site, tmp_path / "many", "-a", "limit=1", patch=PEAK)
    assert ended.code == 0, ended.said
    assert ended.count("new or changed pages found") == 20_000
    site.put("/sitemap.xml", Answer(b"<urlset/>", headers={"Content-Type": "application/xml"}))
    site.put_feed(0)
    assert peak(ended) - peak(run(site, tmp_path / "one", "-a", "limit=1", patch=PEAK)) < 15 * MB + len(sitemap)
