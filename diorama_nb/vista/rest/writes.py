"""The words by which it is declared how an API takes writes; frozen, checked when written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from diorama_nb.errors import SpecError
from diorama_nb.vista.rest.checks import need_text
from diorama_nb.vista.rest.encode import MEDIA

_VERBS: Final = {
    "insert": ("POST", "PUT"),
    "update": ("PATCH", "PUT", "POST"),
    "replace": ("PUT", "POST", "PATCH"),
    "delete": ("DELETE",),
}
"""Kind of write → the methods it can be sent by, the usual one first."""


@dataclass(frozen=True, slots=True)
class Writes:
    """How an API takes writes.

    Inserts go to the address of the list, everything else to that of the record (`detail` of
    `RestVista`; where it is not declared, the list's address and the id behind it).

    Parameters
    ----------
    insert : "POST", "PUT" or None
        ``"POST"`` to the list, which may make the id; ``"PUT"`` to the address of a record
        that is not there yet. None: records can not be inserted; the same below.
    update : "PATCH", "PUT", "POST" or None
        How some columns are changed. ``"PUT"``, for APIs that only take whole records: the
        record is read, merged with the change, and sent back.
    replace : "PUT", "POST", "PATCH" or None
        How a whole record is written. ``"PATCH"``, for APIs that only take changes: the record
        is read, and what the new one does not have is sent as null.
    delete : "DELETE" or None
        How a record is deleted.
    exists : "ask" or "refused"
        How an insert under an id that exists is noticed: by asking for the record before, or
        by the API's refusal, which saves a request where it can be relied on.
    clear : str or None
        Address where one DELETE deletes every row, may begin with ``{url}``. It is used for
        the whole set only; a narrowed one is deleted row by row.
    body : str or None
        Name under which a record is sent (``"product"`` for ``{"product": {...}}``), ``"$"``
        for a bare one; None: as `record` of `RestVista` says.
    format : "json", "form" or "jsonapi"
        What a body is: JSON, the fields of a form (``price=9&address[city]=Rome``), or a
        document of JSON:API.
    idempotency_header : str or None
        Header that names a write, usually ``"Idempotency-Key"``, where the API applies writes
        of one name only once. Any write may be sent again then.
    if_match : bool or str
        Whether a write carries the ``ETag`` of the record it was made for as ``If-Match``, or
        the column whose value stands there instead. A row of a list has no ETag of its own:
        its record is read before it is written.
    version : str or None
        Column that changes with every write, and has to be sent back: in the body, and as a
        parameter of a DELETE.

    Raises
    ------
    SpecError
        If a method can not mean anything.
    """

    insert: Literal["POST", "PUT"] | None = "POST"
    update: Literal["PATCH", "PUT", "POST"] | None = "PATCH"
    replace: Literal["PUT", "POST", "PATCH"] | None = "PUT"
    delete: Literal["DELETE"] | None = "DELETE"
    exists: Literal["ask", "refused"] = "ask"
    clear: str | None = None
    body: str | None = None
    format: Literal["json", "form", "jsonapi"] = "json"
    idempotency_header: str | None = None
    if_match: bool | str = False
    version: str | None = None

    def __post_init__(self) -> None:
        for name, verbs in _VERBS.items():
            given = getattr(self, name)
            if given is True:
                object.__setattr__(self, name, verbs[0])
            elif given is False or given is None:
                object.__setattr__(self, name, None)
            elif not isinstance(given, str) or given.upper() not in verbs:
                raise SpecError.unknown(f"method of {name}", str(given), verbs)
            else:
                object.__setattr__(self, name, given.upper())
        if self.exists not in ("ask", "refused"):
            raise SpecError.unknown("exists", str(self.exists), ("ask", "refused"))
        if self.format not in MEDIA:
            raise SpecError.unknown("format of a body", str(self.format), MEDIA)
        for name in ("clear", "body", "idempotency_header", "version"):
            if (text := getattr(self, name)) is not None:
                need_text("Writes", **{name: text})
        match: object = self.if_match
        if not isinstance(match, bool | str) or match == "":
            raise SpecError(
                f"Writes: if_match={match!r} means nothing",
                hint='if_match=True for ETags, or if_match="<column>"',
            )

    @classmethod
    def of(cls, given: object) -> Writes | None:
        """Read what stands behind ``writes=``.

        Parameters
        ----------
        given : bool, "put", iterable of str, mapping, Writes or None
            True: the usual way. ``"put"``: changes are sent as whole records. Names: only
            these of ``insert, update, replace, delete``; ``update`` includes ``replace``. A
            mapping: the parameters of `Writes`. False and None: no writes.
        """
        if isinstance(given, Writes):
            return given
        if given is None or given is False:
            return None
        if given is True:
            return cls()
        if isinstance(given, str) and given.lower() == "put":
            return cls(update="PUT")
        if isinstance(given, Mapping):
            return cls._from(given)
        names = {given} if isinstance(given, str) else given
        if not isinstance(names, Iterable):
            raise SpecError(
                f"writes={given!r} is no declaration of writes",
                hint='writes=True, writes=("insert", "update") or writes={"update": "put"}',
            )
        kinds = set(names)
        for name in kinds:
            if name not in _VERBS:
                raise SpecError.unknown("kind of write", str(name), _VERBS)
        if "update" in kinds:
            kinds.add("replace")
        return cls._from({name: name in kinds for name in _VERBS})

    @classmethod
    def _from(cls, given: Mapping[Any, Any]) -> Writes:
        known = [f.name for f in fields(cls)]
        for name in given:
            if name not in known:
                raise SpecError.unknown("word for writes", str(name), known)
        return cls(**given)

    @property
    def flags(self) -> tuple[str, ...]:
        """The capabilities that these words stand for."""
        found = {
            "insert": self.insert,
            "update": self.update or self.replace,
            "delete": self.delete,
        }
        return tuple(flag for flag, verb in found.items() if verb)

    @property
    def version_column(self) -> str | None:
        """The column that tells one state of a record from another, if one does."""
        return self.version or (self.if_match if isinstance(self.if_match, str) else None)
