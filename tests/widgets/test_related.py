"""From a row of a grid to the rows it leads to, and back."""

import asyncio
import contextlib
import gc
import sqlite3
import weakref

import pytest

import diorama_nb as dn
from diorama_nb.errors import Closed, SourceUnavailable, SpecError
from diorama_nb.testing import FakeSource
from diorama_nb.vista.columns import Column
from diorama_nb.widgets import state
from diorama_nb.widgets.grid import Grid
from tests.virtual import ids, opened, quiet, virtual

AUTHORS = [{"id": n, "name": f"author {n}"} for n in range(1, 4)]
POSTS = [{"id": n, "author_id": n % 3 + 1, "title": f"post {n}"} for n in range(9)]


def blog():
    """Return authors, which lead to posts, and these back to them."""
    vistas = {}
    author = dn.Reference("author", "authors", "author_id", many=False)
    posts = dn.Reference("posts", "posts", "author_id")
    vistas["posts"] = dn.MemoryVista(POSTS, name="posts", references=[author], targets=vistas)
    vistas["authors"] = dn.MemoryVista(
        AUTHORS, name="authors", references=[posts], targets=vistas
    )
    return vistas["authors"]


@contextlib.asynccontextmanager
async def shown(vista=None, **options):
    """A grid on the running loop."""
    dio = await opened(blog() if vista is None else vista)
    grid = Grid(await dio.table_scenery(**options))
    await quiet()
    yield grid
    grid.close()
    await quiet()
    await dio.aclose()


seq = iter(range(10**9))


def say(grid, kind, **body):
    content = {"v": 1, "id": "view", "seq": next(seq), "kind": kind, **body}
    grid.comm.hear({"method": "custom", "content": content})
    return content["seq"]


def refs(grid):
    """Return the relations that are followed from the cells of columns, by name."""
    found = {c["name"]: c.get("refs", []) + c.get("row_refs", []) for c in grid.columns}
    return {name: relations for name, relations in found.items() if relations}


# --- where the way is shown ----------------------------------------------------------------


@virtual
async def test_a_foreign_key_leads_to_its_row_and_the_id_to_the_rows_of_the_row():
    async with shown() as grid:
        assert refs(grid) == {"id": ["posts"]}
        assert refs(await grid.open_ref("posts", "2")) == {"author_id": ["author"]}


@virtual
async def test_a_grid_whose_rows_lead_nowhere_tells_the_page_nothing_of_it():
    async with shown(dn.MemoryVista(POSTS, name="posts")) as grid:
        told = {key for column in grid.columns for key in column}
        assert not told & {"refs", "row_refs"}


def test_what_concerns_the_whole_row_starts_at_the_first_column_where_no_id_shows():
    leads = [
        dn.Reference("pair", "pairs", "a/b", many=False),
        dn.Reference("b", "bs", "b", many=False),
        dn.Reference("children", "rows", "b"),
    ]
    columns = [Column("a"), Column("b")]
    row, b = {"row_refs": ["pair", "children"]}, {"refs": ["b"]}
    assert state.leading(leads, columns) == {"a": row, "b": b}
    shown = [*columns, Column("key", flags=frozenset({"id"}))]
    assert state.leading(leads, shown) == {"key": row, "b": b}


@virtual
async def test_relations_that_are_known_only_when_the_source_answers_are_told_then(tmp_path):
    class Tables(FakeSource):
        async def prepare(self):
            if self.error is not None:
                raise self.error
            self.about.references = (dn.Reference("owner", "owners", "n", many=False),)

    source = Tables([{"id": n, "n": n} for n in range(3)], reads=())
    source.error = None
    lens = dn.Lens(tmp_path, runtime="current")
    await lens.make_dio(dn.Vista(source))
    await lens.aclose()
    source.error, source.about.references = SourceUnavailable("no answer"), ()
    lens = dn.Lens(tmp_path, runtime="current")
    dio = await lens.make_dio(dn.Vista(source))
    grid = Grid(await dio.table_scenery())
    await quiet()
    assert (grid.status["row_count"], refs(grid)) == (3, {})
    source.error = None
    await dio.refresh()
    await quiet()
    assert refs(grid) == {"n": ["owner"]}
    grid.close()
    await lens.aclose()


# --- there and back ------------------------------------------------------------------------


@virtual
async def test_a_page_opens_what_a_row_leads_to_and_comes_back_to_the_grid_as_it_was():
    """U72: the grid that was left goes on behind; the other one is closed with its view."""
    async with shown(order_by="name", descending=True) as grid:
        grid.selection = ["3"]
        number = say(grid, "open_ref", relation="posts", row="2")
        await quiet()
        posts = grid.opened
        assert grid.get_state()["opened"] == posts.get_state()["_model_key"]
        assert posts.title == "posts of 2"
        assert ids(posts.scenery) == ["1", "4", "7"]
        assert (grid.comm.messages("done")[-1][0]["seq"], grid.comm.messages("error")) == (
            number,
            [],
        )
        say(grid, "back")
        await quiet()
        assert grid.get_state()["opened"] is None
        assert posts.comm is None
        assert posts.scenery.closed
        assert grid.selection == ["3"]
        assert ids(grid.scenery) == ["3", "2", "1"]


@virtual
async def test_what_was_opened_leads_on_and_all_of_it_ends_with_the_first_grid():
    """S2: neither views nor data sets nor tasks stay."""
    dio = await opened(blog())
    await quiet()
    tasks = len(asyncio.all_tasks())
    grid = Grid(await dio.table_scenery())
    posts = await grid.open_ref("posts", "2")
    author = await posts.open_ref("author", "4")
    await quiet()
    assert ids(author.scenery) == ["2"]
    held = [weakref.ref(one.scenery._host) for one in (posts, author)]
    grid.close()
    await quiet()
    assert [one.scenery.closed for one in (grid, posts, author)] == [True] * 3
    del grid, posts, author
    for _ in range(3):  # the grids, then their views, then the data sets
        gc.collect()
        await asyncio.sleep(100)
    assert [one() for one in held] == [None, None]
    assert len(asyncio.all_tasks()) == tasks
    await dio.aclose()


@virtual
async def test_opening_another_one_closes_the_first():
    async with shown() as grid:
        heard = []
        grid.observe(lambda change: heard.append(change["new"]), "opened")
        first = await grid.open_ref("posts", "1")
        second = await grid.open_ref("posts", "2")
        assert (first.comm, grid.opened) == (None, second)
        second.close()
        assert grid.opened is None
        assert heard == [first, second, None]


@virtual
async def test_what_is_opened_while_the_grid_is_closed_is_closed_too():
    source = FakeSource(POSTS, name="posts", reads=(), latency=5.0)
    authors = dn.MemoryVista(AUTHORS, name="authors").relate(
        "posts", dn.Vista(source), "author_id"
    )
    grid = Grid(await (await opened(authors)).table_scenery())
    opening = asyncio.ensure_future(grid.open_ref("posts", "2"))
    number = say(grid, "open_ref", relation="posts", row="3")
    await quiet()
    ((told, _),) = grid.comm.messages("answer")
    assert (told["seq"], told["more"]) == (number, True), "the page knows that it was heard"
    grid.close()
    with pytest.raises(Closed):
        await opening
    await quiet(30)
    assert grid.opened is None


# --- what is refused, and what fails -------------------------------------------------------


@pytest.mark.parametrize(
    ("relation", "row", "why"),
    [("enemies", "2", "unknown relation"), ("posts", "99", "no row '99'")],
)
@virtual
async def test_a_page_opens_only_relations_that_are_declared_of_rows_that_are_held(
    relation, row, why
):
    async with shown(where={"id": 2}) as grid:
        number = say(grid, "open_ref", relation=relation, row=row)
        await quiet()
        ((told, _),) = grid.comm.messages("error")
        assert told["seq"] == number
        assert why in told["message"]
        assert told["hint"]
        assert grid.opened is None
        for body in ({}, {"relation": "posts"}, {"relation": ["posts"], "row": "2"}):
            say(grid, "open_ref", **body)
        await quiet()
        assert len(grid.comm.messages("error")) == 4
        with pytest.raises(SpecError, match="unknown relation"):
            await grid.open_ref("enemies", "2")


@virtual
async def test_rows_whose_source_is_down_are_told_so_where_they_would_be():
    source = FakeSource(POSTS, name="posts", reads=())
    source.fail(1, 2, 3, error=SourceUnavailable("no answer"))
    authors = dn.MemoryVista(AUTHORS, name="authors").relate(
        "posts", dn.Vista(source), "author_id"
    )
    async with shown(authors) as grid:
        say(grid, "open_ref", relation="posts", row="2")
        await quiet()
        assert "no answer" in grid.opened.status["error"]["message"]
        assert grid.status["error"] is None
        assert grid.comm.messages("error") == []


# --- foreign keys --------------------------------------------------------------------------


@virtual
async def test_tables_lead_to_each_other_by_their_foreign_keys(tmp_path):
    """U72: both ways, and on from there."""
    with contextlib.closing(sqlite3.connect(tmp_path / "blog.db")) as db:
        db.executescript(
            "CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT);"
            "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT,"
            " author_id INTEGER REFERENCES authors);"
            "INSERT INTO authors VALUES (1, 'Ada'), (2, 'Bob');"
            "INSERT INTO posts VALUES (1, 'a', 2), (2, 'b', 1), (3, 'c', 2), (4, 'd', NULL);"
        )
    vista = dn.SqlVista(f"sqlite:///{tmp_path}/blog.db", table="authors")
    async with shown(vista) as grid:
        assert refs(grid) == {"id": ["posts"]}
        say(grid, "open_ref", relation="posts", row="2")
        while grid.opened is None:
            await quiet()
        posts = grid.opened
        assert refs(posts) == {"author_id": ["author"]}
        assert ids(posts.scenery) == ["1", "3"]
        author = await posts.open_ref("author", "3")
        while author.scenery.loaded == 0:
            await quiet()
        assert author.scenery.row(0).record["name"] == "Bob"
    await vista.aclose()


# --- lists of records ----------------------------------------------------------------------

CARTS = [
    {"id": 1, "lines": [{"sku": "a", "n": 1}, {"sku": "b", "n": 2}], "tags": ["x"]},
    {"id": 2, "lines": [], "tags": None},
]


@virtual
async def test_a_list_of_records_opens_as_rows_and_takes_changes_for_its_row():
    """X37: what is written into it is in the row it belongs to, at once and at the source."""
    carts = dn.MemoryVista(CARTS, name="carts")
    async with shown(carts) as grid:
        assert refs(grid) == {"lines": ["lines"], "tags": ["tags"]}
        say(grid, "open_ref", relation="lines", row="1")
        await quiet()
        lines = grid.opened
        assert lines.title == "lines of 1"
        assert [c["name"] for c in lines.columns] == ["sku", "n"]
        say(lines, "edit", row="1", column="n", value="5")
        await quiet()
        held = [{"sku": "a", "n": 1}, {"sku": "b", "n": 5}]
        assert lines.scenery.row(1).record == held[1]
        assert grid.scenery.row(0).record["lines"] == held
        assert (await carts.get_value("1"))["lines"] == held
        empty = await grid.open_ref("lines", "2")
        assert ids(empty.scenery) == []
        wrong = await grid.open_ref("tags", "1")
        assert "no records" in wrong.status["error"]["message"]
