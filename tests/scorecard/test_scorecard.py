"""Thirty public APIs are read rightly with a URL, or with one call; none needs code."""

from dataclasses import replace

import pytest

from diorama_nb.vista.rest import Offset
from tests.aio import run
from tests.scorecard.apis import APIS
from tests.scorecard.card import judge
from tests.scorecard.server import serving


@pytest.fixture(scope="module")
def served():
    with serving(APIS) as (port, seen):
        yield port, seen


@pytest.mark.parametrize("api", APIS, ids=[api.name for api in APIS])
def test_an_api_is_read_rightly(served, api):
    """S73."""
    verdict = run(judge(api, *served))
    assert verdict.wrong == {"rows": [], "total": []}


def test_nineteen_need_a_url_and_eleven_one_call():
    needs = [api.needs for api in APIS]
    assert (needs.count("A"), needs.count("B")) == (19, 11)


@pytest.mark.parametrize(
    ("wrong", "heading"),
    [
        ({"total": 251}, "total"),
        ({"ids": ["1", "2"]}, "rows"),
        ({"requests": 1}, "rows"),
        ({"windows": False}, "rows"),
        ({"sample": ("7", "name", "another")}, "rows"),
        ({"declared": {"style": "plain", "page": Offset("offset", "limit")}}, "rows"),
    ],
)
def test_an_api_that_is_read_wrongly_does_not_pass(served, wrong, heading):
    verdict = run(judge(replace(APIS[0], **wrong), *served))
    assert verdict.wrong[heading]
