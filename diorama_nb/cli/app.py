"""The `diorama` command: a known word is a command, any other names a SOURCE."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from typing import Any, Final

import click

from diorama_nb.cli import changing  # noqa: F401 # its commands join those of `data`
from diorama_nb.cli.data import data
from diorama_nb.cli.demo import demo_api
from diorama_nb.cli.failures import (
    CODES,
    INTERRUPTED,
    PIPE_CLOSED,
    failure,
    hush,
    show_traceback,
)
from diorama_nb.opening import kind_of

_SOURCES: Final = (
    ("https://…", "a JSON API; how it pages is found out"),
    ("shop.csv", "a file: .csv, .csv.gz, .json, .jsonl, .parquet, .xlsx, …; read only"),
    ("shop.db", "a database: .db, .sqlite, or sqlite:///shop.db; with --table"),
)


class Cli(click.Group):
    """Commands of its own, and the commands on a SOURCE."""

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take a word that is no command for a SOURCE, where it can be one."""
        word, *rest = args
        if word in data.commands and not kind_of(word):
            context.fail(f"name a SOURCE first: {context.command_path} SOURCE {word}")
        on_source = bool(rest) and rest[0] in data.commands
        if word in self.commands or not (on_source or kind_of(word) or word == data.name):
            return super().resolve_command(context, args)
        context.obj = word
        return data.name, data, rest

    def invoke(self, context: click.Context) -> Any:
        """Run the command; end as the exit codes say, without a traceback."""
        with contextlib.suppress(AttributeError):  # a stream that is not of a file
            sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr] # has it
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            context.exit(INTERRUPTED)
        except BrokenPipeError:
            hush()
            context.exit(PIPE_CLOSED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            show_traceback(context)
            raise
        except Exception as error:
            show_traceback(context)
            raise failure(error) from error

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write both forms."""
        program = context.command_path
        formatter.write_usage(program, "SOURCE COMMAND [OPTIONS]...")
        formatter.write_usage(program, "demo-api [OPTIONS]", prefix=" " * len("Usage: "))

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what a SOURCE is, the commands on it, and the others."""
        sections = {
            "SOURCE": list(_SOURCES),
            "Commands on a SOURCE": _about(data.commands),
            "Other commands": _about(self.commands),
            "Exit codes": list(CODES),
        }
        for title, rows in sections.items():
            with formatter.section(title):
                formatter.write_dl(rows)


def _about(commands: Mapping[str, click.Command]) -> list[tuple[str, str]]:
    return [(name, command.get_short_help_str(80)) for name, command in commands.items()]


@click.group(cls=Cli, subcommand_metavar="SOURCE COMMAND [OPTIONS]...")
@click.version_option(package_name="diorama-nb")
def main() -> None:
    """Make slow data feel local.

    Rows of a SOURCE are printed, changed and watched from the shell. Those of an API are kept
    on disk: a second run is answered from there, until --refresh.
    """


main.add_command(demo_api)
