"""Answers that did not change are not sent again, over real connections."""

import hashlib
import json
from email.utils import formatdate

import pytest

import diorama_nb as dn
from diorama_nb.query import ALL
from diorama_nb.vista.rest import RestSource
from tests.aio import run
from tests.integration.waiting import settled, wait_until
from tests.integration.ward import Bed, Ward


class Library(Ward):
    """Tells the state of what it sends by `by`: "etag", "weak", "date", "now" or "nothing"."""

    def __init__(self):
        super().__init__()
        self.RequestHandlerClass = Desk
        self.by, self.control = "etag", ""
        self.modified = 1_600_000_000
        self.statuses = []


class Desk(Bed):
    def send(self, body, status=200, headers=(), **more):
        server, told = self.server, [("Cache-Control", self.server.control)]
        mark = hashlib.sha256(json.dumps(body).encode()).hexdigest()[:12]
        if server.by in ("etag", "weak"):
            tag = f'"{mark}"' if server.by == "etag" else f'W/"{mark}"'
            told.append(("ETag", tag))
            if self.headers.get("If-None-Match") == tag:
                body, status = b"", 304
        elif server.by != "nothing":
            at = formatdate(server.modified if server.by == "date" else None, usegmt=True)
            told.append(("Last-Modified", at))
            if server.by == "date" and self.headers.get("If-Modified-Since") == at:
                body, status = b"", 304
        server.statuses.append(status)
        super().send(body, status, [*headers, *told], **more)


@pytest.fixture
def library():
    server = Library()
    yield server
    server.close()


def source(library, **more):
    given = {"page": dn.Offset("offset", "limit"), "total": "total"} | more
    return RestSource(f"{library.url}/offset", **given)


def twice(library, change=lambda: None, **more):
    """Return what is read before and after a change, and how it was answered."""
    api = source(library, **more)

    async def go():
        first = await api.read_window(ALL, 0, 50)
        change()
        second = await api.read_window(ALL, 0, 50)
        await api.aclose()
        return first, second

    first, second = run(go())
    return first, second, library.statuses


@pytest.mark.parametrize("by", ["etag", "weak", "date"])
def test_what_did_not_change_is_not_sent_again(library, by):
    library.by = by
    first, second, statuses = twice(library)
    assert second.rows == first.rows
    assert second.total == first.total == 250
    assert statuses == [200, 304]


@pytest.mark.parametrize("by", ["etag", "weak", "date"])
def test_what_changed_is_read(library, by):
    library.by = by

    def change():
        library.rows[3] = {"id": 3, "name": "new", "stock": 1}
        library.modified += 1

    _, second, statuses = twice(library, change)
    assert second.rows["3"]["name"] == "new"
    assert statuses == [200, 200]


@pytest.mark.parametrize("by", ["now", "nothing"])
def test_without_a_sure_validator_everything_is_read(library, by):
    """A time is sure only when the second it names is over."""
    library.by = by
    twice(library)
    assert "If-Modified-Since" not in library.seen[1][2]


def test_what_must_not_be_stored_is_read_again(library):
    library.control = "private, no-store"
    assert twice(library)[2] == [200, 200]


def test_validators_can_be_turned_off(library):
    assert twice(library, validators=False)[2] == [200, 200]


def test_an_answer_belongs_to_those_who_may_see_it(library):
    library.by = "date"
    names = iter(["ann-token", "bob-token", "ann-token"])
    api = source(library, auth=dn.Bearer(lambda: next(names)))

    async def go():
        for _ in range(3):
            await api.read_window(ALL, 0, 50)
        await api.aclose()

    run(go())
    assert library.statuses == [200, 200, 304]


def test_what_is_kept_is_bounded(library, monkeypatch):
    from diorama_nb.vista.rest import reader, validators

    monkeypatch.setattr(reader, "Validators", lambda: validators.Validators(6000))
    api = source(library)

    async def go():
        for offset in (0, 50, 100, 150, 150, 0):
            await api.read_window(ALL, offset, 50)
        await api.aclose()

    run(go())
    assert library.statuses == [200, 200, 200, 200, 304, 200]


def test_a_refresh_that_finds_nothing_new_rewrites_and_shows_nothing(library, tmp_path):
    """U6: equal data is no news: nothing is written, and no view is told."""
    api = dn.RestVista(
        f"{library.url}/offset", page=dn.Offset("offset", "limit"), total="total"
    )
    lens = dn.Lens(tmp_path / "cache", page_size=50)
    dio = lens.open(api)
    try:
        scenery = dn.run(dio.table_scenery(initial_range=range(50)))
        settled(scenery)
        before, at = scenery.generation, scenery.row(7).fetched_at
        library.statuses.clear()
        commits, commit = [], dio.cache._table.commit

        async def counted(batch):
            commits.append(batch)
            await commit(batch)

        dio.cache._table.commit = counted
        dn.run(dio.refresh())
        wait_until(lambda: library.statuses)
        settled(scenery)
        assert library.statuses == [304]
        assert scenery.generation == before
        assert scenery.row(7).fetched_at > at
        assert scenery.row(7).status == "Fresh"
        assert all(b.upserts is None and not (b.deletes or b.replace) for b in commits)
        library.rows[7] = {"id": 7, "name": "new", "stock": 1}
        dn.run(dio.refresh())
        wait_until(lambda: scenery.row(7).record["name"] == "new")
        assert scenery.generation > before
    finally:
        lens.close()
