"""Columns have the types that are declared, where JSON has no values of them."""

import json
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.errors import FilterIgnored, SpecError
from tests.aio import read, run

CODE = uuid.UUID(int=7)
ADDED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
TYPES = {"price": "decimal", "added": "datetime", "code": "uuid"}


def opened(text, **declared):
    """Open an API that answers with one text; return it and the requests."""
    asked = []

    def handle(request):
        asked.append(request)
        return httpx.Response(200, text=text)

    network = httpx.MockTransport(handle)
    return dn.RestVista(
        "https://api.test/rows", transport=network, page=None, **declared
    ), asked


def listed(vista):
    return list(run(vista.list_values()).values())


def test_text_of_django_is_read_and_written_with_the_declared_types(drf):
    vista = dn.RestVista(f"{drf}/items/", style="drf", columns=TYPES, writes=True)
    record = {"title": "typed", "stock": 1, "price": Decimal("19.90"), "added": ADDED}

    async def main(vista):
        await vista.list_values()
        stored = await vista.insert_return_id_value({**record, "code": CODE})
        alone = await vista.get_value(stored)
        (found,) = (await vista.where(title="typed").list_values()).values()
        assert alone == found == {"id": int(stored), **record, "code": CODE}
        assert str(found["price"]) == "19.90"
        dear = vista.where_op("price", ">", Decimal("19.8")).where(added=ADDED, code=CODE)
        assert list(await dear.list_values()) == [stored], "compared by value, not as text"
        changed = await vista.patch_value(stored, {"price": Decimal("20.10")})
        assert changed["price"] == Decimal("20.10")
        await vista.delete_value(stored)
        return {column.name: column.type for column in vista.columns}

    types = read(vista, main)
    assert {name: types[name] for name in TYPES} == TYPES


def test_dates_are_read_and_written_as_the_api_writes_them():
    vista, asked = opened(
        '[{"id": 1, "day": "31.12.2024"}, {"id": 2, "day": "soon"}]',
        columns={"day": "date:%d.%m.%Y"},
        writes=True,
    )

    async def main():
        first, second = (await vista.list_values()).values()
        await vista.patch_value("1", {"day": date(2025, 1, 2)})
        return first["day"], second["day"]

    assert run(main()) == (date(2024, 12, 31), "soon")
    (sent,) = [json.loads(one.content) for one in asked if one.content]
    assert sent["day"] == "02.01.2025"
    with pytest.raises(SpecError, match="tells no date"):
        opened("[]", columns={"day": "date:%H"})


def test_a_decimal_keeps_every_digit_of_a_number():
    rows = '[{"id": 1, "price": 0.10000000000000000001, "tax": 0.1, "of": [0.1]}, {"id": 2}]'
    first, second = listed(opened(rows, columns={"price": "decimal"})[0])
    assert str(first["price"]) == "0.10000000000000000001"
    assert (first["tax"], first["of"]) == (0.1, [0.1])
    assert {type(first["tax"]), type(first["of"][0])} == {float}
    assert second == {"id": 2}, "absent stays absent"


@pytest.mark.parametrize(
    ("kind", "shown", "value"),
    [
        ("text", "7", "7"),
        ("integer", '"7"', 7),
        ("integer", "7.0", 7),
        ("integer", "1e400", float("inf")),
        ("integer", '"007"', "007"),
        ("number", '"1.5"', 1.5),
        ("boolean", "1", True),
        ("boolean", '"true"', True),
        ("date", '"2026-01-02"', datetime(2026, 1, 2).date()),
        ("date", '"soon"', "soon"),
        ("uuid", '"soon"', "soon"),
        ("decimal", "null", None),
        ("decimal", '[1.5, {"a": 2.5}]', [1.5, {"a": 2.5}]),
    ],
)
def test_a_value_that_does_not_fit_its_type_stays_what_it_is(kind, shown, value):
    (row,) = listed(opened(f'[{{"id": 1, "of": {shown}}}]', columns={"of": kind})[0])
    assert row["of"] == value
    assert type(row["of"]) is type(value)


def test_names_of_lists_can_have_their_types_beside_them():
    types = {"id": "integer", "price": "decimal"}
    assert listed(opened('[[1, "2.50"]]', columns=types)[0]) == [
        {"id": 1, "price": Decimal("2.50")}
    ]
    named = opened('{"columns": ["id", "price", "n"], "rows": [[1, 2.50, 3]]}', columns=types)[
        0
    ]
    assert listed(named) == [{"id": 1, "price": Decimal("2.50"), "n": 3}]


def test_a_filter_of_a_number_is_asked_where_the_api_shows_numbers():
    rows = '[{"id": 1, "price": 2.5, "zip": 123}]'
    types = {"price": "decimal", "zip": "text"}
    vista, asked = opened(rows, columns=types, filters="any")
    listed(vista)
    assert len(listed(vista.where(price=Decimal("2.5")))) == 1
    assert asked[-1].url.params["price"] == "2.5"
    assert len(listed(vista.where(zip="123"))) == 1, "compared here: it shows no text"
    assert "zip" not in asked[-1].url.params
    with pytest.raises(FilterIgnored):
        listed(vista.where(price=Decimal("3")))


def test_a_declaration_with_types_comes_back():
    vista, _ = opened("[]", columns={"price": "decimal"})
    network = httpx.MockTransport(lambda _: httpx.Response(200, text='[{"id":1,"price":1.50}]'))
    other = dn.RestVista.from_spec(vista.spec(), transport=network)
    assert str(listed(other)[0]["price"]) == "1.50"
    assert opened("[]")[0].source.identity != vista.source.identity


def test_a_wrong_type_or_column_is_refused_with_the_right_one():
    with pytest.raises(SpecError, match=r"unknown type 'decimel'\n.*did you mean 'decimal'"):
        opened("[]", columns={"price": "decimel"})
    vista, _ = opened('[{"id": 1, "price": 2}]', columns={"prize": "decimal"})
    with pytest.raises(SpecError, match=r"no row has 'prize'\n.*did you mean 'price'"):
        listed(vista)
