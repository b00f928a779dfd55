"""What many want at the same time is asked of the source once, whoever they are."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

import diorama_nb as dn
from diorama_nb.vista.rest import Offset
from tests.integration.waiting import wait_until
from tests.integration.ward import ROWS

CROWD = 20


class Gate:
    """Holds requests back until everybody has asked."""

    def __init__(self, ward):
        self.ward = ward
        self.open = threading.Event()
        handler = ward.RequestHandlerClass
        gate = self

        class Waiting(handler):
            def do_GET(self):
                gate.open.wait(10)
                super().do_GET()

        ward.RequestHandlerClass = Waiting


@pytest.fixture
def dio(ward):
    lens = dn.Lens(page_size=50)
    vista = dn.RestVista(
        f"{ward.url}/offset", page=Offset("offset", "limit"), total="total",
        filters="any", detail="/one/{id}",
    )  # fmt: skip
    dio = lens.open(vista)
    yield dio
    lens.close()


def crowd(ask):
    """Run a coroutine function in 20 threads and 20 tasks at once; return all answers."""
    ready = threading.Barrier(CROWD + 1)

    def one():
        ready.wait(10)
        return dn.run(ask())

    async def many():
        ready.wait(10)
        return await asyncio.gather(*(ask() for _ in range(CROWD)))

    with ThreadPoolExecutor(CROWD + 1) as pool:
        threads = [pool.submit(one) for _ in range(CROWD)]
        tasks = pool.submit(asyncio.run, many())
        return [thread.result(20) for thread in threads] + tasks.result(20)


def ask_together(ward, ask):
    """Ask from everywhere; the source answers when everybody has asked."""
    gate, asking = Gate(ward), threading.Semaphore(0)

    async def counted():
        asking.release()
        return await ask()

    def open_gate():
        for _ in range(2 * CROWD):
            asking.acquire(timeout=10)
        time.sleep(0.5)  # from asking to being noted there are only a few steps of a loop
        gate.open.set()

    opener = threading.Thread(target=open_gate)
    opener.start()
    try:
        return crowd(counted)
    finally:
        gate.open.set()
        opener.join()


def test_one_cold_window_is_asked_for_once(dio, ward):
    answers = ask_together(ward, lambda: dio.vista().fetch_window(100, 50))
    assert len(answers) == 2 * CROWD
    expected = [str(row["id"]) for row in ROWS[100:150]]
    assert all(list(page.rows) == expected for page in answers)
    assert [query for _, query, _ in ward.seen] == ["offset=100&limit=50"]


def test_one_cold_list_is_read_once(dio, ward):
    answers = ask_together(ward, lambda: dio.vista().list_values())
    expected = {str(row["id"]): row for row in ROWS}
    assert all(dict(rows) == expected and rows.coverage.complete for rows in answers)
    queries = [query for _, query, _ in ward.seen]
    assert len(queries) == len(set(queries)) == 5


def test_one_cold_record_is_asked_for_once(dio, ward):
    answers = ask_together(ward, lambda: dio.vista().get_value("77"))
    assert all(record == ROWS[77] for record in answers)
    assert [path for path, _, _ in ward.seen] == ["/one/77"]


def test_one_count_is_asked_for_once(dio, ward):
    answers = ask_together(ward, lambda: dio.vista().get_count())
    assert answers == [250] * (2 * CROWD)
    assert len(ward.seen) == 1


def test_one_refresh_is_done_for_all_who_want_it(dio, ward):
    dn.run(dio.vista().fetch_window(0, 50))
    ward.seen.clear()
    ask_together(ward, dio.refresh)
    assert len(ward.seen) == 1


def test_who_leaves_early_takes_the_answer_from_nobody(dio, ward):
    gate = Gate(ward)

    async def impatient():
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(dio.vista().fetch_window(100, 50), 0.2)

    async def both():
        patient = asyncio.create_task(dio.vista().fetch_window(100, 50))
        await asyncio.gather(*(impatient() for _ in range(CROWD)))
        gate.open.set()
        return await patient

    page = asyncio.run(both())
    assert list(page.rows) == [str(row["id"]) for row in ROWS[100:150]]
    assert len(ward.seen) == 1


def test_identical_sceneries_share_their_loads(dio, ward):
    async def look():
        return await dio.table_scenery(initial_range=range(100, 150))

    sceneries = ask_together(ward, look)
    wait_until(lambda: all(s.row(120) is not None for s in sceneries))
    queries = [query for _, query, _ in ward.seen]
    assert queries == ["offset=100&limit=50"]
