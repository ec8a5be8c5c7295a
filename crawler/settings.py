"""Every setting that differs from Scrapy's own, or is Khabar's, each with the reason for its value."""

from crawler import __version__

BOT_NAME = "khabar"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
SPIDER_LOADER_CLASS = "crawler.publisher.files.SpiderFiles"  # sana stands in sana.py: no other file is imported to crawl it
COMMANDS_MODULE = "crawler.commands"  # `crawl` among them replaces Scrapy's: it alone knows our exit codes

# Who we are. A site that wants to talk to us finds the project; CONTACT (an address or a page of yours) is added to it.
USER_AGENT = f"Khabar/{__version__} (Arabic news crawler)"
ROBOTSTXT_USER_AGENT = "Khabar"  # the name that a robots.txt would use for us
CONTACT = ""

# What is written, and where. Relative paths are taken from the project's root.
OUTPUT_DIR = "data"
# sqlite:///PATH, or postgresql+psycopg://USER@HOST/DATABASE for several crawlers at once. Without one it is OUTPUT_DIR/index.sqlite, beside
# the files that it describes.
INDEX_URL = ""
# What becomes of copies. drop: whole into duplicates/, so that articles/ has each story once and nothing is lost. mark: into articles/,
# for who counts who carried what; every line there then has the keys duplicate_of, relation, similarity and reason, null where it is no
# copy. keep: near copies are articles like others, and only `story` says that they belong together; the same text goes to duplicates/.
NEAR_DUPLICATES = "drop"
# Once that many whole days have passed since, the part files of a day become `<run>.jsonl.zst` (about a quarter) at the end of a run, with
# what they hold unchanged. 0: never. Whoever reads data/ by himself has to read both endings then.
SEAL_AFTER_DAYS = 0
FEED_EXPORT_ENCODING = "utf-8"  # -O out.jsonl holds Arabic letters, not \u0633

# Politeness
ROBOTSTXT_OBEY = True
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 2  # a SIGTERM waits for what the downloader holds: 16 requests at 2 s are 32 s
DOWNLOAD_DELAY = 1
DOWNLOAD_DELAY_JITTER = 0.5
CRAWL_DELAY_MAX = 60  # seconds; a longer Crawl-delay is a mistake or a way to say no: 60 s is 1,440 pages a day
RETRY_AFTER_MAX = 600  # seconds that a site may make us wait before it gives a page again; one that asks for more ends the run
GIVE_UP_AFTER = 30  # requests in a row without a page (time-outs, 403, 429, 5xx, challenges) that end the run; 0 is never
AUTOTHROTTLE_ENABLED = False  # its floor is DOWNLOAD_DELAY, so it would undo a Crawl-delay

# Safety
TELNETCONSOLE_ENABLED = False  # no open ports, not even on loopback
REMOTE_CONTROL_ENABLED = False
# A request goes only to hosts of the publisher, by name, on ports 80 and 443, at public addresses. Hosts here (an intranet's, a mirror on
# your own machine) may be IP addresses, have private addresses and any port.
LOCAL_HOSTS: list[str] = []
TWISTED_DNS_RESOLVER = "crawler.extensions.addresses.PublicResolver"
COOKIES_ENABLED = False  # news pages need none, and the cookie code may ask the network for a public suffix list
DOWNLOAD_TIMEOUT = 30  # seconds; Scrapy's 180 lets one stalled page hold the whole site
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # bytes of a page; the largest real ones are under 1 MB
DOWNLOAD_WARNSIZE = 0  # a large sitemap is no news
DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "crawler.extensions.headers.BoundedHandler")  # headers have an end, too
SITEMAP_MAXSIZE = 60 * 1024 * 1024  # bytes; the protocol allows 50 MB unpacked
URLLENGTH_LIMIT = 8000  # characters; eight percent-encoded Arabic words are 288
LISTING_PAGES_MAX = 2000  # pages of one section in one run; what is endless is no archive

# The frontier says what is fetched and when: nothing else may drop a request.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # in the order in which the frontier gives them: newest first
REVISIT_WINDOW = 30 * 24 * 3600  # seconds; older articles are not read again: a theme migration bumps every lastmod
REVISIT_AFTER: list[int] = []  # seconds after publication at which an article is looked at again, e.g. [3600, 86400]

# Memory and speed
WARN_ON_GENERATOR_RETURN_VALUE = False  # Scrapy reads the callback's source for each page: a twelfth of a page's time
CONCURRENT_ITEMS = 1  # Scrapy makes that many tasks for each response, and one response gives one item
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 5_000_000  # bytes of pages between downloader and pipelines
MEMUSAGE_ENABLED = False

# Health: when a run that finished exits with 3; crawler/extensions/health.py says how each is measured. A share limit of 1 and a factor of
# inf switch a monitor off.
HEALTH_DAYS = 30  # of past runs that are looked at: four weekends; a fault that nobody mends is the usual state after that
HEALTH_RUNS = 1000  # most of them that are read (about 0.1 s): 30 days of hourly runs, or a week of one every ten minutes
HEALTH_SAMPLE = 20  # pages or articles; runs that have fewer are put together until they have as many: a share of 5 is chance
HEALTH_ERRORS = 0.25  # share of article pages that failed after all tries; a site that is well loses one in a hundred
HEALTH_REFUSED = (
    0.2  # share of answers that are 401, 403, 429, 451 or a challenge; a few sources may be closed for good, one in five is a ban
)
HEALTH_SERVER_ERRORS = 0.25  # share of answers that are 5xx, tries included: a site that is down a quarter of the time
HEALTH_REJECTED = 0.5  # share of pages rejected for one and the same reason, where the past does not say what is usual
HEALTH_FALL = 0.3  # points by which a share (articles with a field, with a layout's text; pages rejected) is beyond all earlier ones
HEALTH_PARAGRAPHS = 2  # factor by which the median of paragraphs an article is beyond all earlier ones: half the text, or twice
HEALTH_SILENCE = 2  # factor by which the newest article is older than it ever was in the past: one more holiday is no alarm
HEALTH_SILENCE_MIN = 12 * 3600  # seconds; an agency that writes every minute may be silent for a night

# Logs. A page that was dropped as a duplicate is an ordinary thing and counted, so it is not logged above DEBUG.
LOG_LEVEL = "INFO"
LOG_VERSIONS: list[str] = []
RETRY_GIVE_UP_LOG_LEVEL = "WARNING"

# Replay: a folder of saved exchanges to answer from, and the visit to the site that it is.
REPLAY = ""
REPLAY_VISIT = 1
RUN_NOW = ""  # ISO 8601: a clock that stands still; set by the replay
PAGES_KNOWN = None  # addresses beyond which there are no articles; set by the replay

# Fixtures; set by `scrapy fixture`. With SAMPLE a run reads each declared source once and takes the articles in PAGES, without any the
# newest `limit`.
PAGES: list[str] = []  # JSON: addresses of articles, whether or not a source names them
SAMPLE = False
SAVE_EXCHANGES = ""  # a folder that gets all that was fetched, as `REPLAY` reads it

ADDONS = {
    "crawler.extensions.logs.LogsAddon": 0,  # first: nothing of a page is logged before
    "crawler.archive.replay.ReplayAddon": 100,
}
EXTENSIONS = {
    "crawler.index.run.Run": 0,  # first: it may refuse, and then nothing else must have been touched
    "crawler.extensions.ending.Ending": 1,  # behind Run: what it judges is closed by then
    "scrapy.extensions.feedexport.FeedExporter": None,
    "crawler.extensions.exports.Exports": 2,  # its place: a file of -O that cannot be written ends the run
    "crawler.extensions.politeness.Politeness": 500,
    "crawler.extensions.progress.Progress": 500,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.extensions.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # dont_filter, which a retry sets, switches it off
    "crawler.extensions.hosts.HostMiddleware": 50,  # before robots.txt, which is at 100
    "crawler.extensions.addresses.AddressMiddleware": 940,  # before retries (550) hear of it
    "crawler.extensions.patience.PatienceMiddleware": 585,  # bodies are unpacked there, and no retry or refresh has been thought of
    "crawler.extensions.clock.ReceivedAtMiddleware": 950,  # nearest to the network
    "crawler.archive.save.SaveMiddleware": 960,  # still nearer: bodies as they came
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,  # every request comes from start()
}
ITEM_PIPELINES = {
    "crawler.pipelines.validate.ValidatePipeline": 100,
    "crawler.pipelines.write.WritePipeline": 900,
}
