"""Rows for people and for pandas: snapshots that know how much of the set they hold."""

from __future__ import annotations

import html
import json
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from diorama_nb.coverage import Coverage
from diorama_nb.errors import SpecError
from diorama_nb.rows import codec
from diorama_nb.rows.records import as_table
from diorama_nb.values import Record, display

if TYPE_CHECKING:
    import pandas as pd

HTML_ROWS: Final = 50
"""Rows a static table shows."""

HTML_CHARS: Final = 1000
"""Characters of one cell it shows."""

HTML_WORD: Final = 60
"""Characters without a space that stand on one line of a cell."""


class Rows(Mapping[str, Record]):
    """Records by id, in order, with the coverage of the answer they are.

    Parameters
    ----------
    records : mapping of str to Record
        id → record.
    coverage : Coverage
        How much of the asked set this is.
    types : mapping of str to str
        Column → declared type, where the source says one.
    info : mapping of str to object
        More facts for ``DataFrame.attrs["diorama"]``, e.g. generation and age.
    rest : callable or None
        Reads what is missing, and returns all rows.
    error : Exception or None
        Why something is missing.
    """

    def __init__(
        self,
        records: Mapping[str, Record],
        coverage: Coverage,
        *,
        types: Mapping[str, str] | None = None,
        info: Mapping[str, Any] | None = None,
        rest: Callable[[], Awaitable[Rows]] | None = None,
        error: Exception | None = None,
    ) -> None:
        self._records = records
        self._rest = rest
        self.coverage = coverage
        self.error = error
        self._types = dict(types or {})
        self._info = dict(info or {})

    def __getitem__(self, id: str) -> Record:
        return self._records[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    @property
    def records(self) -> Mapping[str, Record]:
        """The rows as they came, perhaps not decoded yet."""
        return self._records

    @property
    def types(self) -> dict[str, str]:
        """Column → type, as far as the source says one."""
        return dict(self._types)

    @property
    def age(self) -> float:
        """Seconds since the oldest of them was read; 0.0 where that was for this answer."""
        return float(self._info.get("age") or 0.0)

    @property
    def complete(self) -> bool | None:
        """Whether these are all rows of the set; None when nobody knows."""
        return self.coverage.complete

    @property
    def total(self) -> int | None:
        """Rows the source says there are."""
        return self.coverage.total

    @property
    def missing(self) -> tuple[range, ...]:
        """Places of rows that are known to be missing, where places are known."""
        return self.coverage.missing

    @property
    def retry_at(self) -> datetime | None:
        """When the source may be asked again, as it said itself."""
        return getattr(self.error, "retry_at", None)

    async def resume(self) -> Rows:
        """Read what is missing, and nothing else; return it with the rows that are here.

        Returns
        -------
        Rows
            These rows themselves where nothing is missing. Incomplete again where the source
            fails again.

        Raises
        ------
        SpecError
            If it is not known what is missing.

        Examples
        --------
        >>> rows = await vista.list_values()  # doctest: +SKIP
        >>> rows  # doctest: +SKIP
        <Rows 200 of 500 rows (incomplete, SourceUnavailable: HTTP 503)>
        >>> rows = await rows.resume()  # doctest: +SKIP
        """
        if self._rest is not None:
            return await self._rest()
        if self.complete:
            return self
        raise SpecError(
            "it is not known which rows are missing",
            hint="read again: await vista.list_values(), or await dio.load_all()",
        )

    def required(self, require: str | None) -> Rows:
        """Return the rows, or raise when a complete answer was required.

        Raises
        ------
        CoverageError
            With ``require="complete"`` over a part of the set.
        """
        if require not in (None, "complete"):
            raise SpecError.unknown("requirement", str(require), ["complete"])
        if require == "complete":
            self.coverage.required()
        return self

    def to_arrow(self) -> pa.Table:
        """Return the rows as an Arrow table with their ids.

        ``table.schema.metadata[b"diorama"]`` holds the coverage as JSON.
        """
        told = json.dumps({**self.coverage.plain, **self._info})
        table = public_table(codec.declared(as_table(self._records), self._types))
        return table.replace_schema_metadata({"diorama": told})

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a DataFrame indexed by id, coverage in ``attrs["diorama"]``."""
        return dataframe(as_table(self._records), self.coverage, self._types, self._info)

    def __repr__(self) -> str:
        return f"<Rows {self.coverage}>"

    def _repr_html_(self) -> str:
        return html_table(self._records, str(self.coverage))


def dataframe(
    table: pa.Table,
    coverage: Coverage,
    types: Mapping[str, str] | None = None,
    info: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Return a row table as a DataFrame.

    Parameters
    ----------
    table : pyarrow.Table
        A row table (`diorama_nb.rows.codec`).
    coverage : Coverage
        Kept in ``attrs["diorama"]``.
    types : mapping of str to str
        Declared column types; text in a ``datetime`` or ``date`` column is parsed. Without
        rows, these are the columns.
    info : mapping of str to object
        Further entries of ``attrs["diorama"]``.

    Returns
    -------
    pandas.DataFrame
        Index: the ids. Whole numbers with nulls are ``Int64``, booleans with nulls
        ``boolean``, nested values stay Python objects.
    """
    import pandas as pd

    table = codec.declared(table, types or {})
    fields = table.schema.names[2:]
    plain = [f for f in fields if table.schema.field(f).type != codec.CBOR]
    nullable = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    gaps = [
        f
        for f in plain
        if table.column(f).null_count and table.schema.field(f).type in nullable
    ]
    simple = [field for field in plain if field not in gaps]
    whole: pd.DataFrame = table.select(simple).to_pandas(date_as_object=True)
    columns: dict[str, Any] = {field: whole[field] for field in simple}
    for field in gaps:
        columns[field] = table.column(field).to_pandas(types_mapper=nullable.get)
    for field in fields:
        if field not in columns:
            columns[field] = pd.Series(codec.column_values(table.column(field)), dtype=object)
    if len(columns) == len(whole.columns):
        frame = whole  # nothing to add: no second copy
    else:
        frame = pd.DataFrame({field: columns[field] for field in fields})
    frame.columns = pd.Index([codec.column_name(field) for field in fields])
    for name, kind in (types or {}).items():
        if (
            kind in ("datetime", "date")
            and name in frame
            and frame[name].dtype in (object, "str")
        ):
            frame[name] = _parsed(frame[name])
    # A name of two things is refused by merge, groupby, sort_values and reset_index.
    frame.index = pd.Index(table.column(0).to_pandas())
    frame.index.name = None if "id" in frame else "id"
    frame.attrs["diorama"] = {**coverage.plain, **(info or {})}
    return frame


def _parsed(column: pd.Series[Any]) -> pd.Series[Any]:
    """Return a text column as datetimes if every text is one."""
    import pandas as pd

    try:
        return pd.to_datetime(column, format="ISO8601")
    except (ValueError, TypeError):
        return column


def public_table(table: pa.Table) -> pa.Table:
    """Return a row table as others read it: ``id`` first, no inner columns, nested as text."""
    names, columns = ["id"], [table.column(0)]
    for field in table.schema.names[2:]:
        name, column = codec.column_name(field), table.column(field)
        if column.type == codec.CBOR:
            values = codec.column_values(column)
            column = pa.array([None if v is None else display(v) for v in values], pa.string())
        if name == "id":
            names[0] = "\0id"  # the record's own id column takes the name
        names.append(name)
        columns.append(column)
    if names[0] != "id":
        names, columns = names[1:], columns[1:]
    return pa.Table.from_arrays(columns, names=names)


def _cell(value: Any) -> str:
    text = display(value)
    more = "…" if len(text) > HTML_CHARS else ""
    # A long text without a space must not push the columns behind it off the page.
    long = any(len(word) > HTML_WORD for word in text[:HTML_CHARS].split())
    style = ' style="min-width: 20em; overflow-wrap: anywhere"' if long else ""
    return f"<td{style}>{html.escape(text[:HTML_CHARS] + more)}</td>"


def html_table(records: Mapping[str, Record], caption: str, limit: int = HTML_ROWS) -> str:
    """Return records as a static HTML table; everything is escaped."""
    shown = [records[id] for _, id in zip(range(limit), records, strict=False)]
    names = list(dict.fromkeys(name for record in shown for name in record))
    head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
    body = "".join("<tr>" + "".join(_cell(r.get(n)) for n in names) + "</tr>" for r in shown)
    more = f", first {limit} shown" if len(records) > limit else ""
    return (
        f"<table><caption>{html.escape(caption)}{more}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )
