"""What a very large sitemap costs: sitemap.py [--addresses 500000]

A sitemap of so many addresses, as gzip from 127.0.0.1, is read by a whole `scrapy crawl` that then fetches one article; the same with a
sitemap of none is taken off. Printed are the sitemap's size, seconds, and peak memory. Half a million is ten times what the protocol
allows in one file, and near the most that SITEMAP_MAXSIZE takes.
"""

from __future__ import annotations

import argparse
import gzip
import tempfile
import time
from pathlib import Path

from tests.faults.memory import PEAK, peak
from tests.live.run import run
from tests.live.site import Answer, Site, serving


def measure(site: Site, output: Path, sitemap: bytes) -> tuple[float, int, int]:
    """Seconds, bytes at the highest, and pages found."""
    site.put("/sitemap.xml", Answer(gzip.compress(sitemap, 1), headers={"Content-Type": "application/gzip"}))
    started = time.monotonic()
    ended = run(site, output, "-a", "limit=1", patch=PEAK)
    assert ended.code == 0, ended.said
    return time.monotonic() - started, peak(ended), ended.count("new or changed pages found")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--addresses", type=int, default=500_000)
    count = parser.parse_args().addresses
    with tempfile.TemporaryDirectory() as folder, serving() as site:
        site.put_articles(0)
        urls = "".join(f"<url><loc>{site.base}/locals/{number}/</loc><lastmod>2026-11-24</lastmod></url>" for number in range(1, count + 1))
        sitemap = f"<urlset>{urls}</urlset>".encode()
        for number in range(count, count - 20, -1):
            site.put(f"/locals/{number}/", site.page(number))
        without = measure(site, Path(folder) / "without", b"<urlset/>")
        seconds, memory, found = measure(site, Path(folder) / "with", sitemap)
    print(f"{found - 1:,} addresses in {len(sitemap) / 1e6:.1f} MB: {seconds - without[0]:.1f} s,", end=" ")
    print(f"{(memory - without[1]) / 1e6:.0f} MB of memory above the {without[1] / 1e6:.0f} MB of a run without")


if __name__ == "__main__":
    main()
