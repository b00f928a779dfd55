"""Statuses that mean something else to an API than to others, as `errors=` says it."""

import json

import pytest

import diorama_nb as dn
from diorama_nb.errors import (
    AuthFailed,
    Forbidden,
    PagingExpired,
    RateLimited,
    SourceError,
    SourceMissing,
    SourceUnavailable,
    SpecError,
    WriteConflict,
)
from tests.servers.faults import ROWS, Faults, Handler
from tests.servers.guard import Gate, Guard

IDS = [str(row["id"]) for row in ROWS]
RETRY = dn.Retry(attempts=3, base=0.001, cap=0.002)


class Dialect(Faults):
    """An API with statuses of its own; `forgets` is how often it forgets a cursor."""

    def __init__(self):
        super().__init__()
        self.RequestHandlerClass = Speaker
        self.forgets = 0


class Speaker(Handler):
    server: Dialect

    def fault_odd(self):
        """Answer with rows, under the status in the path."""
        self.send(ROWS, int(self.rest))

    def fault_forgetful(self):
        """Hand out ten rows and a cursor, which may be forgotten."""
        start = int(self.query.get("cursor", 0))
        if start and self.server.forgets:
            self.server.forgets -= 1
            return self.send({"message": "no such cursor"}, 410)
        following = start + 10 if start + 10 < len(ROWS) else None
        return self.send({"items": ROWS[start : start + 10], "next": following})

    def fault_names(self):
        """List ids; the record of the third is nobody's business."""
        if not self.rest:
            return self.send(IDS)
        return self.send(ROWS[int(self.rest) - 1], 451 if self.rest == "3" else 200)

    def do_PATCH(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append(("PATCH", self.path, {}))
        self.send({"message": "somebody else was here"}, 409)


@pytest.fixture
def dialect():
    server = Dialect()
    yield server
    server.close()


def api(server, path, **declared):
    given = {"page": None, "retry": RETRY, **declared}
    return dn.RestVista(f"{server.url}/{path}", **given)


def done(vista, coroutine):
    """Return what a question to a vista brings, and close it."""

    async def asked():
        try:
            return await coroutine
        finally:
            await vista.source.aclose()

    return dn.run(asked())


def read(vista):
    return done(vista, vista.list_values())


def asked(server):
    return [path for path, *_ in server.seen]


# --- reading -------------------------------------------------------------------------------


def test_a_status_that_passes_is_tried_again(dialect):
    with pytest.raises(SourceError, match="409"):
        read(api(dialect, "flaky/409"))
    assert len(dialect.seen) == 1
    dialect.hits.clear()
    assert list(read(api(dialect, "flaky/409", errors={409: "retry"}))) == IDS
    assert len(dialect.seen) == 4


def test_a_status_that_does_not_pass_is_told_after_all_attempts(dialect):
    with pytest.raises(SourceUnavailable, match="failed 3 times, last with status 409"):
        read(api(dialect, "status/409", errors={409: "retry"}))
    with pytest.raises(SourceUnavailable, match="failed 3 times, last with status 202"):
        read(api(dialect, "odd/202", errors={202: "retry"}))
    assert len(dialect.seen) == 6


def test_a_status_that_is_an_error_at_once_is_not_tried_again(dialect):
    with pytest.raises(SourceUnavailable):
        read(api(dialect, "status/503", errors={503: "fail"}))
    with pytest.raises(SourceError, match="status 429"):
        read(api(dialect, "status/429", errors={429: "fail"}))
    assert len(dialect.seen) == 2


def test_a_status_that_says_there_is_nothing_is_an_empty_set_or_no_record(dialect):
    with pytest.raises(SourceMissing):
        read(api(dialect, "status/404"))
    for status in (404, 422, 204):
        rows = read(api(dialect, f"status/{status}", errors={status: "empty"}))
        assert not rows
        assert rows.coverage.complete
    vista = api(dialect, "fine", detail="/status/422?of={id}", errors={422: "empty"})
    assert done(vista, vista.get_value("7")) is None


def test_a_status_of_a_good_answer_is_read_as_one(dialect):
    with pytest.raises(SourceError, match="418"):
        read(api(dialect, "odd/418"))
    assert list(read(api(dialect, "odd/418", errors={418: "ok"}))) == IDS
    vista = api(dialect, "fine", detail="/names/{id}", errors={451: "ok"})
    assert done(vista, vista.get_value("3")) == ROWS[2]


def test_a_status_about_the_speed_is_waited_for(dialect):
    assert list(read(api(dialect, "flaky/420", errors={420: "rate_limited"}))) == IDS
    with pytest.raises(RateLimited):
        read(api(dialect, "status/420", errors={420: "rate_limited"}))


def test_a_status_about_the_account_fetches_a_new_token_once():
    class Shy(Gate):
        """Says 403 of tokens it does not take."""

        def send(self, body, status=200, headers=(), **more):
            super().send(body, 403 if status == 401 else status, headers, **more)

    guard = Guard()
    guard.RequestHandlerClass = Shy
    try:
        for errors, tokens in (("auto", 1), ({403: "refresh_auth"}, 2)):
            vista = api(guard, "rows", auth=guard.auth(), errors=errors)
            assert list(dn.run(vista.list_values())) == IDS
            guard.revoked.update(guard.given)
            before = len(guard.given)
            if errors == "auto":
                with pytest.raises(Forbidden):
                    read(vista)
            else:
                assert list(read(vista)) == IDS
            assert len(guard.given) - before == tokens - 1
        guard.RequestHandlerClass, before = Gate, len(guard.given)
        guard.revoked.update(guard.given)
        with pytest.raises(AuthFailed):
            read(api(guard, "rows", auth=guard.auth(), errors={401: "fail"}))
        assert len(guard.given) == before
    finally:
        guard.close()


def test_a_walk_whose_page_was_forgotten_begins_anew_once(dialect):
    way = {"page": dn.Cursor("next", "cursor"), "errors": {410: "restart_paging"}}
    dialect.forgets = 1
    rows = read(api(dialect, "forgetful", **way))
    assert list(rows) == IDS
    assert rows.coverage.complete
    assert len(dialect.seen) == 2 + 3
    dialect.forgets = 9
    rows = read(api(dialect, "forgetful", **way))
    assert not rows.coverage.complete
    assert "does not know any more where the walk was" in rows.coverage.reason
    assert len(dialect.seen) == 2 + 3 + 4


def test_rows_that_are_streamed_are_not_begun_anew(dialect):
    way = {"page": dn.Cursor("next", "cursor"), "errors": {410: "restart_paging"}}
    dialect.forgets, vista = 1, api(dialect, "forgetful", **way)

    async def ids():
        return [id async for id, _ in vista.stream_values()]

    with pytest.raises(PagingExpired) as caught:
        done(vista, ids())
    assert caught.value.status == 410
    assert "refresh" in caught.value.hint


def test_a_row_whose_record_is_skipped_stays_as_the_list_has_it(dialect):
    hydrated = {"shape": "ids", "hydrate": "/names/{id}"}
    with pytest.raises(SourceError, match="451"):
        read(api(dialect, "names", **hydrated))
    vista = api(dialect, "names", **hydrated, errors={451: "skip"})
    rows = read(vista)
    assert list(rows) == IDS
    assert "name" not in rows["3"]
    assert rows["4"]["name"] == "row 4"
    with pytest.raises(SourceError, match="451"):  # one that is asked for by itself is not
        done(vista, vista.get_value("3"))


# --- what else holds -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "sent", "error"), [("retry", 1, WriteConflict), ("rate_limited", 3, RateLimited)]
)
def test_writes_mind_only_what_is_about_the_account_and_the_speed(dialect, action, sent, error):
    given = {"writes": ("update",), "detail": "/names/{id}", "errors": {409: action}}
    vista = api(dialect, "fine", **given)
    with pytest.raises(error):
        done(vista, vista.patch_value("7", {"name": "other"}))
    assert asked(dialect).count("PATCH") == sent


def test_the_path_of_a_message_stands_beside_the_statuses(dialect):
    said = {"message": "next", 404: "empty"}
    with pytest.raises(SourceError, match="answered with an error: 10"):
        read(api(dialect, "forgetful", errors=said))
    assert not read(api(dialect, "status/404", errors=said))


def test_statuses_are_written_down_and_read_again(dialect):
    given = {409: "retry", "message": None}
    spec = json.loads(json.dumps(api(dialect, "flaky/409", errors=given).spec()))
    assert list(read(dn.RestVista.from_spec(spec))) == IDS
    vista = api(dialect, "fine", errors=given)
    read(vista)
    assert dn.RestVista.from_spec(json.loads(json.dumps(vista.spec()))).spec() == vista.spec()


@pytest.mark.parametrize(
    ("errors", "hint"),
    [
        ({409: "retri"}, "retry"),
        ({"teapot": "retry"}, "errors={404"),
        ({301: "ok"}, "errors={404"),
        ({99: "ok"}, "errors={404"),
        ({True: "ok"}, "errors={404"),
        ({"message": ""}, "message="),
        ({404: None}, "ok"),
        (404, "errors="),
    ],
)
def test_statuses_that_mean_nothing_are_refused_when_they_are_declared(errors, hint):
    with pytest.raises(SpecError) as caught:
        dn.RestVista("https://api.test/a", errors=errors)
    assert hint in caught.value.hint
