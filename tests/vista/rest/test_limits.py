"""A source is left alone for as long as its answers, good or not, ask for."""

import asyncio
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest

import diorama_nb as dn
from diorama_nb.errors import Forbidden, RateLimited
from diorama_nb.query import ALL
from diorama_nb.vista.rest import RestSource
from diorama_nb.vista.rest.limits import asked_wait
from tests.virtual import virtual

NOW = datetime(2026, 1, 1, tzinfo=UTC)
EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7),
        ({"retry-after": format_datetime(NOW.replace(minute=1), usegmt=True)}, 60),
        ({"retry-after": "soon"}, None),
        ({"backoff": "30"}, 30),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(EPOCH + 9)}, 9),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(EPOCH - 9)}, 0),
        ({"x-ratelimit-remaining": "1", "x-ratelimit-reset": str(EPOCH + 9)}, None),
        ({"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(EPOCH + 9)}, 9),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "5"}, 5),
        ({"ratelimit": '"default";r=0;t=30'}, 30),
        ({"ratelimit": '"default";r=50;t=30'}, None),
        ({"ratelimit": '"burst";r=0;t=2, "day";r=900;t=3600'}, 2),
        ({"ratelimit": '"burst";r=0;t=2, "day";r=0;t=3600'}, 3600),
        ({"ratelimit": '"a";r=0', "ratelimit-policy": '"b";q=9;w=8, "a";q=100;w=60'}, 60),
        ({"ratelimit": "default;r=0;t=4"}, 4),
        ({"ratelimit": "limit=100, remaining=0, reset=50"}, 50),
        ({"ratelimit": "limit=100, remaining=1, reset=50"}, None),
        ({"ratelimit": '"default";r=0'}, None),
        ({"ratelimit": "?!,;;="}, None),
    ],
)
def test_every_form_of_a_spent_budget_is_read(headers, wait):
    assert asked_wait(headers, NOW) == wait


async def times(*answers, reads=None, **declared):
    """Read once for each answer; return the seconds at which requests came, and the source."""
    came, left = [], list(answers)
    loop = asyncio.get_running_loop()
    start = loop.time()

    def answer(_):
        came.append(round(loop.time() - start, 1))
        status, headers, body = left.pop(0)
        return httpx.Response(status, headers=headers, json=body)

    network = httpx.MockTransport(answer)
    source = RestSource("https://api.test/a", page=None, transport=network, **declared)
    for _ in range(reads or len(answers)):
        await source.read_all(ALL)
    return came


GOOD = (200, {}, [{"id": 1}])


@pytest.mark.parametrize(
    "headers",
    [
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "30"},
        {"RateLimit": '"default";r=0;t=30', "RateLimit-Policy": '"default";q=60;w=60'},
        {"Backoff": "30"},
    ],
    ids=lambda headers: next(iter(headers)),
)
@virtual
async def test_a_good_answer_that_leaves_nothing_makes_the_next_request_wait(headers):
    spent = (200, headers, [{"id": 1}])
    assert await times(GOOD, spent, GOOD, GOOD) == [0, 0, 30, 30]


@virtual
async def test_a_rest_longer_than_max_wait_is_left_to_the_refusal():
    headers = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "3000"}
    assert await times((200, headers, []), GOOD) == [0, 0]
    with pytest.raises(RateLimited) as failed:
        await times((200, headers, []), (403, headers, {"message": "API rate limit exceeded"}))
    assert failed.value.retry_at is not None


@virtual
async def test_an_answer_that_did_not_change_does_not_repeat_an_old_limit():
    first = (200, {"ETag": '"1"', "RateLimit": '"default";r=0;t=30'}, [{"id": 1}])
    same = (304, {"ETag": '"1"'}, None)
    assert await times(first, same, same) == [0, 30, 30]


@virtual
async def test_the_secondary_limit_of_github_is_waited_for():
    said = {"message": "You have exceeded a secondary rate limit. Please wait a few minutes"}
    assert (await times((403, {"Retry-After": "40"}, said), GOOD, reads=1))[1] >= 40
    came = await times((403, {"X-RateLimit-Remaining": "9"}, said), GOOD, reads=1)
    assert came[1] >= 60, "a minute at least, where no header tells"
    spent = {"X-RateLimit-Remaining": "0"}
    assert len(await times((403, spent, {}), GOOD, reads=1)) == 2
    with pytest.raises(Forbidden):
        await times((403, {"X-RateLimit-Remaining": "9"}, {"message": "not yours"}), reads=1)


@virtual
async def test_all_requests_of_a_source_rest_together():
    headers = {"RateLimit": '"default";r=0;t=30'}
    came = []
    loop = asyncio.get_running_loop()

    def answer(request):
        came.append(loop.time())
        return httpx.Response(200, headers=headers if len(came) == 1 else {}, json={"id": 1})

    network = httpx.MockTransport(answer)
    api = dn.RestVista("https://api.test/a", page=None, detail="{url}/{id}", transport=network)
    await api.source.get("1")
    start = loop.time()
    await asyncio.gather(*(api.source.get(str(n)) for n in range(5)))
    assert [round(at - start) for at in came[1:]] == [30] * 5
