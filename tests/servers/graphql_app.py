"""Strawberry GraphQL over rows of a file: relay connections, and lists as Hasura has them.

``python graphql_app.py PORT ROWS.json`` serves ``/relay``, ``/hasura`` and ``/odd``: the same
rows by cursor, by windows, and in the ways that go wrong.
"""

import enum
import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import strawberry
import uvicorn
from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry import relay
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig

ROWS = json.loads(Path(sys.argv[2]).read_text())
DAY = datetime(2024, 1, 1, 12, 30, tzinfo=UTC)


class Kind(enum.Enum):
    a = "a"
    b = "b"
    c = "c"


# --- relay ---------------------------------------------------------------------------------


@strawberry.type
class Maker:
    name: str
    city: str | None


@strawberry.type
class Item(relay.Node):
    id: relay.NodeID[int]
    name: str
    kind: Kind
    stock: int | None
    price: float | None
    sold: bool

    @strawberry.field
    def maker(self) -> Maker | None:
        return Maker(name=f"maker {self.stock}", city=None) if self.stock is not None else None

    @strawberry.field
    def added(self) -> datetime:
        return DAY + timedelta(days=int(self.id))

    @strawberry.field
    def cost(self) -> Decimal | None:
        return None if self.price is None else Decimal(str(self.price))

    @strawberry.field
    def picture(self, width: int) -> str:
        return f"{width}.png"

    @classmethod
    def resolve_nodes(cls, *, info, node_ids, required=False):
        return [ITEMS.get(int(id)) for id in node_ids]


ITEMS = {row["id"]: Item(**{**row, "kind": Kind(row["kind"])}) for row in ROWS}


@strawberry.type
class Counted(relay.ListConnection[Item]):
    total_count: int | None = None

    @classmethod
    def resolve_connection(cls, nodes, *, info, **paging):
        nodes = list(nodes)
        found = super().resolve_connection(nodes, info=info, **paging)
        found.total_count = None if info.field_name == "uncounted" else len(nodes)
        return found


@strawberry.type
class Shop:
    name: str

    @relay.connection(Counted)
    def items(self, sold: bool | None = None) -> Iterable[Item]:
        return [item for item in ITEMS.values() if sold is None or item.sold is sold]


@strawberry.type
class Relay:
    node: relay.Node | None = relay.node()

    @relay.connection(Counted)
    def items(self) -> Iterable[Item]:
        return ITEMS.values()

    @relay.connection(Counted)
    def uncounted(self, kind: Kind | None = None, name: str | None = None) -> Iterable[Item]:
        """Takes a kind, and a name that it matches in any case."""
        found = [item for item in ITEMS.values() if kind in (None, item.kind)]
        return [i for i in found if name is None or i.name.lower() == name.lower()]

    @strawberry.field
    def shop(self, name: str) -> Shop | None:
        return Shop(name=name) if name == "corner" else None


# --- as Hasura has it ----------------------------------------------------------------------


def compares(name, value, *, ordered):
    """Return an input of operators on a type of values."""
    ops = {"_eq": value, "_neq": value, "_in": list[value], "_nin": list[value]}
    if ordered:
        ops |= dict.fromkeys(("_gt", "_gte", "_lt", "_lte"), value)
    ops["_is_null"] = bool
    fields = {op: strawberry.field(name=op, default=strawberry.UNSET) for op in ops}
    types = {op: kind | None for op, kind in ops.items()}
    return strawberry.input(type(name, (), {**fields, "__annotations__": types}))


IntComparison = compares("Int_comparison_exp", int, ordered=True)
FloatComparison = compares("Float_comparison_exp", float, ordered=True)
TextComparison = compares("String_comparison_exp", str, ordered=True)
BooleanComparison = compares("Boolean_comparison_exp", bool, ordered=False)
OPERATORS = {
    "_eq": lambda held, asked: held == asked,
    "_neq": lambda held, asked: held != asked,
    "_gt": lambda held, asked: held > asked,
    "_gte": lambda held, asked: held >= asked,
    "_lt": lambda held, asked: held < asked,
    "_lte": lambda held, asked: held <= asked,
    "_in": lambda held, asked: held in asked,
    "_nin": lambda held, asked: held not in asked,
}
Direction = strawberry.enum(
    enum.Enum(
        "order_by",
        {
            word: word
            for way in ("asc", "desc")
            for word in (way, f"{way}_nulls_first", f"{way}_nulls_last")
        },
    )
)


@strawberry.type
class Row:
    id: int
    name: str
    kind: str
    stock: int | None
    price: float | None
    sold: bool


@strawberry.input
class Where:
    id: IntComparison | None = strawberry.UNSET
    name: TextComparison | None = strawberry.UNSET
    kind: TextComparison | None = strawberry.UNSET
    stock: IntComparison | None = strawberry.UNSET
    price: FloatComparison | None = strawberry.UNSET
    sold: BooleanComparison | None = strawberry.UNSET


@strawberry.input
class Sorted:
    id: Direction | None = strawberry.UNSET
    name: Direction | None = strawberry.UNSET
    stock: Direction | None = strawberry.UNSET
    price: Direction | None = strawberry.UNSET
    sold: Direction | None = strawberry.UNSET


def given(one):
    """Yield what was given of an input."""
    for name, value in vars(one).items():
        if value is not strawberry.UNSET and value is not None:
            yield name, value


def matches(row, where):
    """As SQL has it: null is neither equal nor unequal to anything."""
    for column, tests in given(where) if where else ():
        for op, asked in given(tests):
            held = row[column]
            if op == "_is_null":
                if (held is None) != asked:
                    return False
            elif held is None or not OPERATORS[op](held, asked):
                return False
    return True


def sort(rows, orders):
    for order in reversed(orders or []):
        ((column, way),) = given(order)
        down, last = way.value.startswith("desc"), way.value.endswith("nulls_last")
        held = sorted(
            (r for r in rows if r[column] is not None), key=lambda r: r[column], reverse=down
        )
        nulls = [r for r in rows if r[column] is None]
        rows = held + nulls if last or not down else nulls + held
    return rows


@strawberry.type
class Aggregate:
    count: int


@strawberry.type
class Aggregated:
    aggregate: Aggregate


@strawberry.type
class Hasura:
    @strawberry.field
    def items(
        self,
        limit: int | None = None,
        offset: int | None = None,
        order_by: list[Sorted] | None = None,
        where: Where | None = None,
    ) -> list[Row]:
        rows = sort([row for row in ROWS if matches(row, where)], order_by)
        start = offset or 0
        stop = None if limit is None else start + limit
        return [Row(**row) for row in rows[start:stop]]

    @strawberry.field
    def items_aggregate(self, where: Where | None = None) -> Aggregated:
        return Aggregated(aggregate=Aggregate(count=sum(matches(r, where) for r in ROWS)))

    @strawberry.field
    def items_by_pk(self, id: int) -> Row | None:
        return next((Row(**row) for row in ROWS if row["id"] == id), None)


# --- what goes wrong -----------------------------------------------------------------------


@strawberry.type
class Broken:
    id: int
    fine: str

    @strawberry.field
    def name(self) -> str | None:
        if self.id % 5 == 0:
            raise GraphQLError("the name is on fire")
        return self.fine

    @strawberry.field
    def must(self) -> str:
        if self.id == 7:
            raise GraphQLError("this must not be null")
        return "there"


@strawberry.type
class Odd:
    @strawberry.field
    def whole(self) -> list[Row]:
        return [Row(**row) for row in ROWS]

    @strawberry.field
    def clamped(self, limit: int | None = None, offset: int = 0) -> list[Row]:
        """Gives at most four rows, whatever is asked for, and no total."""
        return [Row(**row) for row in ROWS[offset : offset + min(limit or 4, 4)]]

    @strawberry.field
    def unsorted(
        self, limit: int, offset: int = 0, order_by: list[Sorted] | None = None
    ) -> list[Row]:
        """Takes an order, and ignores it."""
        return [Row(**row) for row in ROWS[offset : offset + limit]]

    @strawberry.field
    def holes(self, limit: int, offset: int = 0) -> list[Broken | None]:
        return [Broken(id=r["id"], fine=r["name"]) for r in ROWS[offset : offset + limit]]

    @strawberry.field
    def refused(self, code: str, limit: int = 10, offset: int = 0) -> list[Row]:
        raise GraphQLError(f"no {code}.", extensions={"code": code} if code else {})


CACHES = [ParserCache(), ValidationCache()]
SNAKES = StrawberryConfig(auto_camel_case=False)
PATHS = {
    "/relay": strawberry.Schema(Relay, types=[Item], extensions=CACHES),
    "/hasura": strawberry.Schema(Hasura, config=SNAKES, extensions=CACHES),
    "/odd": strawberry.Schema(Odd, config=SNAKES, extensions=CACHES),
}

if __name__ == "__main__":
    routes = [Route(path, GraphQL(schema)) for path, schema in PATHS.items()]
    uvicorn.run(Starlette(routes=routes), port=int(sys.argv[1]), log_level="critical")
