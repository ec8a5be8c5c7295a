"""The ready files under `deploy/`: systemd, cron and logrotate take them, and they mean what docs/schedule.md says."""

from __future__ import annotations

import argparse
import configparser
import shlex
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
from scrapy.utils.conf import arglist_to_dict
from scrapy.utils.project import get_project_settings

from crawler.commands.crawlall import Command, check_usage
from tests.spiders.conftest import PROJECT

DEPLOY = PROJECT / "deploy"
UNITS = ("khabar.service", "khabar.timer", "khabar-failed@.service")
SCRAPY = "/opt/khabar/.venv/bin/scrapy"
STATE = "/var/lib/khabar"


def unit(name: str) -> dict[str, list[str]]:
    """The options of a unit; each may stand several times."""
    options = defaultdict(list)
    for line in (DEPLOY / name).read_text().splitlines():
        if line and line[0] not in "#[":
            option, _, value = line.partition("=")
            options[option].append(value)
    return options


def cron_line() -> str:
    (line,) = [line for line in (DEPLOY / "khabar.cron").read_text().splitlines() if line[:1].isdigit()]
    return line


def options_of(arguments: list[str]) -> argparse.Namespace:
    """The options of `scrapy crawlall`, read as Scrapy does. Fails at one that it does not know."""
    command = Command()
    command.settings = get_project_settings()
    parser = argparse.ArgumentParser(conflict_handler="resolve")
    command.add_options(parser)
    options, names = parser.parse_known_args(arguments)
    assert names == []
    check_usage(names, options)
    return options


def test_every_file_is_told_of() -> None:
    told = (PROJECT / "docs" / "schedule.md").read_text()
    for file in DEPLOY.iterdir():
        assert f"deploy/{file.name}" in told, file.name


def test_the_service_crawls_all_into_the_one_folder_that_it_may_write_to() -> None:
    (line,) = unit("khabar.service")["ExecStart"]
    program, command, *arguments = shlex.split(line)
    assert (program, command) == (SCRAPY, "crawlall")
    assert arglist_to_dict(options_of(arguments).set) == {"OUTPUT_DIR": STATE}
    assert unit("khabar.service")["ReadWritePaths"] == [STATE]
    assert unit("khabar.service")["StateDirectory"] == [Path(STATE).name]


def test_of_the_exit_codes_4_alone_is_no_failure() -> None:
    service = unit("khabar.service")
    assert service["SuccessExitStatus"] == ["4"]
    assert service["OnFailure"] == ["khabar-failed@%n.service"]


def test_a_stop_is_one_signal_to_crawlall_alone() -> None:
    assert unit("khabar.service")["KillMode"] == ["mixed"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = tmp_path / "scrapy"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for name in UNITS:
        (tmp_path / name).write_text((DEPLOY / name).read_text().replace(SCRAPY, str(program)))
    instance = (tmp_path / "khabar-failed@.service").rename(tmp_path / "khabar-failed@khabar.service.service")
    units = [str(tmp_path / name) for name in UNITS[:2]]
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *units, str(instance)], capture_output=True, text=True, timeout=60)
    ours = [line for line in done.stderr.splitlines() if "khabar" in line]
    assert (done.returncode, ours) == (0, []), done.stderr


@pytest.mark.parametrize(
    ("code", "mailed"), [(0, ""), (4, ""), (3, "the table\nand why\n"), (1, "the table\nand why\n"), (5, "the table\nand why\n")]
)
def test_cron_mails_what_is_a_failure(tmp_path: Path, code: int, mailed: str) -> None:
    program = tmp_path / ".venv" / "bin" / "scrapy"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\necho "$@" >{tmp_path}/given\necho the table\necho and why >&2\nexit {code}\n')
    program.chmod(0o755)
    *_, user, command = cron_line().split(maxsplit=6)[:7]
    assert user == "khabar"
    assert "%" not in command, "cron would make a new line of it"
    done = subprocess.run(["sh", "-c", command.replace("/opt/khabar", str(tmp_path))], capture_output=True, text=True, timeout=20)
    assert done.stdout + done.stderr == mailed
    name, *arguments = (tmp_path / "given").read_text().split()
    assert name == "crawlall"
    assert arglist_to_dict(options_of(arguments).set) == {"OUTPUT_DIR": STATE}


def test_the_logs_that_are_rotated_are_those_that_are_written() -> None:
    lines = (DEPLOY / "khabar.logrotate").read_text().splitlines()
    assert f"{STATE}/logs/*.log {{" in lines
    assert "    delaycompress" in lines, "a run at work still writes into yesterday's"


def test_scrapyd_listens_on_loopback_and_adds_no_files_of_its_own() -> None:
    settings = configparser.ConfigParser()
    settings.read(DEPLOY / "scrapyd.conf")
    assert settings["scrapyd"]["bind_address"] == "127.0.0.1"
    assert settings["scrapyd"]["items_dir"] == settings["scrapyd"]["jobs_dir"] == ""
