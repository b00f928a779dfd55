"""`diorama demo-api`: a slow shop on this machine, to try things on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import Any

import click

from diorama_nb.demo_api import DemoApi


@click.command("demo-api", context_settings={"show_default": True})
@click.option("--rows", type=click.IntRange(min=0), default=100_000, help="How many products.")
@click.option(
    "--latency", type=click.FloatRange(min=0), default=0.3, help="Seconds an answer takes."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, help="0 takes a free port."
)
@click.option(
    "--fault-rate",
    type=click.FloatRange(0, 1),
    default=0.0,
    help="Share of requests answered with status 500.",
)
@click.option(
    "--rate-limit",
    metavar="N/s|N/m|N/h",
    help="Answer more requests than this with status 429.",
)
@click.option("--seed", type=int, default=0, help="Chooses the products and the faults.")
@click.argument("command", nargs=-1, type=click.UNPROCESSED)
def demo_api(command: tuple[str, ...], **settings: Any) -> None:
    """Serve made-up products slowly on 127.0.0.1, to try things on.

    With a COMMAND (after --), runs it with the address in DIORAMA_DEMO_URL and ends with it.
    """
    # A supervisor's SIGTERM ends the server as Ctrl-C does, with its address free again.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        api = _start_demo_api(**settings)
        try:
            click.echo(f"listening on {api.url}", err=bool(command))
            if command:
                sys.exit(_run(command, api.url))
            while True:
                time.sleep(3600)
        finally:
            api.stop()
    except KeyboardInterrupt:
        sys.exit(130 if command else 0)  # being stopped is how a server ends well


def _start_demo_api(**settings: Any) -> DemoApi:
    try:
        return DemoApi(**settings).start()
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    except OSError as error:
        hint = "choose another --port, or 0 for a free one"
        raise click.ClickException(f"{error.strerror}: {hint}") from error


def _run(command: tuple[str, ...], url: str) -> int:
    try:
        done = subprocess.run(command, env={**os.environ, "DIORAMA_DEMO_URL": url})
    except FileNotFoundError:
        raise click.ClickException(f"there is no command {command[0]!r}") from None
    return done.returncode if done.returncode >= 0 else 128 - done.returncode  # as shells do


def _interrupt(*_signal: object) -> None:
    raise KeyboardInterrupt
