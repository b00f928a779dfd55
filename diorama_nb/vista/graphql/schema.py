"""What introspection tells of a GraphQL API: types, fields, arguments; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from diorama_nb.errors import ShapeChanged

_DEPTH: Final = 6  # wrappers around a type: [[Int!]!]! has five


def _wrapped(depth: int) -> str:
    return f"kind name ofType {{ {_wrapped(depth - 1)} }}" if depth else "kind name"


INTROSPECTION: Final = f"""query diorama_schema {{
  __schema {{
    queryType {{ name }}
    types {{
      kind name
      enumValues {{ name }}
      interfaces {{ name }}
      inputFields {{ ...input }}
      fields {{ name args {{ ...input }} type {{ {_wrapped(_DEPTH)} }} }}
    }}
  }}
}}
fragment input on __InputValue {{ name defaultValue type {{ {_wrapped(_DEPTH)} }} }}"""
"""Asks for all types at once: one request, whatever is looked for later."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A type where it is used.

    Attributes
    ----------
    text : str
        As a document spells it: ``"[Int!]!"``.
    name : str
        The type inside all wrappers.
    kind : str
        Its kind: ``SCALAR``, ``ENUM``, ``OBJECT``, ``INTERFACE``, ``UNION``, ``INPUT_OBJECT``.
    """

    text: str
    name: str
    kind: str

    @property
    def required(self) -> bool:
        """Whether it is never null."""
        return self.text.endswith("!")

    @property
    def many(self) -> bool:
        """Whether it is a list."""
        return self.text.startswith("[")

    @property
    def leaf(self) -> bool:
        """Whether it is a value, or a list of values."""
        return self.kind in ("SCALAR", "ENUM")

    @property
    def holds_fields(self) -> bool:
        """Whether fields of it can be asked for."""
        return self.kind in ("OBJECT", "INTERFACE")


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a field, or a field of an input object."""

    name: str
    ref: Ref
    has_default: bool = False

    @property
    def required(self) -> bool:
        """Whether it can not be left out."""
        return self.ref.required and not self.has_default


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object."""

    name: str
    ref: Ref
    args: Mapping[str, Argument] = field(default_factory=dict)

    @property
    def plain(self) -> bool:
        """Whether it can be asked for without an argument."""
        return not any(arg.required for arg in self.args.values())


@dataclass(frozen=True, slots=True)
class Type:
    """A type: its fields, input fields, or values, whichever its kind has."""

    name: str
    kind: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    inputs: Mapping[str, Argument] = field(default_factory=dict)
    values: frozenset[str] = frozenset()
    interfaces: frozenset[str] = frozenset()


_NOTHING: Final = Type("", "")


@dataclass(frozen=True, eq=False)
class Schema:
    """All types of an API.

    Attributes
    ----------
    query : str
        Name of the type whose fields a query begins with.
    types : mapping of str to Type
        Name → type.
    """

    query: str
    types: Mapping[str, Type]

    def of(self, ref: Ref) -> Type:
        """Return the type a reference names; one without fields where it is not told of."""
        return self.types.get(ref.name, _NOTHING)

    @property
    def root(self) -> Type:
        """The type whose fields a query begins with."""
        return self.types.get(self.query, _NOTHING)


def parse(data: Any) -> Schema:
    """Return the schema in the answer to `INTROSPECTION`.

    Raises
    ------
    ShapeChanged
        If it is none.
    """
    try:
        told = data["__schema"]
        types = {one["name"]: _type(one) for one in told["types"]}
        return Schema(told["queryType"]["name"], types)
    except (KeyError, TypeError):
        raise ShapeChanged(
            "the answer to the introspection query holds no schema",
            hint="check that the URL is a GraphQL endpoint",
        ) from None


def _type(one: Mapping[str, Any]) -> Type:
    fields = [
        Field(each["name"], _ref(each["type"]), _arguments(each["args"]))
        for each in one.get("fields") or ()
    ]
    return Type(
        one["name"],
        one["kind"],
        {each.name: each for each in fields},
        _arguments(one.get("inputFields")),
        frozenset(value["name"] for value in one.get("enumValues") or ()),
        frozenset(face["name"] for face in one.get("interfaces") or ()),
    )


def _arguments(told: Any) -> dict[str, Argument]:
    return {
        one["name"]: Argument(
            one["name"], _ref(one["type"]), one.get("defaultValue") is not None
        )
        for one in told or ()
    }


def _ref(told: Mapping[str, Any]) -> Ref:
    match told["kind"]:
        case "NON_NULL":
            inner = _ref(told["ofType"])
            return Ref(f"{inner.text}!", inner.name, inner.kind)
        case "LIST":
            inner = _ref(told["ofType"])
            return Ref(f"[{inner.text}]", inner.name, inner.kind)
        case kind:
            return Ref(told["name"], told["name"], kind)
