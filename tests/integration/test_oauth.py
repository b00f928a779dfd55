"""S73: access tokens of OAuth 2.0, from an endpoint we did not write, over real connections."""

import asyncio
import io
import logging
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor

import pytest

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap
from diorama_nb.errors import AuthFailed, CrossOriginNextLink, SpecError
from diorama_nb.query import ALL
from diorama_nb.vista.rest import RestSource, tokens
from tests.aio import run
from tests.integration.waiting import wait_until
from tests.servers.faults import CANARY, ROWS
from tests.servers.guard import CLIENT, SECRET, Guard

QUICK = dn.Retry(attempts=2, base=0.001)


@pytest.fixture
def guard():
    server = Guard()
    yield server
    server.open.set()
    server.close()


def reads(guard, auth, **more):
    """Return how many rows a new source reads."""
    return read(source(guard, auth, **more))


def read(api, times=1):
    """Return how many rows a source reads at once, in a loop of its own."""

    async def go():
        try:
            pages = await asyncio.gather(*(api.read_all(ALL) for _ in range(times)))
            return sum(len(page.rows) for page in pages)
        finally:
            await api.aclose()

    return run(go())


def source(guard, auth, path="/rows", **more):
    return RestSource(guard.url + path, **{"auth": auth, "page": None, "retry": QUICK, **more})


def test_a_client_gets_a_token_and_keeps_it(guard):
    """S73: client credentials."""
    api = source(guard, guard.auth(scope=["read", "write"]))
    for _ in range(3):
        assert read(api) == len(ROWS)
    ((path, form, headers),) = guard.asked
    assert path == "/token"
    assert form == {"grant_type": "client_credentials", "scope": "read write"}
    assert headers["Authorization"].startswith("Basic ")
    assert api.requests == 3, "requests for tokens are not the source's"


def test_a_client_may_show_itself_in_the_form(guard):
    auth = guard.auth(client_auth="body", params={"audience": "shop"})
    assert reads(guard, auth) == len(ROWS)
    ((_, form, headers),) = guard.asked
    assert (form["client_id"], form["client_secret"], form["audience"]) == (
        CLIENT,
        SECRET,
        "shop",
    )
    assert "Authorization" not in headers


def test_a_refresh_token_is_replaced_by_the_one_that_comes(guard):
    """S73: refresh tokens that are good once."""
    auth = guard.auth(refresh_token=guard.refreshing)
    first = guard.refreshing
    for _ in range(3):  # a cell that is run again declares everything anew
        assert reads(guard, guard.auth(refresh_token=first)) == len(ROWS)
        guard.revoked.update(guard.given)
    assert reads(guard, auth) == len(ROWS)
    used = [form["refresh_token"] for _, form, _ in guard.asked]
    assert used[0] == first
    assert len(set(used)) == len(used) == 4


def test_a_token_is_renewed_before_it_ends(guard, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(tokens, "now", lambda: now[0])
    api = source(guard, guard.auth(leeway="1m"))
    for at, asked in ((1000, 1), (4539, 1), (4541, 2), (4542, 2)):
        now[0] = float(at)
        read(api)
        assert len(guard.asked) == asked
    guard.revoked.update(guard.given)
    guard.life = 20  # shorter than the leeway: good for half of it
    for at, asked in ((4600, 3), (4609, 3), (4611, 4)):
        now[0] = float(at)
        read(api)
        assert len(guard.asked) == asked


def test_a_refused_token_is_renewed_once(guard):
    api = source(guard, guard.auth())
    read(api)
    guard.revoked.update(guard.given)
    assert read(api) == len(ROWS)
    assert len(guard.asked) == 2
    guard.given.clear()  # now no token is good
    monitor = len(guard.seen)
    guard.tokens.request_validator.save_bearer_token = lambda token, request: None
    with pytest.raises(AuthFailed) as failed:
        read(api)
    assert len(guard.seen) - monitor == 2
    assert "scope=" in failed.value.hint


def test_twenty_requests_in_threads_and_tasks_share_one_token(guard):
    """S73: single flight over threads, loops and sources."""
    guard.open.clear()
    crowd = 20
    auths = [guard.auth() for _ in range(crowd)]  # equal, and so the same client
    shared = source(guard, guard.auth(), rate=dn.Rate(concurrency=crowd))

    with ThreadPoolExecutor(crowd + 1) as pool:
        threads = [pool.submit(reads, guard, auth) for auth in auths]
        together = pool.submit(read, shared, crowd)
        wait_until(lambda: guard.asked)
        threading.Timer(0.2, guard.open.set).start()
        assert [one.result(10) for one in threads] == [len(ROWS)] * crowd
        assert together.result(10) == len(ROWS) * crowd
    assert len(guard.asked) == 1
    assert len(guard.seen) == 2 * crowd

    guard.revoked.update(guard.given)  # all see it refused, and one of them renews it
    with ThreadPoolExecutor(crowd) as pool:
        assert list(pool.map(lambda auth: reads(guard, auth), auths)) == [len(ROWS)] * crowd
    assert len(guard.asked) == 2


def test_who_leaves_while_asking_for_all_has_another_one_ask(guard):
    guard.open.clear()
    api = source(guard, guard.auth(), rate=dn.Rate(concurrency=3))

    async def go():
        first, second = (asyncio.create_task(api.read_all(ALL)) for _ in range(2))
        await asyncio.to_thread(wait_until, lambda: guard.asked)
        first.cancel()
        guard.open.set()
        page = await second
        await api.aclose()
        return page

    assert len(run(go()).rows) == len(ROWS)


@pytest.mark.parametrize(
    ("more", "stop", "hint"),
    [
        ({"secret": f"{CANARY}-wrong"}, None, "client_auth"),
        ({"refresh_token": f"{CANARY}-old"}, None, "sign in again"),
        ({"scope": "everything"}, None, "scope="),
        ({}, ({"error": "unauthorized_client"}, 400), "refresh_token="),
        ({}, ({"error": "bad", "error_description": f"no {SECRET}"}, 200), "token_url="),
        ({}, ({"message": f"what is {SECRET}?"}, 404), "token_url="),
        ({}, ({"access_token": "x1y2", "token_type": "mac"}, 200), "bearer"),
        ({}, ({"token": "none"}, 200), "token_url="),
    ],
)
def test_an_endpoint_that_refuses_says_what_to_do(guard, more, stop, hint):
    guard.stop = stop
    with pytest.raises(AuthFailed) as failed:
        reads(guard, guard.auth(**more))
    assert hint in failed.value.hint
    assert failed.value.request.method == "POST"
    assert failed.value.request.url == f"{guard.url}/token"
    assert not guard.seen, "nothing is asked of the source"
    assert CANARY not in "".join(traceback.format_exception(failed.value))


def test_an_endpoint_that_fails_is_asked_again(guard):
    guard.stop = ({"error": "on fire"}, 503)
    with pytest.raises(dn.errors.SourceUnavailable, match="503"):
        reads(guard, guard.auth())
    assert len(guard.asked) == QUICK.attempts


def test_secrets_go_to_their_own_host_and_into_no_text(guard):
    """S73: neither logs, errors, texts nor the identity hold a secret."""
    other = Guard()
    guard.elsewhere = other.url
    log = io.StringIO()
    handler, root = logging.StreamHandler(log), logging.getLogger()
    root.addHandler(handler)
    level, _ = root.level, root.setLevel(logging.DEBUG)
    try:
        api = source(guard, guard.auth(), path="/away", page=dn.NextLink("next"))

        async def go():
            with pytest.raises(CrossOriginNextLink):
                await api.read_next(ALL, None)
            await api.aclose()
            return api.explain(ALL)

        told = run(go())
        denied = source(guard, guard.auth(), path="/echo")
        with pytest.raises(dn.errors.Forbidden) as failed:
            read(denied)
        guard.stop = ({}, 307, [("Location", f"{other.url}/token")])
        with pytest.raises(CrossOriginNextLink):
            reads(guard, guard.auth(scope="read"))
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        other.close()
    assert not other.asked
    assert not other.seen
    assert guard.given
    texts = (log.getvalue(), told, repr(api), api.identity, repr(vars(api)), repr(guard.auth()))
    for text in (*texts, "".join(traceback.format_exception(failed.value))):
        assert CANARY not in text


def test_rows_are_kept_apart_by_client_and_person(guard):
    auths = [
        guard.auth(), guard.auth(scope="read"), guard.auth(refresh_token="a-token"),
        guard.auth(refresh_token="b-token"), dn.Bearer("x1y2"),
        dn.OAuth2(f"{guard.url}/token2", CLIENT, SECRET),
    ]  # fmt: skip
    names = [source(guard, auth).identity for auth in auths]
    assert len(set(names)) == len(names)
    assert source(guard, guard.auth()).identity == names[0]


def test_secrets_may_stand_in_the_environment(guard, monkeypatch):
    auth = dn.OAuth2(f"{guard.url}/token", dn.Env("SHOP_ID"), dn.Env("SHOP_SECRET"))
    with pytest.raises(SpecError, match="SHOP_ID"):
        reads(guard, auth)
    monkeypatch.setenv("SHOP_ID", CLIENT)
    monkeypatch.setenv("SHOP_SECRET", SECRET)
    assert reads(guard, auth) == len(ROWS)


@pytest.mark.parametrize(
    "wrong",
    [
        {"token_url": "/token"},
        {"token_url": "https://id.test/token?client_secret=hidden9"},
        {"token_url": "https://me:hidden9@id.test/token"},
        {"client_id": ""},
        {"client_secret": None},
        {"client_secret": 7},
        {"client_auth": "jwt"},
        {"leeway": "soon"},
    ],
)
def test_a_wrong_declaration_is_refused_at_once(wrong):
    given = {"token_url": "https://id.test/token", "client_id": "me", "client_secret": "s9"}
    with pytest.raises(SpecError) as failed:
        dn.OAuth2(**{**given, **wrong})
    assert failed.value.hint
    assert "hidden9" not in str(failed.value)


def test_a_stream_is_subscribed_to_with_a_token_that_was_renewed(guard):
    """S73: the one the stream was asked for with is not good any more."""
    way = dn.Sse("/stream", subscribe={"who": "{client}", "topics": ["{url[-1]}", "all-{$}"]})

    async def main():
        api = source(guard, guard.auth(), watch=way)
        told = [change async for change in api.watch()]
        await api.aclose()
        assert told == [Gap(reason="subscribed"), Deleted("1")]

    run(main())
    assert guard.told == [{"who": 7, "topics": ["rows", 'all-{"client": 7}']}]
    assert len(guard.given) == 2
