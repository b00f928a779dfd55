"""The `diorama` command line: SOURCE list, get, count, watch, add, set, delete; demo-api."""

from diorama_nb.cli.app import main

__all__ = ["main"]
