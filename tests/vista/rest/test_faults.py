"""A source that fails says so in the right words, or is asked again until it does not."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from diorama_nb import errors
from diorama_nb.errors import (
    AuthFailed,
    CrossOriginNextLink,
    Forbidden,
    NotJson,
    PaginationLoop,
    RateLimited,
    SourceError,
    SourceMissing,
    SourceUnavailable,
)
from diorama_nb.policy import Rate, Retry
from diorama_nb.query import ALL
from diorama_nb.vista.rest import Bearer, Cursor, NextLink, Offset, Page, RestSource
from tests.aio import run
from tests.servers.faults import CANARY, ROWS

FAST = Retry(attempts=3, base=0.001, cap=0.002)
IDS = [str(row["id"]) for row in ROWS]


def read(url, **parameters):
    """Read a list that is not paged."""

    async def go():
        source = RestSource(url, **{"page": None, "retry": FAST, **parameters})
        try:
            return await source.read_all(ALL)
        finally:
            await source.aclose()

    return run(go())


def walk(url, **parameters):
    async def go():
        source = RestSource(url, **{"retry": FAST, **parameters})
        ids, token = [], None
        try:
            await source.prepare()
            for _ in range(20):
                page = await source.read_next(ALL, token)
                ids += page.rows
                token = page.next
                if token is None:
                    return ids
            raise AssertionError("an endless walk")
        finally:
            await source.aclose()

    return run(go())


def window(url, offset, limit, **parameters):
    async def go():
        source = RestSource(url, **{"retry": FAST, **parameters})
        try:
            return await source.read_window(ALL, offset, limit)
        finally:
            await source.aclose()

    return run(go())


# --- retries -------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_failure_that_passes_is_not_seen(faults, status):
    assert list(read(f"{faults.url}/flaky/{status}").rows) == IDS
    assert len(faults.seen) == 3


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, SourceError),
        (401, AuthFailed),
        (403, Forbidden),
        (404, SourceMissing),
        (501, SourceError),
    ],
)
def test_a_refusal_is_final(faults, status, error):
    with pytest.raises(error) as failed:
        read(f"{faults.url}/status/{status}")
    assert type(failed.value) is error
    assert failed.value.status == status
    assert failed.value.server_message == f"no <b>way</b> {CANARY}"
    assert failed.value.hint
    assert len(faults.seen) == 1


def test_a_source_that_stays_down_is_unavailable_after_all_attempts(faults):
    with pytest.raises(SourceUnavailable, match="failed 3 times") as failed:
        read(f"{faults.url}/status/503")
    assert failed.value.request.url == f"{faults.url}/status/503"
    assert len(faults.seen) == 3


def test_nobody_at_the_address_is_unavailable(faults):
    url = faults.other.url
    faults.other.server_close()
    with pytest.raises(SourceUnavailable, match="connect error"):
        read(f"{url}/fine")


def test_a_body_cut_by_the_connection_is_asked_for_again(faults):
    assert list(read(f"{faults.url}/truncated/once").rows) == IDS
    assert list(read(f"{faults.url}/cut").rows) == IDS
    with pytest.raises(SourceUnavailable, match="remote protocol error"):
        read(f"{faults.url}/truncated/ever")


class Sleeps:
    """Stands for `asyncio.sleep`: notes how long, and does not."""

    def __init__(self):
        self.taken = []

    async def __call__(self, delay):
        self.taken.append(delay)


@pytest.fixture
def sleeps(monkeypatch):
    noted = Sleeps()
    monkeypatch.setattr(asyncio, "sleep", noted)
    return noted


def test_retry_after_is_obeyed_fully(faults, sleeps):
    assert list(read(f"{faults.url}/limited/77").rows) == IDS
    assert sleeps.taken[0] == 77


def test_retry_after_may_be_a_date(faults, sleeps):
    at = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert list(read(f"{faults.url}/limited/{at.replace(' ', '%20')}").rows) == IDS
    assert 50 < sleeps.taken[0] <= 60


def test_a_wait_longer_than_allowed_is_an_error_that_says_when(faults, sleeps):
    with pytest.raises(RateLimited) as failed:
        read(f"{faults.url}/limited/7200")
    wait = failed.value.retry_at - datetime.now(UTC)
    assert timedelta(seconds=7100) < wait < timedelta(seconds=7300)
    assert len(faults.seen) == 1
    assert not sleeps.taken


def test_requests_keep_the_distance_the_rate_asks_for(faults, sleeps):
    async def go():
        source = RestSource(f"{faults.url}/fine", page=None, rate=Rate("60/min"))
        for _ in range(3):
            await source.read_all(ALL)
        await source.aclose()

    run(go())
    assert [round(delay) for delay in sleeps.taken] == [1, 2]


# --- bodies --------------------------------------------------------------------------------


def test_html_that_claims_success_is_not_json(faults):
    with pytest.raises(NotJson) as failed:
        read(f"{faults.url}/html", auth=Bearer(CANARY))
    assert len(failed.value.server_message) == 200
    assert CANARY not in str(failed.value)


def test_a_bomb_is_refused_while_it_unfolds(faults):
    with pytest.raises(SourceError, match="64 MiB"):
        read(f"{faults.url}/bomb")


# --- going in circles ----------------------------------------------------------------------


def test_a_cursor_that_comes_again_stops_the_walk(faults):
    with pytest.raises(PaginationLoop):
        walk(f"{faults.url}/repeat", page=Cursor("next_cursor", "cursor"))


def test_a_page_that_links_to_itself_stops_the_walk(faults):
    with pytest.raises((PaginationLoop, errors.ProbeFailed)):
        walk(f"{faults.url}/same")
    with pytest.raises(PaginationLoop):
        walk(f"{faults.url}/same", page=NextLink("next"))


def test_pages_in_a_circle_hand_out_a_token_twice(faults):
    async def go():
        source = RestSource(f"{faults.url}/circle", page=NextLink("next"))
        tokens, token = [], None
        for _ in range(6):
            token = (await source.read_next(ALL, token)).next
            tokens.append(token)
        await source.aclose()
        return tokens

    tokens = run(go())
    assert len(set(tokens)) < len(tokens), "which is how a Vista notices"


def test_a_last_page_that_repeats_is_a_loop_unless_it_is_declared(faults):
    url, page = f"{faults.url}/stuck", Page("page")
    with pytest.raises(PaginationLoop):
        walk(url, page=page)
    assert walk(url, page=page, past_end="repeats") == IDS
    got = window(url, 5, 100, page=page, past_end="repeats")
    assert list(got.rows) == IDS[5:]


# --- totals that lie -----------------------------------------------------------------------


def test_a_total_that_promises_too_much_ends_where_the_rows_end(faults):
    url, page = f"{faults.url}/lying", Offset("offset", "limit")
    assert walk(url, page=page, total="total", page_size=10) == IDS
    got = window(url, 10, 40, page=page, total="total")
    assert list(got.rows) == IDS[10:]
    assert (got.total, got.end) == (25, True)
    assert "60" in got.note


def test_a_total_that_admits_too_little_hides_no_row(faults):
    page = Offset("offset", "limit")
    assert walk(f"{faults.url}/modest", page=page, total="total", page_size=10) == IDS
    got = window(f"{faults.url}/modest", 0, 40, page=page, total="total")
    assert list(got.rows) == IDS


def test_a_null_total_is_unknown_and_a_blank_link_is_the_end(faults):
    assert walk(f"{faults.url}/null", page=NextLink("next"), total="total") == IDS
    assert walk(f"{faults.url}/null") == IDS


# --- other hosts ---------------------------------------------------------------------------


def test_a_next_link_to_another_host_is_not_followed(faults):
    with pytest.raises(CrossOriginNextLink, match="nothing was sent"):
        walk(f"{faults.url}/foreign", auth=Bearer(CANARY))
    assert faults.other.seen == []
    assert all(headers["Authorization"] == f"Bearer {CANARY}" for *_, headers in faults.seen)


def test_a_declared_origin_may_be_asked(faults):
    ids = read(f"{faults.url}/moved/away", origins=[faults.elsewhere], auth=Bearer(CANARY)).rows
    assert list(ids) == IDS
    assert faults.other.seen[0][2]["Authorization"] == f"Bearer {CANARY}"


@pytest.mark.parametrize("path", ["moved/home", "moved/away", "round"])
def test_redirects_are_followed_on_the_same_origin_only(faults, path):
    url = f"{faults.url}/{path}"
    if path == "moved/home":
        assert list(read(url).rows) == IDS
        return
    with pytest.raises(SourceError) as failed:
        read(url, auth=Bearer(CANARY))
    assert isinstance(failed.value, CrossOriginNextLink) == (path == "moved/away")
    assert faults.other.seen == []


FOREIGN = [
    "{other}/fine", "//{netloc}/fine", "http:\\\\{netloc}/fine", "http://127.0.0.1@{netloc}/fine",
    "http://user:pw@{home}/fine", "http://[::1]:1/fine", "http://localhost:1/fine",
    "http://169.254.169.254/latest", "https://{home}/fine", "file:///etc/passwd",
    "ftp://{home}/",
    "http://xn--80ak6aa92e.com/", "http://127.0.0.1/fine", "\thttp://{netloc}/",
    "/\\{netloc}/fine",
    "http://{home}.example.org/fine", "javascript:alert(1)", "http://0x7f000001:1/fine",
    "http://①27.0.0.1:1/fine", "data:application/json,[]",
]  # fmt: skip


@pytest.mark.parametrize("link", FOREIGN)
def test_links_that_only_look_like_home_are_refused_before_connecting(faults, link):
    names = {
        "other": faults.elsewhere,
        "netloc": faults.elsewhere.removeprefix("http://"),
        "home": faults.url.removeprefix("http://"),
    }
    source_url = f"{faults.url}/link"
    with pytest.raises(CrossOriginNextLink):
        walk(
            source_url,
            params={"to": link.format(**names)},
            page=NextLink("next"),
            auth=Bearer(CANARY),
        )
    assert faults.other.seen == []
    assert len(faults.seen) == 1


def test_a_cancelled_read_leaves_no_connection_open():
    """A server with one thread would wait for it, and answer nobody else."""
    held = set()

    async def answer(reader, writer):
        held.add(writer)
        with suppress(ConnectionError):
            if await reader.read(65536):
                writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n[{"id":1}]')
                await reader.read()
            writer.close()
            await writer.wait_closed()
        held.discard(writer)

    async def left(number):
        async with asyncio.timeout(10):
            while len(held) > number:  # noqa: ASYNC110 # the server sees it later
                await asyncio.sleep(0.001)

    async def go():
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        source = RestSource("http://{}:{}/".format(*server.sockets[0].getsockname()), page=None)
        for steps in range(40):  # a request takes about 20 of them
            reading = asyncio.ensure_future(source.read_all(ALL))
            for _ in range(steps):
                await asyncio.sleep(0)
            reading.cancel()
            await asyncio.wait([reading])
            await left(1)  # which the next request may use
        assert [*(await source.read_all(ALL)).rows] == ["1"]
        await source.aclose()
        await left(0)
        server.close()

    run(go())
