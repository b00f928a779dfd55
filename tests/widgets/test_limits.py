"""What a page and Python both know is the same on both sides."""

import re
from pathlib import Path
from typing import get_args

import pytest

from diorama_nb.status import Status
from diorama_nb.widgets import arranging, messages, wire

SOURCES = Path(__file__).parents[2] / "js" / "src"
TYPES = (SOURCES / "types.d.ts").read_text("utf-8")


@pytest.mark.parametrize(
    ("module", "name", "limit"),
    [
        ("wire.js", "VERSION", messages.VERSION),
        ("picked.js", "MOST_PICKED", messages.MAX_PICKED),
        ("bar.js", "MOST_DELETED", messages.MAX_DELETES),
        ("pasting.js", "MOST_PASTED", messages.MAX_PASTED),
        ("spreads.js", "MOST", messages.MAX_SUMMARISED),
        ("text.js", "LONGEST", wire.CELL_CHARS),
        ("columns.js", "MIN_WIDTH", arranging.WIDTHS[0]),
    ],
)
def test_a_limit_of_the_page_is_that_of_python(module, name, limit):
    source = (SOURCES / module).read_text("utf-8")
    (value,) = re.findall(rf"^(?:export )?const {name} = ([\d_]+);", source, re.MULTILINE)
    assert int(value) == limit


@pytest.mark.parametrize(
    ("name", "words"), [("RowStatus", get_args(Status)), ("Density", arranging.DENSITIES)]
)
def test_the_words_of_the_page_are_those_of_python(name, words):
    (union,) = re.findall(rf"export type {name} =([^;]+);", TYPES)
    assert set(re.findall(r'"(\w+)"', union)) == set(words)


def test_python_reads_each_kind_of_message_that_a_page_sends():
    (union,) = re.findall(r"export type Request =(.+?);\n\n", TYPES, re.DOTALL)
    kinds = {
        kind
        for kinds in re.findall(r'\{ kind: ((?:"\w+"(?: \| )?)+)', union)
        for kind in re.findall(r'"(\w+)"', kinds)
    }
    # With a number `retry` is about a write, and read as this.
    assert kinds == set(messages._KINDS) - {"retry_write"}
