"""PostgreSQL's notifications as a way to tell of changes, and the triggers that send them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from diorama_nb.errors import SpecError
from diorama_nb.policy import Duration, seconds
from diorama_nb.vista.fingerprint import digest
from diorama_nb.vista.push.declared import Feed

_LONGEST: Final = 63
"""Bytes of the longest name in PostgreSQL."""

_TRIGGER: Final = """\
CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $diorama$
DECLARE
  old_id jsonb;
  new_id jsonb;
  news jsonb[];
  one jsonb;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    PERFORM pg_notify({channel}, '');
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    old_id := {old};
  END IF;
  IF TG_OP <> 'DELETE' THEN
    new_id := {new};
  END IF;
  IF TG_OP = 'UPDATE' AND old_id IS DISTINCT FROM new_id THEN
    news := ARRAY[
      jsonb_build_object('op', 'delete', 'id', old_id),
      jsonb_build_object('op', 'insert', 'id', new_id)
    ];
  ELSE
    news := ARRAY[jsonb_build_object('op', lower(TG_OP), 'id', coalesce(new_id, old_id))];
  END IF;
  FOREACH one IN ARRAY news LOOP
    -- A payload of 8000 bytes would fail the write: a blank one says that something changed.
    PERFORM pg_notify(
      {channel}, CASE WHEN octet_length(one::text) < 8000 THEN one::text ELSE '' END
    );
  END LOOP;
  RETURN NULL;
END
$diorama$;

CREATE OR REPLACE TRIGGER diorama_notify
  AFTER INSERT OR UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION {function}();

CREATE OR REPLACE TRIGGER diorama_notify_truncate
  AFTER TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""


@dataclass(frozen=True, slots=True)
class PgNotify:
    """Changes of a PostgreSQL table as notifications on a channel (``LISTEN``).

    Delivery is lossy: the server keeps nothing for who is not connected, so each connection
    begins with a `Gap`, after which everything is read again. Rows are not carried: a
    notification names a row, and those named together are read together. What arrives is in
    order per row: several changes of one, told together, are its last state.

    A notification's payload is ``{"op": "insert" | "update" | "delete", "id": …}``, with a list
    of values as the id where a key has several columns; `trigger` returns the SQL that sends
    it. Any other payload, also a blank one, says that something changed: all is read again.

    The connection is one of its own, with the settings of the reads. It must be one to the
    server itself: a pool in between that gives connections out by transaction does not pass
    notifications on. The URL must name the driver psycopg: ``postgresql+psycopg://…``.

    Parameters
    ----------
    channel : str
        Name of the channel, spelled as it is given to ``pg_notify``; at most 63 bytes. One for
        each table.
    keepalive : seconds, timedelta, text or None
        After so long a silence the server is asked whether it still answers; None: never, then
        a connection that died silently is noticed when the operating system does.

    Raises
    ------
    SpecError
        If the channel is no name, or the time is none.

    Examples
    --------
    >>> way = PgNotify("orders")
    >>> print(way.trigger("shop.orders", id="id").splitlines()[-3])
    CREATE OR REPLACE TRIGGER diorama_notify_truncate
    >>> str(way.feed)
    'lossy, begins anew with a gap, tells ids or less, rows are read, in order per row'
    """

    channel: str
    keepalive: Duration | None = field(default="1m", kw_only=True)

    def __post_init__(self) -> None:
        _check("channel", self.channel)
        if self.keepalive is not None and seconds(self.keepalive, name="keepalive") <= 0:
            raise SpecError(
                f"keepalive={self.keepalive!r} is no time to wait", hint='keepalive="1m"'
            )

    @property
    def feed(self) -> Feed:
        """What can be relied on."""
        return Feed("lossy", None, False, "per_key")

    @property
    def silence(self) -> float | None:
        """Seconds of silence after which the server is asked whether it still answers."""
        return None if self.keepalive is None else seconds(self.keepalive, name="keepalive")

    def trigger(self, table: str | tuple[str, str], *, id: str | Sequence[str] = "id") -> str:
        """Return the SQL that makes a table tell of its changes; nothing runs it by itself.

        It makes a function beside the table and two triggers on it, and may be run again.
        Needs PostgreSQL 14 or newer, the right to make functions in the table's schema, and
        ``TRIGGER`` on the table.

        Parameters
        ----------
        table : str or tuple of str
            The table, as ``"orders"`` or ``"shop.orders"``; ``("shop", "or.ders")`` where a
            name holds a dot. Spelled as the database has it.
        id : str or sequence of str
            The columns that name a row, as they are declared to `SqlVista`, in its order.

        Returns
        -------
        str
            Statements, each ended by ``;``.

        Raises
        ------
        SpecError
            If a name can be none.
        """
        names = table.split(".") if isinstance(table, str) else list(table)
        if len(names) > 2:
            raise SpecError(
                f"table={table!r} has more than a schema and a name",
                hint='("schema", "na.me") where a name holds a dot',
            )
        keys = [id] if isinstance(id, str) else list(id)
        if not keys:
            raise SpecError("nothing names a row", hint='id="id"')
        for name in (*names, *keys):
            _check("name", name)
        function = f"{names[-1]}_notify"
        if len(function.encode()) > _LONGEST:
            function = f"notify_{digest(names[-1])}"[:_LONGEST]
        return _TRIGGER.format(
            function=".".join(map(_quoted, (*names[:-1], function))),
            table=".".join(map(_quoted, names)),
            channel="'" + self.channel.replace("'", "''") + "'",
            old=_id_of("OLD", keys),
            new=_id_of("NEW", keys),
        )


def _id_of(row: str, keys: Sequence[str]) -> str:
    values = ", ".join(f"{row}.{_quoted(key)}" for key in keys)
    return f"to_jsonb({values})" if len(keys) == 1 else f"jsonb_build_array({values})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _check(what: str, name: object) -> None:
    if not isinstance(name, str) or not name or "\0" in name:
        raise SpecError(f"the {what} {name!r} is no text", hint='such as "orders"')
    if len(name.encode()) > _LONGEST:
        raise SpecError(
            f"the {what} {name!r:.40} is longer than {_LONGEST} bytes", hint="use a shorter one"
        )
