"""Rows on their way to the page: right values, decodable, safe, small where they are kept."""

import json
import math
from decimal import Decimal

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.values import display
from diorama_nb.vista.columns import Column
from diorama_nb.widgets import wire

SAFE = 2**53
texts = st.text(st.characters(), max_size=30)  # surrogates and bidi controls too
values = (
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(width=64) | texts
    | st.datetimes() | st.dates() | st.timedeltas() | st.uuids() | st.binary(max_size=9)
    | st.decimals(allow_nan=False, allow_infinity=False, places=2)
    | st.lists(st.integers() | texts, max_size=3)
    | st.dictionaries(texts, st.none() | st.integers(), max_size=3)
)  # fmt: skip
kinds = st.sampled_from(
    [
        st.integers(-SAFE, SAFE), st.integers(-(2**63), 2**63 - 1), st.booleans(), st.floats(),
        texts, values,
    ]
)  # fmt: skip


@st.composite
def tables(draw):
    """Return rows whose columns have one type each, or many; cells may be null or absent."""
    columns = {f"k{n}": draw(kinds) for n in range(draw(st.integers(1, 4)))}
    rows = []
    for number in range(draw(st.integers(1, 8))):
        row = {"id": number}
        for name, cells in columns.items():
            if draw(st.integers(0, 9)):
                row[name] = draw(cells | st.none())
        rows.append(row)
    return rows


def decode(data):
    return pa.ipc.open_stream(data).read_all()


def opened(rows):
    """Return a scenery over rows, and what closes it."""
    lens = dn.Lens(viewport_debounce=0)
    dio = lens.open(dn.MemoryVista(rows))
    return dn.run(dio.table_scenery()), lens.close


def clean(text):
    return text.encode("utf-8", "replace").decode()


def same(sent, value):
    """Whether a cell tells the page the value it stands for."""
    if value is None:
        return sent is None
    if isinstance(sent, bool) or isinstance(value, bool):
        return sent is value or sent == display(value)
    if isinstance(sent, int | float):
        return sent == value or (math.isnan(sent) and math.isnan(value))
    if isinstance(value, float):
        return sent == f"{value:.12g}" or float(sent) == value
    if isinstance(value, int | Decimal):
        return Decimal(sent) == value
    return sent == clean(display(value)[: wire.CELL_CHARS])


@settings(max_examples=150, deadline=None, database=None)
@given(tables())
def test_every_cell_arrives_as_the_value_it_is(rows):
    scenery, close = opened(rows)
    try:
        columns = wire.shown(scenery.columns, scenery.cut.store.columns())
        window = scenery.window(range(len(rows)))
        table = decode(wire.encode(window, columns).buffer)
        assert table.column("id").to_pylist() == [str(n) for n in range(len(rows))]
        for number, column in enumerate(columns):
            sent = table.column(f"c{number}")
            assert sent.type in (pa.int64(), pa.float64(), pa.bool_(), pa.string())
            for row, cell in zip(rows, sent.to_pylist(), strict=True):
                assert same(cell, row.get(column.name)), (column, row, cell)
                if isinstance(cell, int):
                    assert -SAFE <= cell <= SAFE
    finally:
        close()


@settings(max_examples=100, deadline=None, database=None)
@given(tables())
def test_a_snapshot_is_text_that_json_can_hold(rows):
    scenery, close = opened(rows)
    try:
        columns = wire.shown(scenery.columns, scenery.cut.store.columns())
        kept = wire.snapshot(scenery.window(range(len(rows))), columns)
        told = json.dumps(kept, ensure_ascii=False, allow_nan=False).encode()
        assert len(told) <= wire.SNAPSHOT_BYTES + 100
        assert kept["ids"] == [str(n) for n in range(len(rows))]
        assert all(c is None or isinstance(c, str) for row in kept["rows"] for c in row)
    finally:
        close()


def test_a_column_of_whole_numbers_beyond_the_pages_precision_is_text():
    exact = [2**53 + 1, -(2**60) - 1, 5]
    scenery, close = opened([{"id": n, "big": big} for n, big in enumerate(exact)])
    columns = [Column("big", "integer")]
    table = decode(wire.encode(scenery.window(range(3)), columns).buffer)
    assert table.column("c0").to_pylist() == [str(n) for n in exact]
    edge, close_edge = opened([{"id": 0, "big": 2**53}, {"id": 1, "big": -(2**53)}])
    table = decode(wire.encode(edge.window(range(2)), columns).buffer)
    assert table.column("c0").to_pylist() == [2**53, -(2**53)]
    close()
    close_edge()


def test_a_snapshot_is_small_whatever_the_rows_are():
    for cell in ("x" * 5000, "😀" * 5000, '"\\\n' * 2000, "\x00" * 5000, ""):
        rows = [{"id": f"{n:0500}", **{f"k{k}": cell for k in range(30)}} for n in range(200)]
        scenery, close = opened(rows)
        columns = wire.shown(scenery.columns, scenery.cut.store.columns())
        kept = wire.snapshot(scenery.window(range(200)), columns)
        assert len(json.dumps(kept)) <= wire.SNAPSHOT_BYTES, repr(cell[:5])
        assert kept["rows"], "at least one row fits"
        close()


def test_rows_say_from_which_length_on_a_text_may_have_been_cut(monkeypatch):
    scenery, close = opened([{"id": n, "t": "x" * 1500} for n in range(40)])
    window, columns = scenery.window(range(40)), [Column("t", "text")]
    for room, cut in ((2**22, 1000), (20_000, 250), (9_000, 60), (1, 60)):
        monkeypatch.setattr(wire, "MESSAGE_BYTES", room)
        binary, plain = wire.encode(window, columns), wire.encode_json(window, columns)
        assert binary.body == {"cut": cut}
        assert plain.body["cut"] == cut
        assert decode(binary.buffer).column("c0").to_pylist() == ["x" * cut] * 40
        assert plain.body["cells"] == [["x" * cut] * 40]
    assert wire.snapshot(window, columns)["cut"] == wire.SNAPSHOT_CHARS
    close()


def test_rows_that_are_not_loaded_are_null_and_say_so():
    lens = dn.Lens(viewport_debounce=0)
    scenery = dn.run(lens.open(dn.MemoryVista([{"id": 1, "a": 2}])).table_scenery())
    table = decode(wire.encode(scenery.window(range(5, 9)), [Column("a")]).buffer)
    assert table.num_rows == 0
    assert table.column_names == ["id", "status", "c0"]
    lens.close()


def test_a_column_that_no_row_has_is_null():
    scenery, close = opened([{"id": 1, "a": 2}])
    columns = [Column("nosuch"), Column("a")]
    table = decode(wire.encode(scenery.window(range(1)), columns).buffer)
    assert table.column("c0").to_pylist() == [None]
    assert table.column("c1").to_pylist() == [2]
    close()


def test_long_and_strange_text_is_cut_and_stays_text():
    strange = [
        "\u202egnp.exe",
        "\ud800lone",
        "<img src=x onerror=alert(1)>",
        "a\u0000b",
        "😀" * 2000,
    ]
    scenery, close = opened([{"id": n, "t": text} for n, text in enumerate(strange)])
    table = decode(wire.encode(scenery.window(range(5)), [Column("t", "text")]).buffer)
    cells = table.column("c0").to_pylist()
    assert cells[0] == strange[0]
    assert cells[1] == "?lone"
    assert cells[2:4] == strange[2:4]
    assert cells[4] == "😀" * wire.CELL_CHARS
    close()
