"""A Dio against a plain dict: whatever happens, nothing accepted is lost or done twice.

Reads, scrolling, writes, answers that are lost, rejections, pushes that come twice, late or not
at all, a source that is away, refreshes in between, clocks that jump, ends and new beginnings.
"""

import asyncio
import contextlib
import tempfile

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import diorama_nb as dn
from diorama_nb.changes import Deleted, Gap, Inserted, Updated
from diorama_nb.errors import DioramaError, SourceUnavailable, WriteRejected
from diorama_nb.query import Query
from diorama_nb.runtime import adopt
from diorama_nb.testing import FakeSource, VirtualLoop, made_up
from diorama_nb.writes.write import Write
from tests.virtual import ids

SHAPES = {"eager": (), "paged": ("window",), "sequential": ("next",)}
ROWS = 30
IDS = st.integers(0, ROWS + 5).map(str)
NUMBERS = st.integers(0, 9)


class Life(RuleBasedStateMachine):
    """One Dio, its source, and what the two should agree on."""

    def __init__(self):
        super().__init__()
        self.runner = asyncio.Runner(loop_factory=VirtualLoop)
        self.folder = tempfile.TemporaryDirectory()
        self.accepted = {}  # key → ticket
        self.given_up = set()
        self.refused = set()  # ids the source takes no writes for
        self.held_back = []  # pushes that come later
        self.generations = []
        self.clock = 0
        self.last_pushed = {}  # id → when somebody else changed it at the source
        self.last_written = {}  # id → when we last did

    def run(self, coro):
        async def adopted():
            adopt(lambda: self.runner.get_loop().wall() + self.jump)
            return await coro

        return self.runner.run(asyncio.wait_for(adopted(), 100_000))

    jump = 0.0

    @initialize(shape=st.sampled_from(sorted(SHAPES)))
    def begin(self, shape):
        self.source = FakeSource(
            ROWS, reads=SHAPES[shape], latency=0.1, pushes_changes=True, identity="life"
        )
        self.source.slow_way_back = True
        self.source.on_write = self.on_write
        self.shape = shape
        self.run(self.open())

    def on_write(self, write):
        if write.id in self.refused:
            raise WriteRejected(f"{write.id} is closed")

    async def open(self):
        lens = dn.Lens(self.folder.name, runtime="current", page_size=10, outbox=True)
        self.lens, self.dio = lens, await lens.make_dio(dn.Vista(self.source))
        self.scenery = await self.dio.table_scenery()
        self.generations = [self.scenery.generation]
        self.scenery.subscribe(self.generations.append)
        self.total = await self.dio.value_scenery(dn.Count())
        await self.dio.watch()

    # --- a person ------------------------------------------------------------------------

    @rule(first=st.integers(0, ROWS), count=st.integers(1, ROWS))
    def scroll(self, first, count):
        self.scenery.set_viewport(range(first, first + count))

    @rule(column=st.sampled_from(["n", "group", None]), descending=st.booleans())
    def sort(self, column, descending):
        with contextlib.suppress(DioramaError):
            self.scenery.set_sort(column, "desc" if descending else "asc")

    @rule()
    def read(self):
        async def read():
            with contextlib.suppress(DioramaError):
                await self.dio.vista().list_values()

        self.run(read())

    @rule(id=IDS, n=NUMBERS, kind=st.sampled_from(["insert", "replace", "patch", "delete"]))
    def write(self, id, n, kind):
        record = {"group": "abc"[n % 3], "n": n}
        patch = {"delete": {}, "patch": record}.get(kind, {**made_up(int(id)), **record})
        self.accept(Write(kind, id, patch))

    @rule(n=NUMBERS)
    def clear(self, n):
        self.accept(Write("clear", query=Query().where("n", "==", n)))

    def accept(self, write):
        ticket = self.run(self.dio.write(write))
        self.accepted[ticket.write.idempotency_key] = ticket
        self.clock += 1
        self.last_written[write.id] = self.clock

    @precondition(lambda self: self.dio.writes.parked)
    @rule(data=st.data(), again=st.booleans())
    def decide(self, data, again):
        ticket = data.draw(st.sampled_from(self.dio.writes.parked))
        self.run(ticket.retry() if again else ticket.discard())
        if not again:
            self.given_up.add(ticket.write.idempotency_key)

    # --- the source ----------------------------------------------------------------------

    @rule(id=IDS, n=NUMBERS, how=st.sampled_from(["once", "twice", "late", "never"]))
    def push(self, id, n, how):
        rows = dict(self.source.rows)
        self.clock += 1
        self.last_pushed[id] = self.clock
        if n == 0:
            rows.pop(id, None)
            change = Deleted(id)
        else:
            record = {**made_up(int(id)), "n": n, "group": "abc"[n % 3]}
            change = (Updated if id in rows else Inserted)(id, record)
            rows[id] = record
        self.source.rows = rows
        if how == "late":
            self.held_back.append(change)
        elif how != "never":
            self.source.push(*[change] * (2 if how == "twice" else 1))

    @precondition(lambda self: self.held_back)
    @rule(backwards=st.booleans())
    def push_late(self, backwards):
        self.source.push(*(reversed(self.held_back) if backwards else self.held_back))
        self.held_back = []
        self.source.push(Gap(reason="they were late"))

    @rule()
    def refuse(self):
        self.refused = {"1", "2", "3", "31"} if not self.refused else set()

    @rule(reads=st.sampled_from([0.0, 0.1, 2.0]), writes=st.sampled_from([0.0, 0.1, 2.0]))
    def change_pace(self, reads, writes):
        self.source.latency = lambda call: writes if call.kind == "write" else reads

    @rule(id=IDS, n=NUMBERS, kind=st.sampled_from(["replace", "delete"]))
    def overtake(self, id, n, kind):
        """A write is settled while an older reading is still on its way."""
        self.change_pace(2.0, 0.1)
        self.refresh(wait=False)
        self.wait(0.01)
        self.write(id, n, kind)
        self.wait(5.0)

    @rule(answers=st.integers(1, 2))
    def lose(self, answers):
        self.source.lose(answers)

    @rule()
    def offline(self):
        self.source.down = SourceUnavailable("away")

    @rule()
    def online(self):
        self.source.down = None

    @rule()
    def break_stream(self):
        self.source.hang_up(SourceUnavailable("cut"))

    # --- time ----------------------------------------------------------------------------

    @rule(seconds=st.sampled_from([0.0, 0.04, 0.3, 5.0]))
    def wait(self, seconds):
        self.run(asyncio.sleep(seconds))

    @rule(seconds=st.sampled_from([-86400.0, 3600.0]))
    def jump_clock(self, seconds):
        self.jump += seconds

    @rule(wait=st.booleans())
    def refresh(self, wait):
        async def refresh():
            with contextlib.suppress(DioramaError):
                await self.dio.refresh()

        async def begin():
            self.refreshing = asyncio.ensure_future(refresh())

        self.run(refresh() if wait else begin())

    @rule()
    def reopen(self):
        async def again():
            await self.lens.aclose()
            with contextlib.suppress(DioramaError):
                await self.open()
                return
            self.source.down = None  # a cold start needs a source
            await self.open()

        self.run(again())

    # --- what holds at any time ----------------------------------------------------------

    @invariant()
    def what_is_shown_is_the_pending_writes_over_the_base(self):
        if not hasattr(self, "dio"):
            return
        store, base = self.dio.store, self.dio.cache.base
        for id in map(str, range(ROWS + 6)):
            record = base(id)
            for ticket in self.dio.writes.pending:
                if ticket.write.id in (id, None):
                    record = ticket.write.fold(record)
            assert store.get(id) == record

    @invariant()
    def a_settled_write_is_not_undone_by_an_old_answer(self):
        if not hasattr(self, "dio") or self.dio.writes.pending:
            return
        for ticket in self.accepted.values():
            id = ticket.write.id
            theirs = self.last_pushed.get(id, 0) > self.last_written[id]
            if ticket.state == "settled" and id is not None and not theirs:
                held = self.dio.cache.base(id)
                loaded = held is not None or self.shape == "eager"
                assert not loaded or held == self.source.rows.get(id)

    @invariant()
    def each_row_is_shown_once(self):
        if hasattr(self, "scenery"):
            shown = [id for id in ids(self.scenery) if id is not None]
            assert len(shown) == len(set(shown))

    @invariant()
    def generations_grow(self):
        assert self.generations == sorted(set(self.generations))

    @invariant()
    def nothing_is_done_twice_and_nothing_accepted_is_lost(self):
        if not hasattr(self, "dio"):
            return
        done = [write.idempotency_key for write in self.source.applied]
        assert len(done) == len(set(done))
        known = {ticket.write.idempotency_key for ticket in self.dio.writes}
        over = {k for k, t in self.accepted.items() if t.state in ("settled", "discarded")}
        rest = self.accepted.keys() - known - set(done) - self.given_up - over
        for key in rest:  # refused, and made pointless by a later write on the same row
            id, number = self.accepted[key].write.id, list(self.accepted).index(key)
            later = list(self.accepted.items())[number + 1 :]
            assert any(t.write.id == id and k in done for k, t in later)

    # --- the end -------------------------------------------------------------------------

    def teardown(self):
        try:
            if hasattr(self, "dio"):
                self.run(self.end())
        finally:
            self.runner.close()
            self.folder.cleanup()

    async def end(self):
        """Online, with nothing left to send, everybody shows what the source has."""
        self.source.down, self.refused, self.source._lost = None, set(), 0
        self.dio.writes.kick()
        await asyncio.sleep(200)
        for ticket in self.dio.writes.parked:
            await ticket.discard()
        assert await self.dio.writes.drained()
        self.scenery.set_sort(None)
        await asyncio.sleep(200)
        if self.scenery.error is not None:
            self.scenery.request_retry()
        await self.dio.refresh()
        for _ in range(3):
            self.scenery.set_viewport(range(0, 2 * ROWS))
            await asyncio.sleep(10)
        while self.scenery.has_more:
            self.scenery.request_load_more()
            await asyncio.sleep(10)
        assert self.scenery.error is None
        assert ids(self.scenery) == list(self.source.rows)
        rows = [self.scenery.row(n) for n in range(self.scenery.row_count)]
        assert [row.record for row in rows] == list(self.source.rows.values())
        assert {row.status for row in rows} <= {"Fresh"}
        assert dict(await self.dio.vista().list_values()) == self.source.rows
        await asyncio.sleep(10)
        assert self.total.value == len(self.source.rows)
        generation = self.scenery.generation
        await self.dio.refresh()
        await asyncio.sleep(10)
        assert self.scenery.generation == generation  # equal data is no news
        await self.lens.aclose()


Life.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


class TestLife(Life.TestCase):
    """S46, S75, S76, U6, U65, X6, X12, X28, X30: the laws above, over any course of events."""
