"""A trading screen."""

from itertools import groupby

from tests.examples.conftest import load
from tests.virtual import virtual


@virtual
async def test_prices_are_pushed_and_a_refused_order_goes_back():
    """S8, S64, U30, X28: in virtual time, so that every frame is the same in each run."""
    lines = []
    await load("trading").main(lines.append)
    *frames, end = lines
    boards = [[cell.split() for cell in frame.split(" | ")] for frame in frames]
    figures = [board.pop() for board in boards]
    prices = [[float(price) for _, price, _ in board] for board in boards]
    assert len({tuple(shown) for shown in prices}) > 20
    assert all(shown == sorted(shown, reverse=True) for shown in prices)
    assert len({tuple(id for id, *_ in board) for board in boards}) > 3

    orders = [held for board in boards for id, _, held in board if id == "CRUX"]
    assert [held for held, _ in groupby(orders)] == ["0", "90…", "90", "180…", "90!"]
    assert figures[-1] == ["held:", "90,", "top:", str(prices[-1][0])]
    assert {figure[1] for figure in figures} == {"0,", "90,", "180,"}
    assert end == "{'held': 180} is parked: 100 is the most"
