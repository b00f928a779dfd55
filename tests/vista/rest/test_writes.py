"""Writes reach the API as declared, and what it stored comes back."""

import json

import pytest

import diorama_nb as dn
from diorama_nb.demo_api import DemoApi
from diorama_nb.demo_data import product
from diorama_nb.errors import NotFound, SpecError, Unsupported, WriteConflict, WriteRejected
from diorama_nb.policy import Retry
from diorama_nb.vista.rest import Bearer, Offset, RestVista, Writes
from diorama_nb.writes.write import Write
from tests.aio import run
from tests.servers.clerk import Clerk

TEA = {"name": "Darjeeling", "category": "groceries", "price": 9.5}


@pytest.fixture
def shop():
    with DemoApi(rows=60, latency=0) as api:
        yield api


@pytest.fixture
def clerk():
    """Start a clerk with these habits; it ends with the test."""
    opened = []

    def start(**habits):
        opened.append(Clerk(**habits))
        return opened[-1]

    yield start
    for server in opened:
        server.close()


def through(vista, *calls):
    """Run calls on a vista, one after the other; return their results, errors as values."""

    async def go():
        found = []
        try:
            for call in calls:
                try:
                    found.append(await call(vista))
                except Exception as error:
                    found.append(error)
        finally:
            await vista.aclose()
        return found

    results = run(go())
    return results[0] if len(calls) == 1 else results


def demo(shop, **words):
    return RestVista(shop.url, style="demo", **words)


def of(clerk, writes=True, **words):
    words = {"page": Offset("offset", "limit"), "retry": Retry(attempts=3, base=0.001), **words}
    return RestVista(f"{clerk.url}/items", writes=writes, **words)


def sent(clerk, *methods):
    """Return what was sent by these methods, as (method, path, body)."""
    return [
        (method, path, json.loads(body) if body else None)
        for (method, path, _), body in zip(clerk.seen, clerk.bodies, strict=True)
        if method in (methods or ("POST", "PUT", "PATCH", "DELETE"))
    ]


# --- the contract of writes ----------------------------------------------------------------


def test_a_record_goes_in_is_changed_replaced_and_goes_again(shop):
    """What is written through a Vista is stored at the source, and its answer is returned."""
    made, patched, replaced, _, gone = through(
        demo(shop),
        lambda v: v.insert_value("900", TEA),
        lambda v: v.patch_value("900", {"price": 1}),
        lambda v: v.replace_value("900", {**TEA, "stock": 4}),
        lambda v: v.delete_value("900"),
        lambda v: v.get_value("900"),
    )
    assert made["id"] == 900
    assert made["discontinued"] is False, "what the shop filled in is known"
    assert patched == {**made, "price": 1}
    assert replaced == {**made, "stock": 4}
    assert gone is None


def test_an_insert_of_an_id_that_exists_changes_nothing(shop):
    """P17: existing id is success, not overwritten."""
    there = through(demo(shop), lambda v: v.insert_value("7", TEA))
    assert there == product(7) == shop.catalogue.get(7)


def test_an_insert_that_the_source_refuses_as_twice_returns_what_is_there(clerk):
    """P17: the refusal of the server is believed where it is declared, and saves a request."""
    server = clerk()
    vista = of(server, {"insert": "post", "exists": "refused"})
    there, made = through(
        vista,
        lambda v: v.insert_value("2", {"name": "new"}),
        lambda v: v.insert_value("9", {"name": "new"}),
    )
    assert there == {"id": 2, "name": "row 2", "n": 2}
    assert made == {"id": 9, "name": "new"}
    assert [method for method, *_ in server.seen] == ["POST", "GET", "POST"]


def test_a_patch_of_a_missing_record_is_not_found_and_a_delete_of_one_is_done(shop):
    error, nothing = through(
        demo(shop),
        lambda v: v.patch_value("999", {"price": 1}),
        lambda v: v.delete_value("999"),
    )
    assert isinstance(error, NotFound)
    assert "insert_value" in error.hint
    assert error.status == 404
    assert nothing is None


def test_a_replace_writes_a_record_whether_it_exists_or_not(clerk):
    """A server that puts nothing where nothing is gets it by POST."""
    server = clerk()
    server.behave(404, {"message": "Not found."})
    made = through(of(server), lambda v: v.replace_value("9", {"name": "new"}))
    assert made == {"id": 9, "name": "new"}
    assert [method for method, *_ in sent(server)] == ["PUT", "POST"]


def test_a_source_that_makes_the_id_tells_it(shop):
    """S72."""
    vista = demo(shop)
    assert through(vista, lambda v: v.insert_return_id_value(TEA)) == "61"
    assert shop.catalogue.get(61)["name"] == "Darjeeling"


def test_an_id_that_only_the_location_tells_is_read_from_there(clerk):
    """S72: the record behind it is read, so that what was stored is known."""
    server = clerk()
    server.rows["77"] = {"id": 77, "name": "made"}
    server.behave(201, b"", Location="/items/77")
    stored = through(of(server), lambda v: v.apply(Write("insert", None, {"name": "made"})))
    assert (stored.id, stored.record) == ("77", {"id": 77, "name": "made"})


@pytest.mark.parametrize("answer", [{"ok": True}, {"name": "made"}, {"key": 1}])
def test_an_insert_whose_id_nobody_tells_is_an_error_that_says_it_was_stored(clerk, answer):
    server = clerk()
    server.behave(201, answer)
    error = through(of(server), lambda v: v.insert_return_id_value({"name": "made"}))
    assert "was stored" in error.message
    assert 'id="' in error.hint


def test_a_record_the_source_stores_under_another_id_is_known_by_it(clerk):
    server = clerk(makes_ids=True)
    stored = through(of(server), lambda v: v.apply(Write("insert", "99", {"name": "new"})))
    assert (stored.id, stored.record) == ("6", {"id": 6, "name": "new"})


def test_the_id_of_something_else_in_an_answer_is_not_taken_for_the_records(clerk):
    server = clerk()
    server.behave(202, {"id": "job-7", "status": "accepted"})
    stored = through(of(server), lambda v: v.apply(Write("patch", "2", {"n": 5})))
    assert (stored.id, stored.record) == ("2", {"id": 2, "name": "row 2", "n": 2})


@pytest.mark.parametrize("answer", [(204, b""), (200, {"ok": True}), (200, b"OK"), (202, b"")])
def test_an_answer_that_does_not_show_the_record_is_followed_by_reading_it(clerk, answer):
    """What is shown afterwards is what the source stored, not what was sent."""
    server = clerk()
    server.rows["2"]["name"] = "AS STORED"
    server.behave(*answer)
    assert through(of(server), lambda v: v.patch_value("2", {"name": "as sent"})) == {
        "id": 2, "name": "AS STORED", "n": 2,
    }  # fmt: skip


def test_deleting_all_of_a_narrowed_vista_deletes_no_more(shop):
    """X1: also where the condition is one the API answers itself."""
    books = {str(n) for n in range(1, 61) if product(n)["category"] == "books"}
    dear = {str(n) for n in range(1, 61) if product(n)["price"] > 300}
    assert books
    assert dear
    vista = demo(shop)
    _, _, rest = through(
        vista,
        lambda v: v.where(category="books").delete_all_values(),
        lambda v: v.where_op("price", ">", 300).delete_all_values(),
        lambda v: v.list_values(),
    )
    assert rest.keys() == {str(n) for n in range(1, 61)} - books - dear
    _, rest = through(vista, lambda v: v.delete_all_values(), lambda v: v.list_values())
    assert len(rest) == 0


def test_the_whole_set_is_deleted_by_one_request_where_that_is_declared(clerk):
    """X1: never a narrowed one, because a server that ignores the condition deletes all."""
    server = clerk()
    vista = of(server, {"clear": "{url}"}, filters="any")
    through(vista, lambda v: v.where(name="row 2").delete_all_values())
    assert sent(server) == [("DELETE", "/items/2", None)]
    through(vista, lambda v: v.delete_all_values())
    assert sent(server)[1:] == [("DELETE", "/items", None)]
    assert server.rows == {}


def test_a_write_through_a_narrowed_vista_stays_within_it(shop):
    inside = demo(shop).where(category="groceries")
    made, outside = through(
        inside,
        lambda v: v.insert_value("900", {"name": "Assam", "price": 4}),
        lambda v: v.patch_value("900", {"category": "books"}),
    )
    assert made["category"] == "groceries"
    assert isinstance(outside, SpecError)


# --- what is sent --------------------------------------------------------------------------


def test_each_kind_has_its_method_and_its_address(clerk):
    server = clerk()
    through(
        of(server),
        lambda v: v.insert_value("9", {"name": "new"}),
        lambda v: v.patch_value("2", {"n": 5}),
        lambda v: v.replace_value("2", {"name": "other"}),
        lambda v: v.delete_value("2"),
    )
    assert sent(server) == [
        ("POST", "/items", {"id": 9, "name": "new"}),
        ("PATCH", "/items/2", {"n": 5}),
        ("PUT", "/items/2", {"id": 2, "name": "other"}),
        ("DELETE", "/items/2", None),
    ]
    kinds = {h.get("Content-Type") for method, _, h in server.seen if method == "PATCH"}
    assert kinds == {"application/json"}


@pytest.mark.parametrize(
    ("held", "id", "due"),
    [(1, "9", 9), ("1", "9", "9"), (None, "9", 9), (None, "09", "09"), (1, "x", "x")],
)
def test_an_id_is_sent_in_the_type_in_which_ids_are_read(clerk, held, id, due):
    """A whole number is one as long as nobody knows better."""
    server = clerk(rows=0)
    if held is not None:
        server.rows["1"] = {"id": held, "name": "row 1"}
    reading = [] if held is None else [lambda v: v.list_values()]
    through(of(server), *reading, lambda v: v.insert_value(id, {"name": "new"}))
    assert sent(server) == [("POST", "/items", {"id": due, "name": "new"})]


def test_where_only_whole_records_are_taken_a_change_is_merged_with_what_is_there(clerk):
    """U3: a partial change never takes the other columns away."""
    server = clerk()
    server.rows["2"]["fresh"] = "nobody here knows this column"
    vista = of(server, "put")
    assert through(vista, lambda v: v.patch_value("2", {"n": 5})) == server.rows["2"]
    merged = {"id": 2, "name": "row 2", "n": 5, "fresh": "nobody here knows this column"}
    assert sent(server) == [("PUT", "/items/2", merged)]
    assert isinstance(through(vista, lambda v: v.patch_value("99", {"n": 5})), NotFound)


def test_a_record_with_an_id_of_ours_can_be_put_at_its_address(clerk):
    server = clerk()
    vista = of(server, {"insert": "put"})
    made, error = through(
        vista,
        lambda v: v.insert_value("9", {"name": "new"}),
        lambda v: v.insert_return_id_value({"name": "new"}),
    )
    assert made == {"id": 9, "name": "new"}
    assert sent(server) == [("PUT", "/items/9", {"id": 9, "name": "new"})]
    assert server.seen[-1][2]["If-None-Match"] == "*"
    assert isinstance(error, WriteRejected)


def test_records_are_wrapped_as_the_api_wraps_them(clerk):
    server = clerk(wrap="data")
    vista = of(server, record="data")
    made, read = through(
        vista,
        lambda v: v.insert_value("9", {"name": "new"}),
        lambda v: v.get_value("2"),
    )
    assert made == {"id": 9, "name": "new"}
    assert read == {"id": 2, "name": "row 2", "n": 2}
    assert sent(server) == [("POST", "/items", {"data": {"id": 9, "name": "new"}})]


def test_a_body_may_be_wrapped_otherwise_than_the_answer(clerk):
    server = clerk()
    server.behave(200, {"id": 2, "n": 5})
    through(of(server, {"body": "item"}), lambda v: v.patch_value("2", {"n": 5}))
    server.behave(200, {"data": {"id": 2, "n": 5}})
    through(of(server, {"body": "$"}, record="data"), lambda v: v.patch_value("2", {"n": 5}))
    assert [body for _, _, body in sent(server)] == [{"item": {"n": 5}}, {"n": 5}]


def test_an_address_ends_as_that_of_the_list_does(clerk):
    server = clerk()
    vista = RestVista(f"{server.url}/items/?tag=a", writes=True, params={"v": 2}, page=None)
    through(
        vista, lambda v: v.delete_value("a b/c"), lambda v: v.insert_return_id_value({"n": 1})
    )
    paths = [path for _, path, _ in sent(server)]
    assert paths == ["/items/a%20b%2Fc/?v=2", "/items/?v=2"]


def test_an_id_that_would_lead_out_of_the_list_is_refused(clerk):
    server = clerk()
    for id in ("..", ".", ""):
        error = through(of(server), lambda v, id=id: v.delete_value(id))
        assert isinstance(error, WriteRejected)
    assert server.seen == []


def test_an_api_whose_paging_is_found_out_takes_the_writes_that_are_declared(shop):
    vista = RestVista(shop.url, writes=True)
    patched, deleted, count = through(
        vista,
        lambda v: v.patch_value("7", {"price": 1}),
        lambda v: v.delete_value("8"),
        lambda v: v.get_count(),
    )
    assert patched == {**product(7), "price": 1}
    assert (deleted, count) == (None, 59)
    assert vista.capabilities.why("update") == "declared"


def test_what_is_written_is_sent_with_the_credentials_and_the_headers(clerk):
    server = clerk()
    vista = of(server, auth=Bearer("secret-token"), headers={"Content-Type": "application/x"})
    through(vista, lambda v: v.patch_value("2", {"n": 5}))
    headers = server.seen[-1][2]
    assert headers["Authorization"] == "Bearer secret-token"
    assert headers["Content-Type"] == "application/x", "merge-patch APIs want their own"


# --- two people ----------------------------------------------------------------------------


def test_a_write_for_another_state_of_the_record_is_a_conflict(shop):
    """A change that was made for an older record names what changed meanwhile."""
    shop.catalogue.put({**product(7), "price": 5})
    vista = demo(shop)
    stale = [
        Write("patch", "7", {"price": 1}, before=product(7)),
        Write("replace", "7", TEA, before=product(7)),
        Write("delete", "7", before=product(7)),
    ]
    for error in through(vista, *(lambda v, w=w: v.apply(w) for w in stale)):
        assert isinstance(error, WriteConflict)
        assert "price" in error.message
        assert error.current == {**product(7), "price": 5}
    fine = Write("patch", "7", {"stock": 1}, before=product(7))
    assert through(vista, lambda v: v.apply(fine)).record["stock"] == 1


def test_two_people_may_change_different_columns(shop):
    shop.catalogue.put({**product(7), "price": 5})
    stored = through(
        demo(shop), lambda v: v.apply(Write("patch", "7", {"stock": 1}, before=product(7)))
    )
    assert stored.record == {**product(7), "price": 5, "stock": 1}


def test_an_etag_that_is_known_is_not_asked_for_again(shop):
    """The answer to a write holds the next ETag."""

    async def twice(vista):
        before = await vista.get_value("7")
        first = await vista.apply(Write("patch", "7", {"price": 1}, before=before))
        await vista.apply(Write("patch", "7", {"price": 2}, before=first.record))

    through(demo(shop), twice)
    log = ["GET /products/7", "PATCH /products/7", "PATCH /products/7"]
    assert shop.stats()["log"] == log


def test_a_record_that_was_deleted_meanwhile_is_a_conflict_for_who_replaces_it(shop):
    shop.catalogue.remove(7)
    replaced, deleted, patched = through(
        demo(shop),
        lambda v: v.apply(Write("replace", "7", TEA, before=product(7))),
        lambda v: v.apply(Write("delete", "7", before=product(7))),
        lambda v: v.apply(Write("patch", "7", {"price": 1}, before=product(7))),
    )
    assert isinstance(replaced, WriteConflict)
    assert "deleted" in replaced.message
    assert deleted.record is None
    assert isinstance(patched, NotFound)


def test_a_version_column_is_sent_back_and_decides(clerk):
    server = clerk(version="rev")
    vista = of(server, {"version": "rev"})
    before = {"id": 2, "name": "row 2", "n": 2, "rev": 1}
    first, second, stale, deleted = through(
        vista,
        lambda v: v.apply(Write("patch", "2", {"n": 5}, before=before)),
        lambda v: v.apply(Write("patch", "2", {"n": 6}, before={**before, "n": 5})),
        lambda v: v.apply(Write("patch", "2", {"n": 7}, before={**before, "rev": 0})),
        lambda v: v.apply(Write("delete", "2", before=before)),
    )
    assert first.record["rev"] == 2
    assert second.record["rev"] == 3, "a change of our own is no conflict for the next one"
    assert isinstance(stale, WriteConflict)
    assert "changed meanwhile: n" in stale.message
    assert deleted.id == "2"
    assert [body["rev"] for _, _, body in sent(server, "PATCH")] == [1, 2, 0]
    assert sent(server, "DELETE") == [("DELETE", "/items/2?rev=3", None)]


def test_a_column_can_stand_in_if_match(clerk):
    server = clerk(version="rev")
    before = {"id": 2, "name": "row 2", "n": 2, "rev": 1}
    through(
        of(server, {"if_match": "rev"}),
        lambda v: v.apply(Write("patch", "2", {"n": 5}, before=before)),
        lambda v: v.apply(Write("patch", "2", {"n": 6}, before=before)),
    )
    assert [headers["If-Match"] for _, _, headers in server.seen] == ['"1"', '"2"']


def test_a_weak_etag_is_compared_here_and_never_sent(clerk):
    """RFC 9110: If-Match never matches a weak ETag."""
    server = clerk()
    server.behave(200, {"id": 2, "name": "row 2", "n": 5}, ETag='W/"a"')
    before = {"id": 2, "name": "row 2", "n": 2}
    stored = through(
        of(server, {"if_match": True}),
        lambda v: v.apply(Write("patch", "2", {"n": 5}, before=before)),
    )
    assert stored.record["n"] == 5
    assert all("If-Match" not in headers for _, _, headers in server.seen)


def test_a_write_made_for_no_known_state_is_sent_without_conditions(shop):
    through(demo(shop), lambda v: v.patch_value("7", {"price": 1}))
    assert shop.stats()["log"] == ["PATCH /products/7"]


# --- what is declared ----------------------------------------------------------------------


def granted(**words):
    able = RestVista("https://example.org/items", **words).capabilities
    return {flag: able.why(flag) for flag in ("insert", "update", "delete") if able.can(flag)}


def test_nothing_is_written_that_is_not_declared():
    """Writes are off, and the hint says what to type."""
    vista = RestVista("https://example.org/items", style="plain")
    assert granted(style="plain") == granted() == granted(style="drf") == {}
    for flag in ("insert", "update", "delete"):
        assert "writes=True" in vista.capabilities.why(flag)
    with pytest.raises(Unsupported, match="writes=True"):
        run(vista.patch_value("1", {"n": 1}))


ALL = dict.fromkeys(("insert", "update", "delete"), "declared")


@pytest.mark.parametrize(
    ("writes", "flags"),
    [
        (True, ALL),
        ("put", ALL),
        (Writes(), ALL),
        (False, {}),
        (("insert", "delete"), {"insert": "declared", "delete": "declared"}),
        (["update"], {"update": "declared"}),
        ("insert", {"insert": "declared"}),
        ({"insert": False, "update": "put"}, {"update": "declared", "delete": "declared"}),
    ],
)
def test_what_is_declared_is_granted(writes, flags):
    assert granted(writes=writes) == flags


def test_a_named_style_that_takes_writes_grants_them_and_they_can_be_declined():
    assert granted(style="json-server") == dict.fromkeys(ALL, "preset")
    assert granted(style="demo") == dict.fromkeys(ALL, "preset")
    assert granted(style="demo", writes=False) == {}
    assert granted(style="demo", writes=("insert",)) == {"insert": "declared"}


@pytest.mark.parametrize(
    "url", ["https://dummyjson.com/products", "https://jsonplaceholder.typicode.com/posts"]
)
def test_an_api_that_only_pretends_to_store_says_so(url):
    able = RestVista(url).capabilities
    assert not able.can_update
    assert "does not store" in able.why("update")
    assert RestVista(url, writes=True).capabilities.why("update") == "declared"


def test_writes_need_rows_that_have_a_name():
    with pytest.raises(SpecError, match="name"):
        RestVista("https://example.org/items", id=None, writes=True)
    with pytest.raises(SpecError, match="lists"):
        RestVista("https://example.org/items", shape="lists", columns=["id"], writes=True)


@pytest.mark.parametrize(
    ("writes", "said"),
    [
        (("insert", "updat"), "'update'"),
        ({"updat": True}, "'update'"),
        ({"update": "GET"}, "PATCH"),
        ({"if_match": 1}, "if_match"),
        ({"version": ""}, "version"),
        ({"exists": "maybe"}, "ask"),
        (7, "writes=True"),
    ],
)
def test_a_wrong_declaration_is_refused_with_the_right_word(writes, said):
    with pytest.raises(SpecError) as refused:
        RestVista("https://example.org/items", writes=writes)
    assert said in str(refused.value)


def test_a_kind_that_is_not_declared_is_unsupported(clerk):
    server = clerk()
    vista = of(server, {"replace": None, "insert": None})
    replaced, inserted = through(
        vista,
        lambda v: v.replace_value("2", {"n": 1}),
        lambda v: v.insert_value("9", {"n": 1}),
    )
    assert isinstance(replaced, Unsupported)
    assert "patch_value" in replaced.hint
    assert isinstance(inserted, Unsupported)
    assert server.seen == []


def test_the_words_for_writes_are_public():
    assert dn.Writes is Writes
    assert dn.Writes(update="put") == Writes(update="PUT")


def test_a_source_applies_writes_once_where_a_key_is_declared():
    url = "https://example.org/items"
    assert not RestVista(url, writes=True).source.once
    keyed = RestVista(url, writes={"idempotency_header": "Idempotency-Key"})
    assert keyed.source.once
    assert dn.RestVista(url, style="demo").source.once
