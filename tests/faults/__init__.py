"""A site that misbehaves on purpose, and what the crawl must give.

"Later" is: due again in 1 h, 6 h, 1 d, then a line in `rejected/` ("failed" or "challenge"). In every row the other pages of the site
are read, the exit code is 0, or 3 where too many pages failed, and the run ends within the time-outs of what was asked.

| fault | gives | tested in |
|---|---|---|
| slow drip: a byte now and then, past the time-out | later | test_pages |
| a body that stalls; headers that stall | later | test_pages |
| connection reset before, in the middle of, or instead of the body | later | test_pages |
| Content-Length too long; chunks that stop | later | test_pages |
| Content-Length too short; gzip or brotli that stops; a page that stops | article, `complete` false | test_pages |
| gzip, deflate, brotli, zstd that is none | later | test_pages |
| a header line of 1 MB, a status line that is none | later | test_pages |
| 10,000 header lines | article | test_pages |
| headers without an end | later; memory stays | test_size |
| 403, 429, 500, 503 | later (429 and 5xx after `RETRY_TIMES` tries) | test_pages |
| redirect loop, redirect without an address | later | test_pages |
| redirect to another site, to a private address | rejected, foreign_host or ip_address; nothing is asked there | test_pages |
| 100 MB body, said or not said in its header | rejected, too_large; memory stays | test_size |
| gzip, brotli, zstd, deflate bomb; gzip in gzip | rejected, too_large; memory stays | test_size |
| sitemap of 500,000 URLs, as gzip | all offered once; memory stays | test_size, benchmarks/sitemap.py |
| challenge page, whatever its status | later, counted as `challenge`; never an article, asked for once a run | test_challenges |
| challenge instead of every page, feed and sitemap | exit code 3, GIVE_UP_AFTER requests at most | test_challenges |
| Retry-After in seconds or as a date | the host is left alone that long by the server's clock | test_waiting |
| Retry-After beyond RETRY_AFTER_MAX | that long, then the run ends with 3 | test_waiting |
| nothing but 403, 500 or time-outs | exit code 3 after GIVE_UP_AFTER requests; the rest is due in the next run | test_waiting |
| a name that does not resolve, a port that is closed | exit code 3 | test_waiting |
| endless pagination | ends at LISTING_PAGES_MAX, and the next run stops where nothing is new | test_traps |
| calendar trap: a link to the next day on every day | days are not followed | test_traps |
| sitemaps that list themselves or each other, with ever new names | each once, SITEMAP_DEPTH deep | test_traps |
| clock a year ahead in one run, right in the next | what failed is tried again all the same | test_clocks |
| clock back by a day within a run | the run ends, articles are stored | test_clocks |
| articles published in the future | stored, due once | test_clocks |
"""
