"""Everything a source of one's own is made of; see the guide ``docs/writing-a-source.md``."""

from diorama_nb.changes import Change, Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.errors import (
    AuthFailed,
    Forbidden,
    NotFound,
    RateLimited,
    SourceError,
    SourceMissing,
    SourceUnavailable,
    SpecError,
    Unsupported,
    WriteConflict,
    WriteRejected,
)
from diorama_nb.query import ALL, Condition, Order, Query
from diorama_nb.rows.aggregate import Measure, Tally
from diorama_nb.values import Record, as_id
from diorama_nb.vista.capabilities import FLAGS, Capabilities
from diorama_nb.vista.columns import TYPES, Column, infer_columns
from diorama_nb.vista.description import Description, Reference
from diorama_nb.vista.push import Feed, Messages, Watch
from diorama_nb.vista.push.meaning import Message, change_of
from diorama_nb.vista.push.watch import Subject
from diorama_nb.vista.recipe import Recipe
from diorama_nb.vista.sharing import Sharing
from diorama_nb.vista.source import Changed, Page, Source
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.write import Stored, Write

__all__ = [
    "ALL",
    "FLAGS",
    "TYPES",
    "AuthFailed",
    "Capabilities",
    "Change",
    "Changed",
    "Column",
    "Condition",
    "Deleted",
    "Description",
    "Feed",
    "Forbidden",
    "Gap",
    "Inserted",
    "Invalidated",
    "Measure",
    "Message",
    "Messages",
    "NotFound",
    "Order",
    "Page",
    "Query",
    "RateLimited",
    "Recipe",
    "Record",
    "Reference",
    "Sharing",
    "Source",
    "SourceError",
    "SourceMissing",
    "SourceUnavailable",
    "SpecError",
    "Stored",
    "Subject",
    "Tally",
    "Unsupported",
    "Updated",
    "Vista",
    "Watch",
    "Write",
    "WriteConflict",
    "WriteRejected",
    "as_id",
    "change_of",
    "infer_columns",
]
