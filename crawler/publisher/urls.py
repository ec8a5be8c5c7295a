"""One form of an address for one page, and the pattern that says which pages are articles.

Sources spell the address of a page in many ways (www, AMP, tracking, percent-encoding). `canonical_url` folds what never says which
page it is; what might say it is kept. The tables are in `knowledge/urls.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from ipaddress import IPv6Address, ip_address
from urllib.parse import quote, unquote_to_bytes, urlsplit

from crawler.knowledge.publisher import Publisher
from crawler.knowledge.tables import read_table

_URL = re.compile(r"(https?)://([^/?#\\]+)(?:(/[^?#]*))?(?:\?([^#]*))?(?:#.*)?", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(?:.*@)?(\[[0-9a-f:.]+\]|[^:\[\]]+?)\.?(?::([0-9]*))?", re.IGNORECASE | re.DOTALL)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\]")
_DEFAULT_PORTS = ("", "80", "443")
_PORT_DIGITS, _LAST_PORT = 5, 65535
_SHOWN = 200
"""Characters of a bad URL that a message shows: a `data:` URL can be megabytes."""

_LINE_BREAKS = {ord(character): None for character in "\t\n\r"}
"""Count nowhere in a URL, as in browsers (WHATWG URL Standard, basic URL parser)."""

_PLAIN_PATH = re.compile(r"[A-Za-z0-9._~!$&'()*+,:;=@/-]*")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPES = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_DECODED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,:=@"
"""What may stand unescaped in a path. Without `;`, which some servers read as a separator, as they do `/`."""
_NEEDLESS_ESCAPE = re.compile("|".join(f"%{ord(character):02X}" for character in _DECODED))
_SLASHES = re.compile(r"//+")
_AMP_PATH = re.compile(r"^(?:/amp)+(?=/|$)|(?:/amp)+/?$")


@dataclass(frozen=True)
class _Tables:
    host_prefixes: frozenset[str]
    extensions: frozenset[str]
    amp: dict[str, frozenset[str]]
    tracking_prefixes: tuple[str, ...]
    tracking_names: frozenset[str]


@cache
def _tables() -> _Tables:
    raw = read_table("urls.toml")
    return _Tables(
        host_prefixes=frozenset(raw["host_prefixes"]),
        extensions=frozenset(raw["extensions"]),
        amp={name: frozenset(values) for name, values in raw["amp"].items()},
        tracking_prefixes=tuple(raw["tracking"]["prefixes"]),
        tracking_names=frozenset(raw["tracking"]["names"]),
    )


def canonical_url(url: str, *, publisher: Publisher | None = None) -> str:
    """The one form of an http(s) address; `canonical_url(canonical_url(u)) == canonical_url(u)`.

    - scheme `https`, except that a port other than 80 and 443 keeps its scheme and a publisher whose home is `http` keeps that;
    - host in lower case and IDNA, without `www.`, `m.`, `mobile.`, `amp.`; a mirror of the publisher becomes its home host;
    - path with one percent-encoding, without dot segments, doubled slashes and AMP parts. It ends with a slash, also before a
      query (`/en/?p=1`), unless its last segment is a file's name (`.html`, `.aspx`) or the publisher declares that it has none;
    - query without tracking and AMP parameters, or only with those that the publisher declares as its `identity`; in the
      order of names (values of one name keep theirs), an empty value without `=`;
    - no fragment, no user name.

    Raises ValueError, naming the URL, for what is no http(s) address.
    """
    text = url.strip()
    if not text.isprintable():
        text = text.translate(_LINE_BREAKS)
    match = _URL.fullmatch(text)
    if match is None:
        raise ValueError(f"not an http(s) URL: {url[:_SHOWN]!r}")
    scheme, authority, path, query = match.groups()
    try:
        start = _origin(scheme.lower(), authority, publisher) + _fold_path(path or "/", slash=publisher is None or publisher.slash)
        query = _fold_query(query, publisher.identity if publisher else None) if query else ""
    except ValueError as error:
        raise ValueError(f"not a valid URL: {url[:_SHOWN]!r}: {error}") from error
    return f"{start}?{query}" if query else start


def refusal_of(url: str, hosts: Collection[str], local: Collection[str] = ()) -> str | None:
    """In one word why a run must not ask for an address, or None: `scheme` (only http and https), `user_info` (`user:password@`),
    `ip_address` (a host without a name), `foreign_host` (neither one of `hosts` nor below it), `port` (only 80 and 443).

    Hosts in `local` may be without a name and have any port.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "foreign_host"
    if parts.scheme not in ("http", "https"):
        return "scheme"
    if "@" in parts.netloc:
        return "user_info"
    is_local = host in local
    if not is_local and _is_ip_address(host):
        return "ip_address"
    if not any(host == own or host.endswith(f".{own}") for own in hosts):
        return "foreign_host"
    return None if is_local or port in (None, 80, 443) else "port"


def _is_ip_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=1024)
def _origin(scheme: str, authority: str, publisher: Publisher | None) -> str:
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise ValueError("no host")
    host, port = match[1].lower(), match[2] or ""
    if not host.isascii():
        host = host.encode("idna").decode("ascii").lower()
    if not _HOST.fullmatch(host):
        raise ValueError("no valid host name")
    if host.startswith("["):
        IPv6Address(host[1:-1])  # raises a ValueError that names it
    if len(port.lstrip("0")) > _PORT_DIGITS or int(port or 0) > _LAST_PORT:
        raise ValueError("no valid port")
    host = _fold_host(host, publisher)
    if port in _DEFAULT_PORTS:
        plain = publisher is not None and publisher.home.startswith("http:") and host in (publisher.home_host, *publisher.hosts)
        return f"{'http' if plain else 'https'}://{host}"
    return f"{scheme}://{host}:{port}"


def _fold_host(host: str, publisher: Publisher | None) -> str:
    mirrors = publisher.mirrors if publisher else ()
    own = (publisher.home_host, *publisher.hosts) if publisher else ()
    while host not in own and host not in mirrors:
        label, _, rest = host.partition(".")
        if label not in _tables().host_prefixes or "." not in rest:
            return host
        host = rest
    return publisher.home_host if publisher and host in mirrors else host


def _fold_path(path: str, *, slash: bool) -> str:
    if not _PLAIN_PATH.fullmatch(path):
        path = _fold_escapes(path)
    if "//" in path:
        path = _SLASHES.sub("/", path)
    if "/." in path:
        path = _without_dot_segments(path)
    if "/amp" in path:
        path = _AMP_PATH.sub("", path)
    path = path.removesuffix("/")
    name = path[path.rfind("/") + 1 :]
    is_file = "." in name and name[name.rfind(".") + 1 :].lower() in _tables().extensions
    return path if is_file or (path and not slash) else path + "/"


def _fold_escapes(path: str) -> str:
    path = _STRAY_PERCENT.sub("%25", path)
    path = _ESCAPES.sub(lambda run: run[0].upper(), path)
    path = _NEEDLESS_ESCAPE.sub(lambda escape: chr(int(escape[0][1:], 16)), path)
    return quote(path, safe="%/;" + _DECODED)


def _without_dot_segments(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            if kept:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept)


def _fold_query(query: str, identity: Collection[str] | None) -> str:
    kept = []
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        name, value = _fold_value(name), _fold_value(value)
        if name and _says_which_page(name, value, identity):
            kept.append((name, f"{name}={value}" if value else name))
    if len(kept) > 1:
        kept.sort(key=lambda parameter: parameter[0])
    return "&".join([parameter for _, parameter in kept])


def _fold_value(value: str) -> str:
    if value.isalnum() and value.isascii():
        return value
    return quote(unquote_to_bytes(value.replace("+", " ")), safe="/:,")


def _says_which_page(name: str, value: str, identity: Collection[str] | None) -> bool:
    if identity is not None:
        return name in identity
    tables, name = _tables(), name.lower()
    if name in tables.tracking_names or name.startswith(tables.tracking_prefixes):
        return False
    amp = tables.amp.get(name)
    return amp is None or (bool(amp) and value.lower() not in amp)


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """A URL that is an article's."""

    number: str | None
    """The publisher's own number of the article; None where its URLs have none, so that the URL itself identifies it."""


@dataclass(frozen=True)
class ArticleUrl:
    """How a publisher's article URLs look. Declared by a spider; nothing is compiled until the first `match`."""

    path: str
    """Regular expression searched in the path of the canonical URL, its group `id` (optional) the article's number."""
    query_id: str | None = None
    """Query parameter with the article's number: `p` in `/?p=2108756`. It counts on the root page (WordPress's shortlinks) and on
    pages that `path` matches without giving an `id` (`ArticleDetails.aspx?id=`), nowhere else: `/en/?p=` counts English articles."""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self.path)

    def match(self, url: str) -> ArticleMatch | None:
        """What a canonical URL says of its article, or None if it is no article's.

        With `query_id` every article has a number, so that a page without one is none (the bare `/` among them).
        """
        address, _, query = url.partition("?")
        path = address[address.find("/", len("https://")) :]
        found = self._pattern.search(path)
        if found and (number := found.groupdict().get("id")):
            return ArticleMatch(number)
        if self.query_id is None:
            return ArticleMatch(None) if found else None
        if not found and path != "/":
            return None
        values = (parameter.partition("=") for parameter in query.split("&"))
        number = next((value for name, _, value in values if name == self.query_id and value.isdecimal()), None)
        return ArticleMatch(number) if number else None
