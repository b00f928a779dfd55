"""Whose turn it is: nobody waits longer than one round."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from diorama_nb.dio.turns import Turns


def served(turns):
    """Return everything that is waited for, in the order in which it is served."""
    return list(iter(turns.next, None))


@given(st.dictionaries(st.integers(0, 5), st.integers(0, 9), max_size=5))
def test_requesters_are_served_in_strict_rotation(lengths):
    """U56: who has something to ask for is served once in every round; its order is kept."""
    turns = Turns()
    for who, length in lengths.items():
        turns.ask(who, range(who * 100, who * 100 + length))
    order = served(turns)
    assert sorted(order) == sorted(
        row for who, n in lengths.items() for row in range(who * 100, who * 100 + n)
    )
    for who, length in lengths.items():
        mine = [at for at, row in enumerate(order) if row // 100 == who]
        assert [order[at] for at in mine] == list(range(who * 100, who * 100 + length))
        assert all(b - a <= len(lengths) for a, b in pairwise(mine))


def test_the_round_goes_on_after_the_one_served_last():
    """U56: asking again, for other rows, is no way to jump the queue."""
    turns = Turns()
    turns.ask("a", [1, 2, 3])
    turns.ask("b", [10, 11])
    assert turns.next() == 1
    turns.ask("a", [4, 5])
    assert served(turns) == [10, 4, 11, 5]


def test_who_leaves_takes_its_rows_along():
    """U56: rows nobody waits for are not served."""
    turns = Turns()
    turns.ask("a", [1, 2])
    turns.ask("b", [2, 3])
    turns.leave("a")
    turns.leave("a")
    assert served(turns) == [2, 3]


def test_a_row_that_is_due_again_comes_first_for_those_who_wanted_it():
    """X33: once per requester, and only for them."""
    turns = Turns()
    turns.ask("a", [1, 2])
    turns.ask("b", [3])
    assert [turns.next(), turns.next()] == [1, 3]
    turns.again(1)
    turns.again(1)
    turns.again(9)
    assert served(turns) == [1, 2]
