"""The command as a process: signals, pipes, terminals, exit codes, secrets."""

import contextlib
import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading

import pytest

from diorama_nb.demo_api import DemoApi

WAIT = 60  # seconds after which a process that should have ended is taken to hang


def diorama(*arguments, **settings):
    command = [sys.executable, "-m", "diorama_nb", *map(str, arguments)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    pipes["env"] = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    return subprocess.Popen(command, text=True, encoding="utf-8", **(pipes | settings))


def ended(process):
    """Return what a process printed, once it ended."""
    with process:
        try:
            return process.communicate(timeout=WAIT)
        finally:
            process.kill()


def test_a_second_process_answers_from_disk(shop):
    """S20, S69."""
    first = ended(diorama(shop.url, "list", "--format", "csv"))
    shop.reset_stats()
    assert ended(diorama(shop.url, "list", "--format", "csv")) == first
    assert len(first[0].splitlines()) == 26
    assert shop.stats()["requests"] == 0


def test_ctrl_c_ends_a_run_that_waits_for_the_source():
    """S69: at once, with 130 and without a traceback, long before the source answers."""
    with DemoApi(rows=10, latency=3600) as slow:
        process = diorama(slow.url, "list")
        while not slow.stats()["requests"]:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert ended(process) == ("", "")
        assert process.returncode == 130


def test_ctrl_c_ends_a_watch(shop):
    """S69."""
    process = diorama(shop.url, "watch", "--every", "1h")
    assert "watching 1,234 rows" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    assert ended(process) == ("", "")
    assert process.returncode == 130


def test_a_reader_that_leaves_early_is_no_error(shop):
    """S69: `diorama … | head` is quiet, and ends as a program that got SIGPIPE."""
    process = diorama(shop.url, "list", "--all", "--format", "jsonl")
    assert process.stdout.readline().startswith('{"id": 1,')
    process.stdout.close()
    errors = process.stderr.read()
    with process:
        process.wait(WAIT)
    assert (errors, process.returncode) == ("", 141)


@pytest.mark.parametrize("option", ["--bearer-env", "--header-env"])
def test_a_secret_is_sent_and_never_shown(api, tmp_path, option):
    """S69: not in logs, errors or the cache."""
    secret = "canary-7f3a9c51"
    api.answer = lambda path, query: (
        (200, [{"id": 1}]) if path == "/items" else (403, {"message": f"no {secret}"})
    )
    variable = {"--bearer-env": "SHOP_KEY", "--header-env": "X-Api-Key=SHOP_KEY"}[option]
    env = {**os.environ, "SHOP_KEY": secret}
    for path in ("items", f"broken?api_key={secret}"):
        arguments = (f"{api.url}/{path}", "list", option, variable, "--debug")
        output = ended(diorama(*arguments, env=env))
        assert secret not in "".join(output)
        assert "GET" in output[1]
    header = {"--bearer-env": "authorization", "--header-env": "x-api-key"}[option]
    sent = {name.lower(): value for name, value in api.seen[0][1].items()}
    assert sent[header].removeprefix("Bearer ") == secret
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or secret.encode() not in file.read_bytes()


def test_a_secret_typed_where_its_name_belongs_is_not_repeated(diorama, api):
    """S69."""
    for option in (("--bearer-env", "ghp_canary"), ("--header-env", "X-Key=ghp_canary")):
        result = diorama(f"{api.url}/items", "list", *option)
        assert result.exit_code == 2
        assert "ghp_canary" not in result.output
        assert "environment variable" in result.stderr
    assert api.seen == []


def test_rows_of_one_account_are_not_shown_to_another(api, diorama, monkeypatch):
    """S69."""
    api.answer = lambda path, query: (200, [{"id": len(api.seen)}])
    for token, expected in (("one-token", 1), ("two-token", 2), ("one-token", 1)):
        monkeypatch.setenv("SHOP_KEY", token)
        result = diorama(
            f"{api.url}/items", "list", "--bearer-env", "SHOP_KEY", "--format", "jsonl"
        )
        assert result.stdout == f'{{"id": {expected}}}\n'


def test_an_error_shows_where_it_happened_only_with_debug(diorama, api):
    """S69."""
    api.answer = lambda path, query: (403, {"message": "no"})
    arguments = (f"{api.url}/items", "list")
    assert "Traceback" not in diorama(*arguments).stderr
    told = diorama(*arguments, "--debug").stderr
    assert "Traceback" in told
    assert "HTTP Request: GET" in told


@contextlib.contextmanager
def terminal(columns):
    """A terminal of so many columns: yields its end for a process, and what was printed."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    printed = bytearray()

    def read():
        try:
            while chunk := os.read(leader, 4096):
                printed.extend(chunk)
        except OSError:  # the other side was closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    try:
        yield follower, printed
    finally:
        os.close(follower)
        reader.join()
        os.close(leader)


def test_a_table_is_cut_to_the_terminal(shop):
    """S69."""
    with terminal(60) as (screen, printed):
        process = diorama(shop.url, "list", "--limit", "3", stdout=screen)
        _, errors = ended(process)
    lines = printed.decode().splitlines()
    assert (len(lines), process.returncode, errors.count("rows")) == (4, 0, 1)
    assert all(len(line) <= 60 for line in lines)
    assert lines[0].split()[:2] == ["id", "name"]
    assert "…" in lines[1]


def test_progress_is_drawn_on_a_terminal_and_goes_away():
    """S69: only while it takes long, and never into the data."""
    with DemoApi(rows=3000, latency=0.2) as slow, terminal(80) as (screen, printed):
        process = diorama(slow.url, "count", "--where", "stock>=0", stderr=screen)
        output, _ = ended(process)
    assert output == "3000\n"
    text = printed.decode()
    assert "products: " in text
    assert "/3000" in text
    assert text.rpartition("\r")[0].split("\r")[-1].strip() == ""
