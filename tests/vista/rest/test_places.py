"""Conditions fill the places of an address, and nothing is sent without those an API needs."""

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.errors import SpecError
from tests.aio import read, run
from tests.servers.fixtures import POSTS


def opened(url, **declared):
    asked = []

    def answer(request):
        asked.append(request.url.raw_path.decode())
        return httpx.Response(200, json=[{"id": 1, "owner": {"login": "x"}}])

    given = {"page": None, "transport": httpx.MockTransport(answer)}
    return dn.RestVista(url, **{**given, **declared}), asked


REPOS = "https://api.test/repos/{owner}/{repo}/issues"


def test_conditions_fill_the_places_and_rows_need_not_show_them():
    api, asked = opened(REPOS, filters="any")
    rows = run(api.where(owner="a b", repo="c/d").where(id=1).list_values())
    assert [*rows] == ["1"]
    assert rows.coverage.complete
    assert asked == ["/repos/a%20b/c%2Fd/issues?id=1"]


@pytest.mark.parametrize(
    "narrowed",
    [{}, {"owner": "a"}, {"owner": "a", "repo": ".."}, {"owner": "a", "repo": None}],
)
def test_nothing_is_sent_without_a_value_for_each_place(narrowed):
    api, asked = opened(REPOS)
    with pytest.raises(SpecError, match=r"hint: vista\.where\(.*repo=…\)"):
        run(api.where(narrowed).list_values())
    assert "where(" in api.explain()
    assert asked == []


def test_nothing_is_sent_without_a_condition_the_api_needs():
    api, asked = opened("https://api.test/a", filters={"id": "id"}, required=["id"])
    with pytest.raises(SpecError, match=r"where id is given\n.*where\(id=…\)"):
        run(api.list_values())
    assert asked == []
    assert len(run(api.where(id=1).list_values())) == 1
    assert asked == ["/a?id=1"]


def test_a_place_comes_back_from_a_spec_and_braces_of_a_query_are_none():
    api, asked = opened("https://api.test/{kind}/a?query={id}")
    run(api.where(kind="x&y?").list_values())
    assert [httpx.URL(url).query for url in asked] == [httpx.URL("?query={id}").query]
    assert asked[0].startswith("/x%26y%3F/a?")
    again = dn.RestVista.from_spec(api.spec())
    assert again.explain() == api.explain()
    assert "kind=…" in again.explain()


@pytest.mark.parametrize("word", [{"writes": True}, {"watch": dn.Poll("5s")}])
def test_what_needs_one_list_is_refused_beside_places(word):
    with pytest.raises(SpecError, match="has places: owner, repo"):
        opened(REPOS, **word)


def test_places_of_json_server_are_filled_page_by_page(json_server):
    api = dn.RestVista(
        json_server + "/{what}", style="json-server", page=dn.Offset("_start", "_limit")
    )
    rows = read(api.where(what="posts"), lambda vista: vista.list_values())
    assert [*rows] == [str(post["id"]) for post in POSTS]
    assert rows.coverage.complete
    with pytest.raises(SpecError):
        read(api, lambda vista: vista.list_values())


def test_a_dio_of_one_list_shows_its_rows():
    api, asked = opened(REPOS)

    async def main():
        dio = await dn.Lens(runtime="current").make_dio(api.where(owner="a", repo="b"))
        rows = await dio.vista().list_values()
        await dio.aclose()
        return [*rows]

    assert run(main()) == ["1"]
    assert asked == ["/repos/a/b/issues"]
