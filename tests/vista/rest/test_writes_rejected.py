"""A refused write says what is wrong with which field; values are sent without loss."""

import json
import math
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.errors import (
    AuthFailed,
    CrossOriginNextLink,
    Forbidden,
    NotJson,
    RateLimited,
    SourceError,
    SourceMissing,
    SourceUnavailable,
    WriteConflict,
    WriteRejected,
)
from diorama_nb.policy import Retry
from diorama_nb.vista.rest import Bearer, Offset, RestVista
from diorama_nb.vista.rest.encode import encode
from diorama_nb.vista.rest.rejections import field_errors
from diorama_nb.writes.write import Write
from tests.aio import run
from tests.servers.clerk import Clerk
from tests.servers.faults import CANARY

SHAPES = {
    "Django REST framework": {
        "price": ["must be positive", "is too long"],
        "name": ["is blank"],
    },
    "DRF, nested": {"price": ["must be positive is too long"], "name": ["is blank"]},
    "Rails, Laravel": {
        "message": "The given data was invalid.",
        "errors": {"price": ["must be positive", "is too long"], "name": "is blank"},
    },
    "list": {
        "errors": [
            {"field": "price", "message": "must be positive is too long"},
            {"field": "name", "message": "is blank"},
        ]
    },
    "JSON:API": {
        "errors": [
            {
                "status": "422",
                "title": "Invalid",
                "detail": "must be positive is too long",
                "source": {"pointer": "/data/attributes/price"},
            },
            {"detail": "is blank", "source": {"pointer": "/data/attributes/name"}},
        ]
    },
    "RFC 9457": {
        "type": "https://example.net/validation-error",
        "title": "Your request is not valid.",
        "errors": [
            {"detail": "must be positive is too long", "pointer": "#/price"},
            {"detail": "is blank", "pointer": "#/name"},
        ],
    },
    "RFC 7807": {
        "title": "Your request is not valid.",
        "invalid-params": [
            {"name": "price", "reason": "must be positive is too long"},
            {"name": "name", "reason": "is blank"},
        ],
    },
    "ASP.NET": {
        "title": "One or more validation errors occurred.",
        "status": 400,
        "errors": {"$.price": ["must be positive", "is too long"], "name": ["is blank"]},
    },
    "FastAPI": {
        "detail": [
            {"loc": ["body", "price"], "msg": "must be positive is too long", "type": "x"},
            {"loc": ["body", "name"], "msg": "is blank", "type": "x"},
        ]
    },
    "PocketBase": {
        "message": "Failed to create record.",
        "data": {
            "price": {"code": "x", "message": "must be positive is too long"},
            "name": {"code": "x", "message": "is blank"},
        },
    },
    "texts": {"price": "must be positive is too long", "name": "is blank"},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_usual_shapes_of_field_errors_are_read(shape):
    """U71: message and field → error."""
    assert field_errors(SHAPES[shape]) == {
        "price": "must be positive is too long",
        "name": "is blank",
    }


def test_a_wrong_field_inside_another_is_named_by_its_path():
    nested = {"author": {"name": ["is blank"]}, "lines": [{"n": ["is odd"]}, {}]}
    assert field_errors(nested) == {"author.name": "is blank", "lines.n": "is odd"}
    pointed = {"errors": [{"pointer": "#/author/name", "detail": "is blank"}]}
    assert field_errors(pointed) == {"author.name": "is blank"}
    stripe = {"error": {"param": "amount", "message": "too small", "type": "card_error"}}
    assert field_errors(stripe) == {"amount": "too small"}


@pytest.mark.parametrize(
    "body",
    [
        None, [], "no", 7, {}, {"detail": "no"}, {"message": "no"}, {"error": "no"},
        {"error": {"message": "no"}}, {"errors": ["no"]}, {"non_field_errors": ["no"]},
        {"title": "no", "status": 400, "type": "about:blank"}, {"success": "false"},
        {"statusCode": 400, "message": ["name is blank"], "error": "Bad Request"},
    ],
)  # fmt: skip
def test_a_body_without_fields_names_none(body):
    assert field_errors(body) == {}


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["errors", "error", "detail", "data", "message", "source", "loc", "a", ""]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(_json)
def test_no_error_body_is_too_odd_to_be_read(body):
    found = field_errors(body)
    assert all(isinstance(k, str) and isinstance(v, str) for k, v in found.items())


def test_a_body_of_any_depth_is_read():
    deep = {"n": ["is odd"]}
    for _ in range(900):
        deep = {"error": {"a": deep}}
    assert isinstance(field_errors(deep), dict)
    wide = {f"column {n}": ["x" * 1000] for n in range(1000)}
    found = field_errors(wide)
    assert len(found) == 50
    assert max(map(len, found.values())) == 200


# --- what becomes of an answer -------------------------------------------------------------


@pytest.fixture
def clerk():
    server = Clerk()
    yield server
    server.close()


def patched(clerk, status, body, attempts=1, call=None, **headers):
    for _ in range(attempts):
        clerk.behave(status, body, **headers)

    async def go():
        vista = RestVista(
            f"{clerk.url}/items",
            writes=True,
            page=Offset("offset", "limit"),
            auth=Bearer(CANARY),
            retry=Retry(attempts=3, base=0.001),
        )
        try:
            return await (call or (lambda v: v.patch_value("2", {"n": 5})))(vista)
        finally:
            await vista.aclose()

    try:
        return run(go())
    except Exception as error:
        return error


@pytest.mark.parametrize("status", [400, 422])
def test_a_rejection_carries_the_message_and_the_fields(clerk, status):
    """U71."""
    error = patched(clerk, status, {"message": "Invalid.", "errors": {"n": ["too many"]}})
    assert isinstance(error, WriteRejected)
    assert error.fields == {"n": "too many"}
    assert error.message == f"the source refuses the patch ({status}): Invalid. n: too many"
    assert "change n" in error.hint


def test_a_rejection_without_fields_carries_the_message(clerk):
    error = patched(clerk, 400, {"detail": "Not on Sundays."})
    assert (type(error), error.fields) == (WriteRejected, {})
    assert "Not on Sundays" in error.message


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, AuthFailed), (403, Forbidden), (409, WriteConflict), (412, WriteConflict),
        (413, WriteRejected), (415, WriteRejected), (301, SourceError),
    ],
)  # fmt: skip
def test_each_status_is_the_error_that_fits(clerk, status, kind):
    error = patched(clerk, status, {"message": "no"}, Location="/elsewhere")
    assert type(error) is kind
    assert error.hint


def test_a_refused_account_is_told_that_it_may_not_write(clerk):
    assert "write" in patched(clerk, 403, {}).hint


def test_a_list_that_is_not_there_is_no_missing_record(clerk):
    error = patched(clerk, 404, {}, call=lambda v: v.insert_return_id_value({"n": 1}))
    assert isinstance(error, SourceMissing)


def test_a_method_that_is_not_taken_says_which_are(clerk):
    error = patched(clerk, 405, {}, Allow="GET, PUT")
    assert isinstance(error, WriteRejected)
    assert "PATCH" in error.message
    assert "GET, PUT" in error.hint
    assert "writes=" in error.hint


def test_a_source_that_wants_a_precondition_says_what_to_declare(clerk):
    assert "if_match" in patched(clerk, 428, {}).hint


def test_a_source_that_is_tired_is_asked_again_or_says_when(clerk):
    """A write refused for its speed was not done: it is sent again."""
    assert patched(clerk, 429, {}, attempts=2, Retry_After="0")["n"] == 5
    assert isinstance(patched(clerk, 429, {}, Retry_After="3600"), RateLimited)


def test_a_page_to_sign_in_is_no_success(clerk):
    error = patched(clerk, 200, b"<html>Sign in</html>", content_type="text/html")
    assert isinstance(error, NotJson)


def test_a_write_is_never_sent_to_where_a_redirect_points_with_another_method(clerk):
    """Browsers turn a POST into a GET there: nothing would be written."""
    error = patched(clerk, 301, {}, Location="/items/2/")
    assert "/items/2/" in error.message
    assert len(clerk.seen) == 1
    assert patched(clerk, 308, {}, Location="/items/3") == {"id": 3, "name": "row 3", "n": 5}


def test_a_write_is_never_sent_to_another_host(clerk):
    error = patched(clerk, 308, {}, Location="http://other.test/items/2")
    assert isinstance(error, CrossOriginNextLink)
    assert len(clerk.seen) == 1


@pytest.mark.parametrize("status", [400, 409, 422, 500])
def test_a_secret_that_a_server_repeats_is_in_no_error(clerk, status):
    said = {"message": f"bad {CANARY}", "errors": {f"n {CANARY}": [f"see {CANARY}"]}}
    error = patched(clerk, status, said, attempts=3)
    texts = [str(error), repr(error), repr(vars(error)), repr(error.__cause__)]
    assert not any(CANARY in text for text in texts)


# --- sent once, or again -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "times"),
    [
        (lambda v: v.insert_return_id_value({"n": 1}), 1),
        (lambda v: v.patch_value("2", {"n": 5}), 1),
        (lambda v: v.replace_value("2", {"n": 5}), 3),
        (lambda v: v.delete_value("2"), 3),
    ],
)
def test_what_may_have_been_done_is_sent_again_only_where_that_does_no_harm(clerk, call, times):
    """No retry without a key or a safe method."""
    error = patched(clerk, 503, {}, attempts=3, call=call)
    assert isinstance(error, SourceUnavailable)
    assert len(clerk.seen) == times
    assert ("idempotency_header" in error.hint) == (times == 1)


def test_what_never_left_is_tried_again():
    async def go():
        vista = RestVista(
            "http://127.0.0.1:1/items",
            writes=True,
            page=None,
            retry=Retry(attempts=3, base=0.001),
        )
        with pytest.raises(SourceUnavailable) as failed:
            await vista.insert_return_id_value({"n": 1})
        await vista.aclose()
        return failed.value, vista.source.requests

    error, requests = run(go())
    assert requests == 3
    assert error.request.method == "POST"


@pytest.mark.parametrize("kind", ["insert", "patch"])
def test_a_write_whose_answer_was_lost_is_done_once_where_keys_are_known(kind):
    """S72, K3: the key is the same however often it is sent."""
    server = Clerk(keys=True)
    server.lost = 2

    async def go():
        vista = RestVista(
            f"{server.url}/items",
            writes={"idempotency_header": "Idempotency-Key"},
            page=Offset("offset", "limit"),
            retry=Retry(attempts=5, base=0.001),
        )
        if kind == "insert":
            stored = await vista.insert_return_id_value({"name": "new"})
        else:
            stored = await vista.patch_value("2", {"n": 5})
        await vista.aclose()
        return stored

    try:
        stored = run(go())
        assert stored == ("6" if kind == "insert" else {"id": 2, "name": "row 2", "n": 5})
        assert len(server.applied) == 1
        assert len({headers["Idempotency-Key"] for *_, headers in server.seen}) == 1
        assert len(server.seen) > 1
    finally:
        server.close()


def test_a_write_of_ours_whose_answer_was_lost_is_no_conflict():
    """A refused precondition is looked into: the record may be as we wanted it by ourselves."""
    server = Clerk(version="rev")
    server.lost = 1
    before = dict(server.rows["2"])

    async def go():
        vista = RestVista(
            f"{server.url}/items",
            writes={"version": "rev"},
            page=Offset("offset", "limit"),
            retry=Retry(attempts=3, base=0.001),
        )
        stored = await vista.apply(Write("replace", "2", {**before, "n": 5}, before=before))
        await vista.aclose()
        return stored

    try:
        assert run(go()).record == {**before, "n": 5, "rev": 2}
        assert server.applied == [("PUT", "2")]
    finally:
        server.close()


# --- values --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"), (True, "true"), (1, "1"), (2**70, str(2**70)), (1.5, "1.5"),
        ("é\n\ud800", '"\\u00e9\\n\\ud800"'),
        (Decimal("9.50"), "9.50"), (Decimal("0.1000000000000000001"), "0.1000000000000000001"),
        (Decimal("1E+3"), "1E+3"),
        (datetime(2026, 5, 1, 12, 30, tzinfo=UTC), '"2026-05-01T12:30:00+00:00"'),
        (datetime(2026, 5, 1, 12, 30), '"2026-05-01T12:30:00"'),
        (date(2026, 5, 1), '"2026-05-01"'), (time(12, 30), '"12:30:00"'),
        (timedelta(minutes=1, microseconds=500_000), '"PT60.5S"'),
        (timedelta(days=-1), '"-PT86400S"'),
        (uuid.UUID(int=7), '"00000000-0000-0000-0000-000000000007"'),
        (b"\x00\xff", '"AP8="'),
        ([Decimal("1.10"), {"at": date(2026, 5, 1)}], '[1.10, {"at": "2026-05-01"}]'),
    ],
)  # fmt: skip
def test_each_value_has_its_json(value, text):
    assert encode({"a": value}) == b'{"a": ' + text.encode() + b"}"
    json.loads(encode({"a": value}))


def test_a_decimal_is_text_where_the_source_shows_text():
    assert encode({"a": Decimal("9.50")}, texts={"a"}) == b'{"a": "9.50"}'


def test_a_value_that_json_does_not_have_is_refused_by_its_column():
    record = {"a": math.nan, "b": [math.inf], "c": Decimal("NaN"), "d": 1}
    with pytest.raises(WriteRejected) as refused:
        encode(record)
    assert list(refused.value.fields) == ["a", "b", "c"]


def test_a_record_is_wrapped_under_a_path():
    assert json.loads(encode({"a": 1}, under="data.attributes")) == {
        "data": {"attributes": {"a": 1}}
    }


@given(st.dictionaries(st.text(max_size=5), _json, max_size=4))
def test_json_values_come_back_as_they_were(record):
    assert json.loads(encode(record)) == record
