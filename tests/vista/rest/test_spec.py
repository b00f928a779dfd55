"""A REST source can be written down as JSON without secrets, and opened again."""

import json
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import diorama_nb as dn
from diorama_nb.errors import SpecError, Unsupported
from diorama_nb.query import ALL
from diorama_nb.vista.rest import PRESETS, RestSource, RestVista
from diorama_nb.vista.rest.spec import CountFrom
from diorama_nb.vista.rest.ways import Continue, Offset, Slices
from tests.aio import run
from tests.servers.faults import CANARY

URL = "https://api.test/items"
words = st.text("abcxyz_-é", min_size=1, max_size=6)
sizes = st.integers(1, 500)
maybe = st.none() | words
envs = st.builds(dn.Env, words)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | words,
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(words | st.just("$"), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip

paging = st.one_of(
    st.builds(dn.Offset, words, words, st.integers(0, 1)),
    st.builds(dn.Page, words, maybe, st.integers(0, 1)),
    st.builds(dn.Range, maybe, st.booleans()),
    st.builds(dn.NextLink, words, maybe),
    st.builds(dn.Cursor, words, words, maybe, maybe),
    st.builds(dn.LastId, words, maybe, maybe),
    st.builds(Continue, words, maybe),
    st.builds(
        Slices, words, words, st.just("2024-01-01"), st.just("2024-02-01"), st.integers(1, 9)
    ),
)
auths = st.one_of(
    st.builds(dn.Bearer, envs),
    st.builds(dn.Basic, envs, envs),
    st.builds(dn.ApiKey, envs, words, st.sampled_from(["header", "query", "cookie"])),
    st.builds(
        dn.OAuth2,
        st.just("https://id.test/token"),
        words | envs,
        envs,
        scope=maybe | st.lists(words, min_size=1, max_size=2),
        refresh_token=st.none() | envs,
        params=st.dictionaries(words, words, max_size=2),
        leeway=st.sampled_from([0, 5.5, "2m", timedelta(seconds=90)]),
    ),
)
settings = st.fixed_dictionaries(
    {},
    optional={
        "name": words,
        "rows": words,
        "columns": st.lists(words, min_size=1, max_size=3)
        | st.dictionaries(words, st.sampled_from(["decimal", "text"]), max_size=2),
        "id": st.none() | words | st.tuples(words, words),
        "detail": st.just("{url}/{id}"),
        "record": words,
        "params": st.dictionaries(words, words | st.integers(), max_size=2),
        "headers": st.dictionaries(words, envs, max_size=2),
        "page": st.none() | paging,
        "walk": paging,
        "page_size": sizes,
        "max_page_size": sizes,
        "window_cap": sizes,
        "total": st.none() | words | st.builds(CountFrom, words, maybe),
        "past_end": st.sampled_from(["empty", "404", "repeats"]),
        "empty": st.just(404),
        "order": words | st.builds(dn.Order, words, maybe, columns=st.lists(words)),
        "filters": st.just("any")
        | st.dictionaries(words, words | st.dictionaries(st.just(">="), words)),
        "search": words,
        "since": st.builds(dn.Since, words, words, skew=st.sampled_from([0, "5s"])),
        "auth": auths,
        "principal": words,
        "origins": st.just(["https://api2.test"]),
        "rate": st.builds(dn.Rate, st.sampled_from([None, "60/min"]), st.integers(1, 9)),
        "retry": st.builds(dn.Retry, st.integers(1, 9), st.floats(0, 9)),
        "timeout": st.sampled_from([5, "1m", timedelta(seconds=7)]),
        "on_ignored": st.sampled_from(["raise", "local"]),
        "validators": st.booleans(),
    },
)
posted = st.fixed_dictionaries(
    {"method": st.just("POST"), "body": st.dictionaries(words, json_values, max_size=3)},
    optional={"search": st.just("body:query.text")},
)


def again(vista, **more):
    """Return a vista made of the spec of another, by way of text."""
    return RestVista.from_spec(json.loads(json.dumps(vista.spec(), allow_nan=False)), **more)


@given(settings, st.none() | posted)
def test_whatever_is_declared_comes_back(declared, body):
    vista = dn.RestVista(URL, **(declared | (body or {})))
    other = again(vista)
    assert other.spec() == vista.spec()
    assert other.explain() == vista.explain()
    assert other.source.identity == vista.source.identity
    assert vista.spec()["without"] == []
    assert repr(other.source._rules.auth) == repr(vista.source._rules.auth)


@pytest.mark.parametrize("style", sorted(PRESETS))
def test_every_style_comes_back(style):
    vista = dn.RestVista(URL, style=style)
    assert again(vista).explain() == vista.explain()
    whole = dn.RestVista(URL, style=PRESETS[style])
    assert again(whole).explain() == whole.explain()


@pytest.mark.parametrize(
    "more",
    [
        {"writes": ("insert", "update"), "id": "id"},
        {"writes": dn.Writes(update="PUT", if_match="version"), "id": "id"},
        {"watch": dn.Sse("/events", events={"new": "inserted"}, idle=timedelta(seconds=9))},
        {"watch": dn.Sse("/events", subscribe={"client": "{$}", "topics": ["a"]})},
        {"watch": dn.Poll("30s")},
    ],
)
def test_writes_and_watches_come_back(more):
    vista = dn.RestVista(URL, **more)
    assert again(vista).explain() == vista.explain()
    assert again(vista).spec() == vista.spec()


def test_what_was_found_out_is_not_found_out_again():
    def answer(request):
        start = int(request.url.params.get("skip", 0))
        rows = [{"id": n, "price": n / 2} for n in range(start, min(start + 30, 70))]
        asked.append(request)
        return httpx.Response(
            200, json={"products": rows, "total": 70, "skip": start, "limit": 30}
        )

    asked = []
    source = RestSource(URL, transport=httpx.MockTransport(answer))

    async def learn():
        await source.prepare()
        return await source.read_window(ALL, 0, 10)

    run(learn())
    learnt = len(asked)
    spec = json.loads(json.dumps(source.to_spec()))
    other = RestSource.from_spec(spec, transport=httpx.MockTransport(answer))
    assert other.explain(ALL) == source.explain(ALL)
    assert other.about.columns == source.about.columns
    assert other.about.id_column == source.about.id_column == "id"

    async def use():
        await other.prepare()
        return await other.read_window(ALL, 40, 10)

    page = run(use())
    assert [row["id"] for row in page.rows.values()] == list(range(40, 50))
    assert len(asked) == learnt + 1, "nothing was tried out again"
    how = RestSource.from_spec(spec, rows="products").to_spec()["learned"]["how"]
    assert how["rows"] == "declared"


@pytest.mark.parametrize(
    ("url", "declared", "without", "given"),
    [
        (URL, {"auth": dn.Bearer(CANARY)}, ["auth"], {"auth": dn.Bearer("x1y2")}),
        (URL, {"auth": dn.Bearer(lambda: CANARY)}, ["auth"], {"auth": None}),
        (URL, {"auth": dn.ApiKey(CANARY, "appid", in_="query")}, ["auth"], {"auth": None}),
        (
            URL,
            {"auth": dn.OAuth2("https://id.test/t", "me", CANARY)},
            ["auth"],
            {"auth": None},
        ),
        (
            URL,
            {"headers": {"X-Key": CANARY, "X-Env": dn.Env("A")}},
            ["headers.X-Key"],
            {"headers": {"X-Key": "x1y2"}},
        ),
        (f"{URL}?a=1&token={CANARY}", {}, ["params.token"], {"params": {"token": "x1y2"}}),
        (
            URL,
            {"params": {"api_key": CANARY, "b": 2}},
            ["params.api_key"],
            {"params": {"api_key": "x"}},
        ),
        (
            URL,
            {"method": "POST", "body": {"a": [{"pwd": CANARY}]}},
            ["body"],
            {"body": {}},
        ),
        (URL, {"watch": dn.Sse(f"/events?token={CANARY}")}, ["watch"], {"watch": None}),
        (URL, {"watch": dn.Sse("/e", subscribe={"key": CANARY})}, ["watch"], {"watch": None}),
    ],
)
def test_a_spec_holds_no_secret_and_asks_for_it(url, declared, without, given):
    vista = dn.RestVista(url, **declared)
    spec = vista.spec()
    assert CANARY not in json.dumps(spec)
    assert spec["without"] == without
    with pytest.raises(SpecError) as failed:
        RestVista.from_spec(spec)
    assert f"{without[0].partition('.')[0]}=" in failed.value.hint
    assert RestVista.from_spec(spec, **given).name == vista.name


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        {},
        {"kind": "sql", "url": URL},
        {"kind": "rest", "url": URL, "version": 99},
        {"kind": "rest", "url": URL, "version": 1, "given": {"page": {"$": "Ofset"}}},
        {"kind": "rest", "url": URL, "version": 1, "given": {"page": {"$": "Page", "no": 1}}},
        {"kind": "rest", "url": URL, "version": 1, "given": {"pages": 1}},
    ],
)
def test_what_is_no_spec_is_refused(wrong):
    with pytest.raises(SpecError) as failed:
        RestVista.from_spec(wrong)
    assert failed.value.hint


def test_a_source_that_can_not_be_written_down_says_so():
    with pytest.raises(Unsupported):
        dn.MemoryVista([{"id": 1}]).spec()


def test_relations_do_not_hinder_the_writing_down_of_their_rows():
    vista = RestVista("https://api.example.com/items", page=Offset("offset", "limit"))
    related = vista.relate("owner", dn.MemoryVista([]), "owner_id")
    assert related.spec() == vista.spec()
