"""Single values as bytes: exact for ours, closed to everything else."""

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama_nb.errors import CacheError, ValueRefused
from diorama_nb.rows import cells
from tests.rows.records import VALUES, exactly


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_values_come_back_exactly(value):
    assert exactly(value, cells.loads(cells.dumps(value)))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=40))
def test_any_bytes_are_a_value_or_one_kind_of_error(data):
    try:
        value = cells.loads(data)
    except CacheError:
        return
    cells.dumps(value)


@pytest.mark.parametrize(
    "data",
    [
        cbor2.dumps(cbor2.CBORTag(0, "2024-01-01T00:00:00Z")),
        cbor2.dumps(cbor2.CBORTag(2, b"\x01" * 20)),
        cbor2.dumps(cbor2.CBORTag(4, [10**9, 1])),
        cbor2.dumps(cbor2.CBORTag(35, "(a+)+$")),
        cbor2.dumps(cbor2.CBORTag(258, [1, 2])),
        cbor2.dumps(cbor2.CBORTag(999, 1)),
        cbor2.dumps(cbor2.CBORTag(57108, 1)),
        cbor2.dumps(cbor2.CBORTag(57104, "no number")),
        cbor2.dumps(cbor2.CBORTag(57105, b"short")),
        cbor2.dumps(cbor2.CBORTag(57103, [10**12, 0, 0])),
        b"\x81" * 5000 + b"\x00",
        b"\xd9\xdf\x10" * 5000 + b"\x00",
        b"\x9b" + b"\x7f" + b"\xff" * 7,
        b"\xbb" + b"\x7f" + b"\xff" * 7,
        b"\x5b" + b"\x00\x00\x7f\xff\xff\xff\xff\xff",
        b"\xa2\x61a\x01\x61a\x02",
        b"\xa1\x01\x02",
        b"\xf7",
        b"",
    ],
)
def test_what_this_package_never_writes_is_refused(data):
    with pytest.raises(CacheError):
        cells.loads(data)


def test_own_shares_nothing_and_refuses_what_encoding_would():
    inner = {"list": [1, {"x": 2}]}
    record = {"a": inner}
    mine = cells.own(record)
    inner["list"].append(3)
    assert mine == {"a": {"list": [1, {"x": 2}]}}
    with pytest.raises(ValueRefused, match="'a'"):
        cells.own({"a": [object()]})
