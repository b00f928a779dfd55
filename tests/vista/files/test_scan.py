"""Rows are found where `csv` and `json` find them, however the file is written."""

import csv
import io
import itertools
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from diorama_nb.vista.files.dialect import Dialect
from diorama_nb.vista.files.encoding import Encoding
from diorama_nb.vista.files.formats import Csv, Jsonl
from diorama_nb.vista.files.index import indexed

ENCODINGS = st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
DIALECTS = st.sampled_from(
    [
        Dialect(),
        Dialect(";"),
        Dialect("\t", quote=None),
        Dialect(quote="'"),
        Dialect(escape="\\"),
    ]
)
TEXT = st.text(st.sampled_from(list("ab,;\t\"'\n\r\\ é")), max_size=60)
GAPS = ["\n", "\r\n", "\n\n", "\n \n", "\r\n\t\r\n"]


def rows_of(format, raw, block):
    """Return the bytes of each row as the index finds them, and the index."""
    *_, index = indexed(io.BytesIO(raw), format, len(raw), block=block)
    width = format.encoding.width
    starts, stop = format.starts(format.encoding.units(raw[format.begin :]), end=True)
    places = [*(starts * width).tolist(), stop * width]
    return [raw[a:b] for a, b in itertools.pairwise(places)], index


@settings(max_examples=60, deadline=None)
@given(text=TEXT, dialect=DIALECTS, encoding=ENCODINGS, block=st.integers(1, 40))
def test_csv_rows_are_those_of_the_csv_module(text, dialect, encoding, block):
    format = Csv(Encoding(encoding), 0, (), dialect, (), ())
    raw = text.encode(encoding)
    expected = [
        row for row in csv.reader(io.StringIO(text, newline=""), **dialect.options) if row
    ]
    found, index = rows_of(format, raw, block)
    assert [row for one in found for row in dialect.parse(one.decode(encoding))] == expected
    assert len(found) == index.count == len(expected)
    assert index.complete


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.lists(st.text(max_size=8), min_size=1, max_size=4), max_size=8),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    block=st.integers(1, 40),
)
def test_what_the_csv_module_writes_is_read_back(rows, end, quoting, block):
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator=end, quoting=quoting).writerows(rows)
    raw = buffer.getvalue().encode("utf-16-le", "surrogatepass")
    format = Csv(Encoding("utf-16-le"), 0, (), Dialect(), (), ())
    found, _ = rows_of(format, raw, block)
    back = list(csv.reader(io.StringIO(buffer.getvalue(), newline="")))
    assert len(found) == len([row for row in back if row])


@settings(max_examples=60, deadline=None)
@given(
    records=st.lists(st.dictionaries(st.text(max_size=3), st.text(max_size=5)), max_size=8),
    gaps=st.lists(
        st.sampled_from(["\n", "\r\n", "\n\n", "\n \n", "\r\n\t\r\n"]), min_size=8, max_size=8
    ),
    ascii=st.booleans(),
    block=st.integers(1, 40),
)
def test_json_lines_are_read_back_whatever_lies_between_them(records, gaps, ascii, block):
    text = "".join(
        json.dumps(r, ensure_ascii=ascii) + g for r, g in zip(records, gaps, strict=False)
    )
    format = Jsonl(Encoding("utf-8"), 0)
    found, index = rows_of(format, text.encode("utf-8", "replace"), block)
    if ascii:
        assert format.records(found, 0) == records
    assert len(found) == index.count == len(records)
