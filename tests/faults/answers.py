"""Answers that are wrong on purpose, byte by byte; for `Answer(act=...)` of the tests' site."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler

Act = Callable[[BaseHTTPRequestHandler], None]
HTML = b"Content-Type: text/html; charset=UTF-8\r\n"


def head(*lines: bytes, status: bytes = b"200 OK") -> bytes:
    """Status line and header lines of an HTML page."""
    return b"HTTP/1.1 " + status + b"\r\n" + HTML + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


def raw(*parts: bytes) -> Act:
    """These bytes, and the connection is closed."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        for part in parts:
            handler.wfile.write(part)
        handler.close_connection = True

    return act


def slow(parts: Iterable[bytes], pause: float) -> Act:
    """Parts with a pause in seconds before each but the first."""
    parts = list(parts)

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(parts[0])
        for part in parts[1:]:
            time.sleep(pause)
            handler.wfile.write(part)
        handler.close_connection = True

    return act


def reset(*parts: bytes) -> Act:
    """These bytes, and then a reset."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        for part in parts:
            handler.wfile.write(part)
        time.sleep(0.05)  # what is still on its way would be lost with the reset
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()

    return act


def stream(first: bytes, chunk: bytes, count: int) -> Act:
    """A long body, `count` chunks of it, without having it in memory; the crawl hangs up before its end."""

    def act(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(first)
        for _ in range(count):
            handler.wfile.write(chunk)
        handler.close_connection = True

    return act
