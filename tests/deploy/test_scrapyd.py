"""A real Scrapyd on 127.0.0.1: the egg is deployed as docs/schedule.md says, SANA scheduled over its fixture site, the articles read."""

from __future__ import annotations

import configparser
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tests.live.run import lines
from tests.spiders.conftest import FIXTURE, PROJECT, expected

pytest.importorskip("scrapyd", reason="Scrapyd is not installed: pip install -e '.[dev]'")
pytest.importorskip("scrapyd_client", reason="scrapyd-client is not installed: pip install -e '.[dev]'")

PACKED = ("crawler", "pyproject.toml", "setup.py", "scrapy.cfg", "README.md", "LICENSE")
Found = TypeVar("Found")


def wait_for(look: Callable[[], Found | None], what: str, seconds: float = 60) -> Found:
    """What `look` finds."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.1)
    return found


class Scrapyd:
    """A server in a folder of its own, which is no project's."""

    def __init__(self, folder: Path, configuration: Path) -> None:
        self.folder = folder
        folder.mkdir()
        settings = configparser.ConfigParser()
        settings.read(configuration)
        for name in ("eggs_dir", "logs_dir", "dbs_dir"):
            settings["scrapyd"][name] = str(folder / name)
        settings["scrapyd"].update(http_port=free_port(), poll_interval="0.2")
        with (folder / "scrapyd.conf").open("w") as file:
            settings.write(file)
        self.log = folder / "said"
        with self.log.open("wb") as said:
            line = [sys.executable, "-m", "scrapyd", "--pidfile="]
            self._process = subprocess.Popen(line, cwd=folder, stdout=said, stderr=said, env=environment())
        self.url = f"http://127.0.0.1:{settings['scrapyd']['http_port']}/"

    def wait_until_it_listens(self) -> None:
        def listens() -> bool:
            assert self._process.poll() is None, self.log.read_text()
            return "Site starting on" in self.log.read_text()

        wait_for(listens, "Scrapyd listens")

    def ask(self, service: str, *pairs: tuple[str, str], post: bool = False) -> dict[str, Any]:
        query = urlencode(pairs)
        with urlopen(f"{self.url}{service}.json" + ("" if post else f"?{query}"), query.encode() if post else None, 60) as answer:
            said: dict[str, Any] = json.load(answer)
        assert said["status"] == "ok", said
        return said

    def crawl(self, *settings: str) -> Path:
        """A whole job of `sana`; its log."""
        pairs = [("setting", setting) for setting in settings]
        job = self.ask("schedule", ("project", "khabar"), ("spider", "sana"), *pairs, post=True)["jobid"]
        wait_for(lambda: self.ask("status", ("job", job))["currstate"] == "finished", f"job {job} ends")
        return self.folder / "logs_dir" / "khabar" / "sana" / f"{job}.log"

    def end(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        finally:
            self._process.kill()
            self._process.wait()


def free_port() -> str:
    """Scrapyd takes 0 for no port at all."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


def environment() -> dict[str, str]:
    """Ours, without what would lead past the egg or hide a file that is missing in it."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "SCRAPY_SETTINGS_MODULE", "SCRAPY_PROJECT")}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scrapyd]:
    """A Scrapyd with the configuration of `deploy/`, to which the project has been deployed."""
    folder = tmp_path_factory.mktemp("scrapyd")
    server = Scrapyd(folder / "server", PROJECT / "deploy" / "scrapyd.conf")
    try:
        server.wait_until_it_listens()
        deploy(folder / "project", server.url)
        yield server
    finally:
        server.end()


def deploy(copy: Path, url: str) -> None:
    """`scrapyd-deploy` to the target of `scrapy.cfg`, but for its address; in a copy, since it builds where it stands."""
    for name in PACKED:
        put = shutil.copytree if (PROJECT / name).is_dir() else shutil.copy
        copy.mkdir(exist_ok=True)
        put(PROJECT / name, copy / name)
    targets = configparser.ConfigParser()
    targets.read(copy / "scrapy.cfg")
    targets["deploy"]["url"] = url
    with (copy / "scrapy.cfg").open("w") as file:
        targets.write(file)
    line = [sys.executable, "-m", "scrapyd_client.deploy", "--debug"]
    done = subprocess.run(line, cwd=copy, capture_output=True, text=True, timeout=120, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"status": "ok"' in done.stdout, done.stdout + done.stderr


def test_the_publishers_are_known(server: Scrapyd) -> None:
    assert "sana" in server.ask("listspiders", ("project", "khabar"))["spiders"]


def test_a_job_writes_the_articles(server: Scrapyd, tmp_path: Path) -> None:
    log = server.crawl(f"REPLAY={FIXTURE}", f"OUTPUT_DIR={tmp_path}")
    assert {line["id"]: line for line in lines(tmp_path, "articles")} == {line["id"]: line for line in expected()}, log.read_text()
    assert "Process finished" in server.log.read_text()
    assert not (server.folder / "crawler").exists()


def test_without_a_folder_to_write_to_a_job_is_refused_with_2(server: Scrapyd) -> None:
    server.crawl(f"REPLAY={FIXTURE}")
    said = server.log.read_text()
    assert "Process died: exitstatus=2" in said
    assert re.search(r"OUTPUT_DIR=data: must begin with / here; the code is in \S+\.egg and not beside a scrapy\.cfg", said), said
