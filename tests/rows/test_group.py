"""Tables of groups, beside plain Python."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diorama_nb.errors import SpecError
from diorama_nb.query import Query
from diorama_nb.rows.aggregate import Count, CountWhere, Custom, Distinct, Max, Mean, Min, Sum
from diorama_nb.rows.group import GroupBy
from diorama_nb.rows.select import select
from diorama_nb.rows.store import RowStore
from diorama_nb.values import MISSING, equal, is_blank, lookup, order_key
from tests.rows.records import VALUES

SOME = settings(max_examples=50, deadline=None)
FEW = st.sampled_from([1, 1.0, True, "1", "a", None, 2**60, Decimal("1.0"), [1], [1.0]])
EACH_KIND = {
    "n": Count(),
    "some": CountWhere("v", ">", 1),
    "sum": Sum("v"),
    "mean": Mean("v"),
    "least": Min("v"),
    "most": Max("v"),
    "kinds": Distinct("v"),
    "last": Custom(lambda rows: rows[-1].get("v") if rows else None),
}


def held(rows):
    return RowStore.of().upsert(rows)[0]


def tabled(keys, rows, query=None, **values):
    store = held({str(n): row for n, row in enumerate(rows)})
    return GroupBy.of(keys, values).rows(store, select(store, query or Query()))


def rows_of(keys, values):
    record = st.fixed_dictionaries({}, optional={"k": keys, "j": keys, "v": values})
    return st.lists(record, max_size=10)


@pytest.mark.parametrize("keys", [("k",), ("k", "j"), ()])
@pytest.mark.parametrize("kinds", [FEW, st.sampled_from("ab"), st.integers(0, 2), VALUES])
@SOME
@given(data=st.data())
def test_groups_are_those_of_plain_python(keys, kinds, data):
    """U78: rows without the key are skipped, the table is sorted by key."""
    numbers = data.draw(st.sampled_from([st.integers(), st.integers(-3, 3), st.floats(-9, 9)]))
    rows = data.draw(rows_of(kinds, numbers))
    found = tabled(keys, rows, **EACH_KIND)
    groups = []
    for row in rows:
        key = [lookup(row, k) for k in keys]
        if not any(map(is_blank, key)):
            alike = (g for g in groups if all(map(equal, g[0], key)))
            (next(alike, None) or groups.append((key, [])) or groups[-1])[1].append(row)
    if not keys and not groups:
        groups = [([], [])]
    groups.sort(key=lambda g: [order_key(k) for k in g[0]])
    assert len(found) == len(groups)
    for (key, members), row in zip(groups, found.values(), strict=True):
        assert all(equal(row[k], value) for k, value in zip(keys, key, strict=True))
        alone = held({str(n): member for n, member in enumerate(members)})
        for name, value in EACH_KIND.items():
            one = value.compute(alone, select(alone, value.query))
            assert equal(row[name], one), (name, row[name], one)


def test_one_and_one_point_zero_are_one_group_and_true_is_another():
    rows = [{"k": k} for k in (1, "1", 1.0, True, Decimal("1.00"), None)] + [{}]
    found = tabled(["k"], rows, n=Count())
    assert found == {
        "True": {"k": True, "n": 1}, "1": {"k": 1, "n": 3}, "1 (2)": {"k": "1", "n": 1},
    }  # fmt: skip


def test_a_row_is_named_by_the_text_of_its_key():
    rows = [{"k": "ä", "j": 2.0}, {"k": "ä", "j": None}, {"k": "b", "j": True}]
    assert list(tabled(["k"], rows, n=Count())) == ["b", "ä"]
    assert list(tabled(["k", "j"], rows, n=Count())) == ['["b", "True"]', '["ä", "2"]']
    assert list(tabled([], rows, n=Count())) == ["all"]


def test_figures_of_no_rows_are_there():
    """U78: an empty sum is 0, an empty mean is null."""
    values = {"n": Count(), "sum": Sum("v"), "mean": Mean("v"), "kinds": Distinct("v")}
    assert tabled([], [], **values) == {"all": {"n": 0, "sum": 0, "mean": None, "kinds": []}}
    assert tabled(["k"], [], **values) == {}


def test_sums_beyond_what_arrow_can_add_stay_exact():
    rows = [{"k": "a", "v": 2**62}] * 2 + [{"k": "b", "v": 1}]
    assert tabled(["k"], rows, s=Sum("v"))["a"] == {"k": "a", "s": 2**63}


def test_nested_columns_make_keys_and_only_the_rows_of_the_query_count():
    rows = [{"m": {"k": "a"}, "v": 1}, {"m": {"k": "a"}, "v": 2}, {"m": {"k": "b"}, "v": 1}]
    found = tabled(["m.k"], rows, Query().where("v", "==", 1), n=Count())
    assert found == {"a": {"m.k": "a", "n": 1}, "b": {"m.k": "b", "n": 1}}


def test_changes_since_the_last_fold_count():
    store, _ = held({"1": {"k": "a"}}).upsert({"1": {"k": "b"}, "2": {"k": "b"}})
    assert GroupBy.of(["k"], {"n": Count()}).rows(store, store.alive()) == {
        "b": {"k": "b", "n": 2}
    }


def test_a_sum_of_text_says_why_it_is_none():
    with pytest.raises(SpecError, match=r"Sum of v met 'x'"):
        tabled(["k"], [{"k": 1, "v": "x"}], s=Sum("v"))


@pytest.mark.parametrize(
    ("keys", "values", "told"),
    [
        ([], {}, "no figure is named"),
        (["a"], {"n": 3}, "n=3 is no value"),
        ([Count()], {}, "is no column"),
        (["a", "a"], {}, "two columns are named 'a'"),
        (["a"], {"a": Count()}, "two columns are named 'a'"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused_where_it_is_written(keys, values, told):
    with pytest.raises(SpecError, match=told) as refused:
        GroupBy.of(keys, values)
    assert refused.value.hint


def test_tables_are_told_apart_by_their_text_but_for_functions():
    def key(*keys, **values):
        return GroupBy.of(keys, values).key

    assert key("a", n=Count()) == key("a", n=Count())
    others = [key("b", n=Count()), key("a", m=Count()), key("a", n=Sum("n")), key(n=Count())]
    others += [key("a", n=CountWhere("n", "<", 1)), key("a", n=CountWhere("n", "<", 2))]
    assert len({key("a", n=Count()), *others}) == 7
    assert key("a", n=Custom(len)) is None


def test_missing_columns_make_no_groups():
    assert tabled(["x"], [{"k": 1}], n=Count()) == {}
    assert lookup({"k": 1}, "x") is MISSING
