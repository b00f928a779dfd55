"""Rows, totals and next pages are found where real APIs put them, and never guessed."""

import pytest

from diorama_nb.errors import AmbiguousRows, ShapeChanged
from diorama_nb.vista.rest import links, shape
from diorama_nb.vista.rest.shape import Body

ROW = [{"id": 1}, {"id": 2}]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (ROW, "$"),
        ([], "$"),
        ({"data": ROW, "errors": []}, "data"),
        ({"products": ROW, "users": ROW, "total": 2}, "products"),
        ({"message": {"items": ROW, "facets": {}}}, "message.items"),
        ({"collection": {"items": ROW, "links": ROW}}, "collection.items"),
        ({"whatever": ROW, "n": 2}, "whatever"),
        ({"results": [], "next": None, "count": 0}, "results"),
        ({"rows": [[1, "a"]], "columns": ["id", "n"], "suggested_facets": ROW}, "rows"),
        ({"a": {"x": 1}, "b": {"x": 2}}, "$"),
    ],
)
def test_rows_are_found(body, path):
    """S73."""
    assert shape.find_rows(body, "https://h/products") == path


def test_two_lists_that_could_be_the_rows_are_named():
    with pytest.raises(AmbiguousRows, match="'cats', 'dogs'") as failed:
        shape.find_rows({"cats": ROW, "dogs": ROW})
    assert failed.value.hint == 'write rows="cats"'


@pytest.mark.parametrize("body", ["text", 7, None, {}, {"a": 1}, {"a": {"b": "c"}}])
def test_a_body_without_rows_is_no_empty_set(body):
    with pytest.raises(ShapeChanged):
        shape.find_rows(body)


def test_rows_of_every_shape_become_records():
    assert shape.read_rows(ROW, "$") == ROW
    assert shape.read_rows([{"total": 2}, ROW], "$[1]") == ROW
    assert shape.read_rows({"d": {"2024": [{"a": 1}], "2025": [{"a": 2}]}}, "d.*[]") == [
        {"a": 1}, {"a": 2},
    ]  # fmt: skip
    assert shape.read_rows({"x": {"n": 1}, "y": {"n": 2}}, "$", "by_key") == [
        {"id": "x", "n": 1}, {"id": "y", "n": 2},
    ]  # fmt: skip
    table = {"rows": [[1, "a"]], "columns": ["id", "name"]}
    assert shape.read_rows(table, "rows") == [{"id": 1, "name": "a"}]
    assert shape.read_rows([[1, "a"]], "$", "lists", ("n", "t")) == [{"n": 1, "t": "a"}]


def test_known_formats_become_flat_records():
    feature = {"type": "Feature", "id": "us1", "properties": {"mag": 1.5}, "geometry": None}
    flat = {"id": "us1", "mag": 1.5, "geometry": None}
    collection = {"type": "FeatureCollection", "features": [feature]}
    assert shape.read_rows(collection, "features") == [flat], "it says itself what it is"
    assert shape.read_rows([feature], "$", "geojson") == [flat]
    integer = "http://www.w3.org/2001/XMLSchema#integer"
    solution = {
        "item": {"type": "uri", "value": "http://w/Q1"},
        "n": {"type": "literal", "datatype": integer, "value": "7"},
        "bad": {"type": "literal", "datatype": integer, "value": "seven"},
    }
    assert shape.read_rows([solution], "$", "bindings") == [
        {"item": "http://w/Q1", "n": 7, "bad": "seven"}
    ]
    hourly = {"time": ["00:00", "01:00"], "t": [1.0, 2.0], "unit": "°C"}
    assert shape.read_rows({"hourly": hourly}, "hourly", "columnar") == [
        {"time": "00:00", "t": 1.0}, {"time": "01:00", "t": 2.0},
    ]  # fmt: skip
    assert shape.read_rows([3, {"id": 4}], "$", "ids") == [{"id": 3}, {"id": 4}]
    with pytest.raises(ShapeChanged, match="one length"):
        shape.read_rows({"a": [1], "b": []}, "$", "columnar")


@pytest.mark.parametrize(
    ("body", "path"),
    [({"a": 1}, "b"), ({"a": None}, "a"), ({"a": "x"}, "a"), ([1, 2], "$"), ([[1]], "$")],
)
def test_another_shape_than_expected_is_an_error(body, path):
    with pytest.raises(ShapeChanged):
        shape.read_rows(body, path)


def test_what_names_a_row():
    assert shape.find_id([{"id": 1, "name": "a"}]) == "id"
    assert shape.find_id([{"id": 1, "name": "a"}, {"id": 1, "name": "b"}]) == "name"
    assert shape.find_id([{"id": None}, {"id": 1}]) is None
    assert shape.find_id([{"id": {"a": 1}}]) is None
    assert shape.id_of({"url": "https://h/pokemon/25/"}, "url:-1") == "25"
    assert shape.id_of({"shop": "a/b", "no": 7.0}, ("shop", "no")) == "a%2Fb/7"
    assert shape.id_of({"data": {"key": "k"}}, "data.key") == "k"
    assert shape.id_of({"data": [{"nasa_id": "as11"}]}, "data[0].nasa_id") == "as11"
    with pytest.raises(ShapeChanged, match="'sku'"):
        shape.id_of({"id": 1}, "sku")


@pytest.mark.parametrize(
    ("value", "total"),
    [
        (5, 5),
        (0, 0),
        ("12", 12),
        (-1, None),
        (None, None),
        ("", None),
        (True, None),
        (1.5, None),
    ],
)
def test_what_counts_as_a_total(value, total):
    assert links.as_total(value) == total


def test_a_total_below_the_rows_in_hand_is_no_total():
    assert links.find_total(Body({"count": 2, "items": ROW}), 2) == "count"
    assert links.find_total(Body({"count": 1, "items": ROW}), 2) is None
    assert links.find_total(Body(ROW, {"x-total-count": "9"}), 2) == "header:x-total-count"
    assert links.find_total(Body({"meta": {"total": 9}}), 2) == "meta.total"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<https://h/a?page=2>; rel="next"', {"next": "https://h/a?page=2"}),
        ("</a?page=2>; rel=Next", {"next": "/a?page=2"}),
        ('<a>; rel="prev LAST"', {"prev": "a", "last": "a"}),
        ('<a,b>; title="x, y"; rel="next", <c>; rel="last"', {"next": "a,b", "last": "c"}),
        ("<a>", {}),
        ("", {}),
    ],
)
def test_links_are_read_in_any_case_with_several_relations(text, found):
    assert links.link_header(text) == found


@pytest.mark.parametrize(
    ("body", "where", "url"),
    [
        (Body([], {"link": '<b>; rel="Next"'}), "header:link", "b"),
        (Body({"next": "/b?x=1"}), "next", "/b?x=1"),
        (Body({"next": None}), "next", None),
        (Body({"next": ""}), "next", None),
        (Body({"_links": {"next": {"href": "/b"}}}), "_links.next.href", "/b"),
        (
            Body({"@odata.nextLink": "Books?$skiptoken=5"}),
            "@odata.nextLink",
            "Books?$skiptoken=5",
        ),
        (Body([], {"next-page": "https://h/b"}), "header:next-page", "https://h/b"),
    ],
)
def test_the_next_page_is_found(body, where, url):
    assert links.find_next(body) == where
    assert links.next_url(body, where) == url


def test_a_cursor_is_no_link():
    assert links.find_next(Body({"next": "abc123"})) is None
    assert links.find_cursor(Body({"nextPageToken": "t"})) == ("nextPageToken", "pageToken")
    assert links.find_cursor(Body({"next_cursor": ""})) is None
