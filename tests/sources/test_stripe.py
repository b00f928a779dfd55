"""Stripe, as localstripe answers for it, keeps what every source promises."""

import pytest

import diorama_nb as dn
from diorama_nb.errors import AuthFailed, SourceError, WriteRejected
from diorama_nb.testing import SourceContract
from tests.aio import run
from tests.servers.stripe import KEY

NO_REPLACE = "Stripe takes changes of single parameters, never whole records"


class TestStripe(SourceContract):
    new = {"id": "prod_new", "name": "new", "active": True, "caption": "c"}
    patch = {"name": "renamed"}
    rejected = {"nosuch": "x"}
    secrets = (KEY,)
    gaps = {
        "test_a_replace_writes_the_whole_record": NO_REPLACE,
        "test_a_replace_creates_a_record_that_is_missing": NO_REPLACE,
        "test_a_write_sent_twice_is_applied_once_where_the_source_says_so": (
            "Stripe knows idempotency keys, localstripe does not"
        ),
    }

    @pytest.fixture(autouse=True)
    def _products(self, stripe):
        self.url, self.rows = stripe

    def open(self):
        return dn.RestVista(self.url, style="stripe", page_size=4, auth=dn.Bearer(KEY))


def ask(vista, call):
    async def go():
        try:
            return await call(vista)
        finally:
            await vista.aclose()

    return run(go())


def test_a_walk_goes_on_behind_the_last_id_until_nothing_more_is_said_to_come(stripe):
    url, rows = stripe
    vista = dn.RestVista(url, style="stripe", page_size=4, auth=dn.Bearer(KEY))
    found = ask(vista, lambda v: v.list_values())
    assert list(found) == [row["id"] for row in rows]
    assert (found.coverage.complete, found.coverage.requests) == (True, 3)


def test_who_shows_no_key_is_told_how_to_give_one(stripe):
    with pytest.raises(AuthFailed, match="401") as failed:
        ask(dn.RestVista(stripe[0], style="stripe"), lambda v: v.list_values())
    assert "Bearer" in failed.value.hint


def test_a_parameter_it_does_not_know_is_refused_in_its_words(stripe):
    filters = {"name": "name"}
    vista = dn.RestVista(stripe[0], style="stripe", auth=dn.Bearer(KEY), filters=filters)
    with pytest.raises(SourceError, match="Unexpected name"):
        ask(vista.where(name="pear 08"), lambda v: v.list_values())


def test_a_value_it_does_not_take_is_refused(stripe):
    vista = dn.RestVista(stripe[0], style="stripe", auth=dn.Bearer(KEY))
    with pytest.raises(WriteRejected, match="Bad request"):
        ask(vista, lambda v: v.insert_return_id_value({"name": "x", "type": "neither"}))


def test_null_takes_a_value_away_and_is_not_sent_for_a_new_record(stripe):
    vista = dn.RestVista(stripe[0], style="stripe", auth=dn.Bearer(KEY))

    async def write(v):
        made = await v.insert_value("prod_null", {"name": "x", "caption": None})
        return made, await v.patch_value("prod_01", {"caption": None})

    made, changed = ask(vista, write)
    assert made["caption"] is None
    assert not changed["caption"]
