"""A secret never shows: not in texts, errors, logs, tokens or the identity."""

import base64
import io
import logging
import traceback
from contextlib import aclosing
from urllib.parse import quote

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.errors import AuthFailed, SourceError, SpecError, Unsupported
from diorama_nb.policy import Retry
from diorama_nb.query import ALL
from diorama_nb.vista.rest import ApiKey, Basic, Bearer, Env, NextLink, RestSource, RestVista
from diorama_nb.vista.rest.keyring import Keyring
from tests.aio import read, run
from tests.servers.faults import CANARY

SPECIAL = "ca/na+ry &=key"


class Stamp(httpx.Auth):
    """Signs a request anew after each refusal, as those of a session or a challenge do."""

    def __init__(self, *stamps):
        self.stamps = stamps

    def auth_flow(self, request):
        for stamp in self.stamps:
            request.headers["X-Stamp"] = stamp
            if (yield request).status_code != 401:
                return


AUTHS = [
    httpx.BasicAuth("user-name", CANARY),
    Stamp(CANARY),
    Bearer(CANARY),
    Basic("user-name", CANARY),
    ApiKey(CANARY),
    ApiKey(CANARY, "appid", in_="query"),
    ApiKey(SPECIAL, "appid", in_="query"),
    ApiKey(CANARY, "session", in_="cookie"),
    Bearer(lambda: CANARY),
    Bearer(Env("DIORAMA_TEST_TOKEN")),
]


def traces(text):
    pair = base64.b64encode(f"user-name:{CANARY}".encode()).decode()
    return [s for s in (CANARY, SPECIAL, quote(SPECIAL, safe=""), pair) if s in text]


@pytest.fixture(autouse=True)
def _token(monkeypatch):
    monkeypatch.setenv("DIORAMA_TEST_TOKEN", CANARY)


@pytest.mark.parametrize("auth", AUTHS, ids=lambda auth: type(auth).__name__)
def test_nothing_shows_a_secret(auth):
    seen = []

    def answer(request):
        """Echo the credentials in every way a server can."""
        seen.append(request)
        said = f"{request.url} {dict(request.headers)}"
        link = str(request.url.copy_merge_params({"at": "2"}))
        if "at" not in request.url.params:
            return httpx.Response(200, json={"items": [{"id": 1}], "next": link})
        return httpx.Response(503, json={"message": said}, headers={"X-Echo": said[:200]})

    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    root.addHandler(handler)
    level, _ = root.level, root.setLevel(logging.DEBUG)
    try:
        source = RestSource(
            f"https://api.test/items?access_token={CANARY}",
            auth=auth,
            headers={"X-Extra": CANARY},
            page=NextLink("next"),
            retry=Retry(attempts=2, base=0.001),
            transport=httpx.MockTransport(answer),
        )

        async def go():
            page = await source.read_next(ALL, None)
            with pytest.raises(SourceError) as failed:
                await source.read_next(ALL, page.next)
            return page, failed.value

        page, error = run(go())
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
    assert "X-Extra" in str(dict(seen[0].headers)) or "x-extra" in seen[0].headers
    assert "https://api.test/items?" in log.getvalue()
    assert seen[0].url.params["access_token"] == seen[1].url.params["access_token"] == CANARY
    for text in (
        log.getvalue(),
        repr(error), str(error), error.server_message, error.request.url,
        "".join(traceback.format_exception(error)),
        repr(source), str(source), source.identity, source.describe(ALL), repr(auth),
        repr(source.about), repr(vars(source)), repr(source._reader.keyring),
        page.next,
    ):  # fmt: skip
        assert not traces(text), text
    if isinstance(auth, ApiKey) and auth.in_ == "query":
        assert "appid" not in page.next, "a token is stored; the key is added when it is sent"
        assert [r.url.params["appid"] for r in seen] == [auth.key] * 3


def test_credentials_arrive():
    """S73."""

    def sent(auth, **more):
        requests = []

        def answer(request):
            requests.append(request)
            return httpx.Response(200, json=[])

        source = RestSource(
            "https://api.test/items?a=1", auth=auth, page=None,
            transport=httpx.MockTransport(answer), **more,
        )  # fmt: skip
        run(source.read_all(ALL))
        return requests[0]

    async def renewed():
        return "tok-2"

    assert sent(Bearer("tok-1")).headers["Authorization"] == "Bearer tok-1"
    assert sent(Bearer(renewed)).headers["Authorization"] == "Bearer tok-2"
    assert sent(Basic("me", "pass")).headers["Authorization"] == "Basic bWU6cGFzcw=="
    assert sent(ApiKey("k-1")).headers["X-API-Key"] == "k-1"
    assert sent(ApiKey("k-1", "sid", in_="cookie")).headers["Cookie"] == "sid=k-1"
    assert str(sent(ApiKey("k 1", "key", in_="query")).url).endswith("?a=1&key=k%201")
    assert sent(None, headers={"X-A": Env("DIORAMA_TEST_TOKEN")}).headers["X-A"] == CANARY


def test_an_identity_is_stable_and_tells_accounts_apart():
    def identity(url="https://api.test/items", **parameters):
        return RestSource(url, **parameters).identity

    assert identity(auth=Bearer("one")) == identity(auth=Bearer("one"))
    kinds = [
        identity(),
        identity(auth=Bearer("one")),
        identity(auth=Bearer("two")),
        identity(auth=ApiKey("one")),
        identity(headers={"X-Key": "one"}),
        identity("https://api.test/items?token=a-secret"),
        identity("https://api.test/items?token=b-secret"),
        identity("https://api.test/others"),
        identity(rows="items"),
        identity(auth=Bearer(lambda: "one")),
        identity(auth=Bearer(lambda: "one")),
    ]
    assert len(set(kinds)) == len(kinds)
    mine = {identity(auth=Bearer(text), principal="me") for text in ("old", "new")}
    assert len(mine) == 1
    assert not [text for text in kinds if "a-secret" in text]


def test_a_missing_variable_is_named_when_it_is_needed(monkeypatch):
    monkeypatch.delenv("DIORAMA_TEST_TOKEN")
    source = RestSource(
        "https://api.test/items", auth=Bearer(Env("DIORAMA_TEST_TOKEN")), page=None
    )
    with pytest.raises(SpecError, match="DIORAMA_TEST_TOKEN"):
        run(source.read_all(ALL))


def test_user_and_password_in_a_url_are_refused():
    with pytest.raises(SpecError) as failed:
        RestVista(f"https://user:{CANARY}@api.test/items")
    assert CANARY not in str(failed.value)


@pytest.mark.parametrize(
    "url",
    ["https://h/x?api_key=s3cret9&a=1", "https://h/x?a=1&key=s3cret9", "https://h?sig=s3cret9"],
)
def test_parameters_named_like_secrets_are_masked(url):
    shown = Keyring(None).redact(url)
    assert "s3cret9" not in shown
    assert "***" in shown
    assert (
        Keyring(None).redact("https://h/x?keyword=cake&page=2").endswith("?keyword=cake&page=2")
    )


@pytest.mark.parametrize("kind", ["text", "json"])
@pytest.mark.parametrize("status", [200, 403])
def test_half_a_secret_is_not_shown_either(status, kind):
    secret = "s3cret-" + "0123456789" * 150

    def answer(request):
        said = "x" * 180 + request.headers["Authorization"]
        return httpx.Response(status, **{kind: said if kind == "text" else {"error": said}})

    source = RestSource(
        "https://api.test/items",
        auth=Bearer(secret),
        page=None,
        transport=httpx.MockTransport(answer),
    )
    with pytest.raises(SourceError) as failed:
        run(source.read_all(ALL))
    assert "s3cret" not in str(failed.value)
    assert "***" in str(failed.value)


# --- auth of httpx ---------------------------------------------------------------------------


def test_an_auth_of_httpx_may_answer_a_challenge():
    def answer(request):
        right = request.headers["X-Stamp"] == "second"
        return httpx.Response(200 if right else 401, json=[{"id": 1}] if right else {})

    auth, network = Stamp("first", "second"), httpx.MockTransport(answer)
    api = RestVista("https://api.test/a", page=None, auth=auth, transport=network)
    assert list(run(api.list_values())) == ["1"]
    other = RestVista("https://api.test/a", auth=Stamp("first"), transport=network)
    with pytest.raises(AuthFailed):
        run(other.list_values())


def test_an_auth_of_httpx_asks_kinto(kinto):
    who = httpx.BasicAuth(kinto.user, kinto.password)
    kinto.put("signed", [{"id": "row-1", "name": "row"}])
    api = RestVista(kinto.list("signed"), style="kinto", auth=who)
    assert list(read(api, lambda vista: vista.list_values())) == ["row-1"]


def test_an_auth_of_httpx_is_given_again_to_a_spec():
    api = RestVista("https://api.test/a", auth=Stamp(CANARY))
    assert CANARY not in str(api.spec())
    with pytest.raises(SpecError, match=r"'auth' was one: give it again\n.*auth=…"):
        RestVista.from_spec(api.spec())
    again = RestVista.from_spec(api.spec(), auth=Stamp(CANARY))
    assert again.source.identity != api.source.identity, "nobody knows whose it is"
    mine, yours = (
        RestVista("https://api.test/a", auth=Stamp(stamp), principal="me") for stamp in "ab"
    )
    assert mine.source.identity == yours.source.identity


def test_an_auth_of_httpx_that_fails_tells_its_kind_only():
    class Broken(httpx.Auth):
        def auth_flow(self, request):
            raise KeyError(CANARY)
            yield

    api = RestVista("https://api.test/a", auth=Broken(), transport=httpx.MockTransport(print))
    with pytest.raises(AuthFailed, match="Broken raised a KeyError") as failed:
        run(api.list_values())
    assert CANARY not in "".join(traceback.format_exception(failed.value))
    assert failed.value.request.url == "https://api.test/a"


def test_an_auth_of_httpx_signs_no_websocket():
    way = dn.WebSocket("wss://api.test/live", auth=Stamp(CANARY))

    network = httpx.MockTransport(lambda _: httpx.Response(200, json=[{"id": 1}]))
    api = RestVista("https://api.test/a", page=None, transport=network, watch=way)

    async def first():
        async with aclosing(api.watch()) as changes:
            return await anext(changes)

    with pytest.raises(Unsupported, match="Bearer"):
        run(first())
