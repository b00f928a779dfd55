"""A URL alone, through Lens, Dio, facade and scenery: every row, once, and no lie believed."""

import pytest

import diorama_nb as dn
from diorama_nb.errors import CrossOriginNextLink, FilterIgnored
from diorama_nb.policy import Retry
from diorama_nb.vista.rest import Bearer
from tests.integration.waiting import ids, settled, wait_until
from tests.servers.faults import CANARY
from tests.servers.fixtures import POSTS

BOOKS = [str(n) for n in range(1, 96)]
ESSAYS = [str(n + 1) for n in range(95) if n % 3 == 2]
PAGED = ["offset", "page", "sized"]


@pytest.fixture(params=["memory", "disk"])
def lens(request, tmp_path):
    made = dn.Lens(None if request.param == "memory" else tmp_path / "cache", page_size=30)
    yield made
    made.close()


@pytest.fixture
def counted(monkeypatch):
    """Return the rows of all answers, as (id, times it was read)."""
    from diorama_nb.vista.rest.reader import Reader

    read: list[str] = []
    understand = Reader._understand

    def understood(self, query, body, url):
        got = understand(self, query, body, url)
        read.extend(got.ids)
        return got

    monkeypatch.setattr(Reader, "_understand", understood)
    return read


# --- right rows, right total ---------------------------------------------------------------


def test_json_server_by_its_url_shows_the_right_rows_and_the_right_total(lens, json_server):
    dio = lens.open(dn.RestVista(f"{json_server}/posts"))
    scenery = settled(dn.run(dio.table_scenery(initial_range=range(60, 75))))
    assert scenery.row_count == 137
    assert scenery.total_final
    assert [scenery.row(n).record for n in range(60, 75)] == POSTS[60:75]
    rows = dn.run(dio.vista().list_values())
    assert list(rows.values()) == POSTS
    assert rows.coverage.complete
    assert dn.run(dio.vista().get_count()) == 137


@pytest.mark.parametrize("style", PAGED)
def test_drf_by_its_url_shows_the_right_rows_and_the_right_total(lens, drf, style):
    dio = lens.open(dn.RestVista(f"{drf}/{style}/"))
    scenery = settled(dn.run(dio.table_scenery(initial_range=range(40, 60))))
    assert scenery.row_count == 95
    assert ids(scenery)[40:60] == BOOKS[40:60]
    assert [scenery.row(n).record["title"] for n in (40, 59)] == ["Book 40", "Book 59"]
    window = dn.run(dio.vista().fetch_window(88, 50))
    assert list(window.rows) == BOOKS[88:]
    assert window.total == 95


def test_drf_with_cursors_grows_by_loading_more(lens, drf):
    dio = lens.open(dn.RestVista(f"{drf}/cursor/"))
    scenery = settled(dn.run(dio.table_scenery(initial_range=range(10))))
    shown = scenery.row_count
    assert 10 <= shown < 95
    assert scenery.has_more
    scenery.request_load_more()
    wait_until(lambda: scenery.row_count > shown)
    dn.run(dio.load_all())
    assert ids(settled(scenery)) == BOOKS
    assert scenery.load_state == "complete"


@pytest.mark.parametrize("style", [*PAGED, "cursor"])
def test_load_all_reads_every_book_once_although_drf_clamps_pages(drf, style, tmp_path):
    with_lens = dn.Lens(tmp_path / "cache", page_size=40)
    dio = with_lens.open(dn.RestVista(f"{drf}/{style}/"))
    coverage = dn.run(dio.load_all())
    assert (coverage.complete, coverage.rows, coverage.total) == (True, 95, 95)
    assert list(dio.to_pandas().index) == BOOKS
    assert dio.stats.redundant_rows == 0
    assert dio.stats.repeats == 0
    with_lens.close()


def test_load_all_asks_json_server_for_every_post_once(json_server, counted):
    lens = dn.Lens(page_size=30)
    vista = dn.RestVista(f"{json_server}/posts", style="json-server")
    dio = lens.open(vista)
    assert dn.run(dio.load_all()).complete
    assert sorted(counted, key=int) == [str(post["id"]) for post in POSTS]
    assert list(dio.to_pandas().index) == [str(post["id"]) for post in POSTS]
    lens.close()


def test_sort_filter_and_search_of_a_scenery_are_answered_over_the_whole_set(lens, json_server):
    dio = lens.open(dn.RestVista(f"{json_server}/posts"))
    scenery = settled(dn.run(dio.table_scenery(where={"kind": "essay"})))
    essays = [post for post in POSTS if post["kind"] == "essay"]
    assert scenery.row_count == len(essays)
    scenery.set_sort("likes", "desc")
    best = sorted((post["likes"] for post in essays), reverse=True)
    wait_until(lambda: scenery.row(0).record["likes"] == best[0])
    loaded = settled(scenery).window(range(20)).table.num_rows
    assert [scenery.row(n).record["likes"] for n in range(loaded)] == best[:loaded]
    scenery.set_sort(None)
    scenery.set_filters([("kind", "==", "news")])
    news = [str(post["id"]) for post in POSTS if post["kind"] == "news"]
    both = dn.run(dio.vista().where(kind="news").list_values())
    assert list(both) == news


# --- ignored conditions --------------------------------------------------------------------


def ignoring(drf, **options):
    """Return a Vista whose declaration promises filters that DRF ignores."""
    return dn.RestVista(f"{drf}/offset/", filters="any", **options)


def test_an_ignored_filter_is_told_by_the_scenery_and_raised_by_the_facade(lens, drf):
    dio = lens.open(ignoring(drf))
    settled(dn.run(dio.table_scenery()))
    scenery = dn.run(dio.table_scenery(where={"kind": "essay"}))
    error = wait_until(lambda: scenery.error)
    assert isinstance(error, FilterIgnored)
    assert "kind" in error.message
    assert error.hint
    assert scenery.row_count == 0, "rows that were not asked for are not shown"
    with pytest.raises(FilterIgnored):
        dn.run(dio.vista().where(kind="essay").list_values())
    with pytest.raises(FilterIgnored):
        dn.run(dio.vista().where(kind="essay").get_count())


def test_an_ignored_filter_is_applied_by_the_facade_when_asked_to(lens, drf):
    dio = lens.open(ignoring(drf, on_ignored="local"))
    essays = dio.vista().where(kind="essay")
    rows = dn.run(essays.list_values())
    assert list(rows) == ESSAYS
    assert rows.coverage.complete
    assert dn.run(essays.get_count()) == len(ESSAYS)
    window = dn.run(essays.fetch_window(3, 5))
    assert list(window.rows) == ESSAYS[3:8]
    two = dio.vista().where(kind="essay", stock=14)
    stocked = [n for n in ESSAYS if (int(n) - 1) * 7 % 50 == 14]
    assert list(dn.run(two.list_values())) == stocked


def test_an_ignored_filter_is_applied_by_a_scenery_when_asked_to(lens, drf):
    dio = lens.open(ignoring(drf, on_ignored="local"))
    settled(dn.run(dio.table_scenery()))
    scenery = dn.run(dio.table_scenery(where={"kind": "essay"}))
    wait_until(lambda: scenery.row_count == len(ESSAYS))
    assert ids(settled(scenery))[:30] == ESSAYS[:30]
    assert scenery.error is None
    count = dn.run(dio.value_scenery(dn.Count(), where={"kind": "essay"}))
    assert wait_until(lambda: count.value) == len(ESSAYS)


def test_an_ignored_filter_of_the_master_itself_is_applied_when_asked_to(lens, drf):
    vista = ignoring(drf, on_ignored="local").where(kind="essay")
    dio = lens.open(vista)
    scenery = settled(dn.run(dio.table_scenery(initial_range=range(50))))
    wait_until(lambda: ids(scenery) == ESSAYS)
    assert list(dn.run(dio.vista().list_values())) == ESSAYS
    assert dn.run(dio.load_all()).complete


def test_a_vista_alone_applies_what_is_ignored_when_asked_to(drf):
    vista = ignoring(drf, on_ignored="local")
    assert list(dn.run(vista.where(kind="essay").list_values())) == ESSAYS
    essays = ignoring(drf, on_ignored="local").where(kind="essay")
    assert dn.run(essays.get_count()) == len(ESSAYS)

    async def stream():
        fresh = ignoring(drf, on_ignored="local").where(kind="essay")
        return [id async for id, _ in fresh.stream_values()]

    assert dn.run(stream()) == ESSAYS


@pytest.mark.parametrize("descending", [False, True])
def test_an_ignored_order_is_made_here_when_asked_to(lens, drf, descending):
    vista = dn.RestVista(f"{drf}/offset/", order="ordering", on_ignored="local")
    dio = lens.open(vista)
    ordered = dio.vista().order_by("stock", descending=descending)
    due = sorted((n * 7 % 50 for n in range(95)), reverse=descending)
    rows = dn.run(ordered.list_values())
    assert [row["stock"] for row in rows.values()] == due
    scenery = dn.run(dio.table_scenery(order_by="stock", descending=descending))
    wait_until(lambda: scenery.row_count == 95)
    shown = settled(scenery).window(range(20)).ids
    assert [scenery.row(n).record["stock"] for n in range(20)] == due[:20]
    assert None not in shown


# --- links that lead away ------------------------------------------------------------------


def test_a_next_link_to_another_host_gets_no_request_and_no_credentials(lens, faults):
    vista = dn.RestVista(
        f"{faults.url}/foreign", auth=Bearer(CANARY), retry=Retry(attempts=2, base=0.001)
    )
    dio = lens.open(vista)
    scenery = settled(dn.run(dio.table_scenery()))
    rows = scenery.row_count
    with pytest.raises(CrossOriginNextLink) as failed:
        dn.run(dio.load_all())
    assert failed.value.hint
    assert CANARY not in str(failed.value)
    assert faults.other.seen == [], "the other host was asked"
    assert all(CANARY in headers["Authorization"] for _, _, headers in faults.seen)
    assert isinstance(scenery.error, CrossOriginNextLink)
    assert scenery.row_count >= rows >= 10
    assert CANARY not in repr((scenery.error, dio.diagnostics(), dio, vista.explain()))
