"""A PostgreSQL server for the tests: from the system's own packages, on a free port, in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

REQUIRED = "KHABAR_NEEDS_POSTGRES"
"""Environment variable: set where the tests must not be skipped."""
USERS = ("postgres", "nobody")
"""Who may run the server where we are root, which PostgreSQL refuses."""
PASSWORD = "a-secret-of-the-tests"


def programs() -> Path | None:
    """The folder with initdb and postgres, the newest."""
    found = shutil.which("initdb")
    folders = (
        [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    )
    return folders[-1] if folders else None


def missing() -> None:
    """Skip the test, or fail it where it must run."""
    words = "PostgreSQL is not installed (apt-get install postgresql)"
    if os.environ.get(REQUIRED):
        pytest.fail(words)
    pytest.skip(words)


class Server:
    """A PostgreSQL server that can be stopped and started again."""

    def __init__(self, line: list[str | Path], login: dict[str, Any], url: str) -> None:
        self._line = line
        self._login = login
        self.url = url
        """Of a superuser with a password."""
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def user(self) -> str | None:
        """Who runs it, if we do not."""
        return self._login.get("user")

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._process = subprocess.Popen(self._line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self._login)
        wait_for(self.url, self._process)

    def stop(self) -> None:
        """Stop it at once: whoever is connected is thrown out."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=30)
            self._process = None


@contextmanager
def serving() -> Iterator[str]:
    """The URL of a running server."""
    with running() as server:
        yield server.url


@contextmanager
def running() -> Iterator[Server]:
    """A running server."""
    try:
        import psycopg  # noqa: F401
    except ImportError:
        missing()
    folder_of_programs = programs()
    if folder_of_programs is None:
        missing()
    assert folder_of_programs is not None
    user = next(name for name in USERS if name in {entry.pw_name for entry in pwd.getpwall()}) if os.getuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="khabar-postgres-") as folder:
        if user is not None:
            shutil.chown(folder, user)
        data, secret = Path(folder) / "data", Path(folder) / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        login: dict[str, Any] = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []} if user is not None else {}
        login["cwd"] = folder
        initdb: list[str | Path] = [
            folder_of_programs / "initdb",
            "--pgdata",
            data,
            "--username",
            "khabar",
            "--pwfile",
            secret,
            "--auth",
            "scram-sha-256",
        ]
        subprocess.run([*initdb, "--encoding", "UTF8", "--locale", "C", "--no-sync"], check=True, capture_output=True, timeout=60, **login)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        options = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": folder, "fsync": "off"}
        line: list[str | Path] = [
            folder_of_programs / "postgres",
            "-D",
            data,
            *(part for item in options.items() for part in ("-c", "=".join(map(str, item)))),
        ]
        server = Server(line, login, f"postgresql+psycopg://khabar:{PASSWORD}@127.0.0.1:{port}/postgres")
        try:
            server.start()
            yield server
        finally:
            server.stop()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Until the server answers. Fails the test where it ends before."""
    import psycopg

    address = url.replace("postgresql+psycopg", "postgresql")
    for _ in range(300):
        assert server.poll() is None, "the PostgreSQL server ended"
        try:
            psycopg.connect(address, connect_timeout=1).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the PostgreSQL server did not answer within 30 s")
