import re
import signal
import subprocess
import sys

import httpx
import pytest
from click.testing import CliRunner

from diorama_nb.cli import main
from diorama_nb.demo_api import DemoApi


def run(*arguments):
    return CliRunner().invoke(main, arguments)


def test_help_names_the_commands():
    result = run("--help")
    assert result.exit_code == 0
    assert "demo-api" in result.output


def test_the_demo_api_explains_its_options_with_their_defaults():
    result = run("demo-api", "--help")
    for word in ("--rows", "--latency", "--port", "--fault-rate", "--rate-limit", "--seed"):
        assert word in result.output
    assert "100000" in result.output


@pytest.mark.parametrize(
    "arguments",
    [("--latency", "-1"), ("--fault-rate", "2"), ("--port", "70000"), ("--rate-limit", "fast")],
)
def test_an_option_out_of_range_is_a_usage_error_that_names_it(arguments):
    result = run("demo-api", "--rows", "1", *arguments)
    assert result.exit_code == 2
    assert arguments[1] in result.output
    assert "Traceback" not in result.output


def test_a_taken_port_is_told_with_a_way_out():
    with DemoApi(rows=1) as api:
        port = api.origin.rpartition(":")[2]
        result = run("demo-api", "--rows", "1", "--port", port)
    assert result.exit_code == 1
    assert "--port" in result.output


def demo_api(*arguments):
    command = [sys.executable, "-m", "diorama_nb", "demo-api", "--port", "0", *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_api_serves_until_it_is_stopped_and_ends_quietly(end):
    with demo_api("--rows", "10", "--latency", "0") as process:
        try:
            line = process.stdout.readline()
            url = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+/products)\n", line)[1]
            assert httpx.get(url).json()["total"] == 10
            process.send_signal(end)
            assert process.communicate(timeout=20) == ("", "")
        finally:
            process.kill()
    assert process.returncode == 0


def test_a_command_runs_with_the_address_and_gives_its_exit_code():
    program = (
        "import os, sys, httpx\n"
        "print(httpx.get(os.environ['DIORAMA_DEMO_URL']).json()['total'])\n"
        "sys.exit(3)"
    )
    with demo_api(
        "--rows", "4", "--latency", "0", "--", sys.executable, "-c", program
    ) as process:
        output, _ = process.communicate(timeout=60)
    assert (output, process.returncode) == ("4\n", 3)


def test_a_command_that_does_not_exist_is_told_by_name():
    with demo_api("--rows", "1", "--", "no-such-command") as process:
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "no-such-command" in errors
