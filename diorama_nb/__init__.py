"""Slow data feels local in Jupyter: cached, live, virtual-scrolling views of any source."""

from typing import TYPE_CHECKING, Any

from diorama_nb import display, errors, events
from diorama_nb.activity import ActivitySignal
from diorama_nb.alive import census
from diorama_nb.cache.disk import DiskCache
from diorama_nb.cache.memory import MemoryCache
from diorama_nb.cache.null import NullCache
from diorama_nb.changes import Deleted, Gap, Inserted, Invalidated, Updated
from diorama_nb.coverage import Coverage
from diorama_nb.dio.augment import Augment
from diorama_nb.dio.dio import Dio
from diorama_nb.errors import DioramaError
from diorama_nb.frames import Rows
from diorama_nb.lens import Lens
from diorama_nb.live.stream import LiveStream, ManualLiveStream
from diorama_nb.live.table import LiveTable
from diorama_nb.opening import open_source as open
from diorama_nb.parquet.manifest import Export
from diorama_nb.policy import Rate, Retry
from diorama_nb.query import Query
from diorama_nb.rows.aggregate import Count, CountWhere, Custom, Distinct, Max, Mean, Min, Sum
from diorama_nb.runtime import run
from diorama_nb.scenery.cut import EnrichedRecord
from diorama_nb.scenery.identity import Auto, FromRecord, Uuid
from diorama_nb.scenery.record import RecordScenery
from diorama_nb.scenery.servo import Servo
from diorama_nb.scenery.table import TableScenery
from diorama_nb.scenery.value import ValueScenery
from diorama_nb.shared import Shared
from diorama_nb.vista.capabilities import Capabilities
from diorama_nb.vista.columns import Column
from diorama_nb.vista.compose import merge, overlay
from diorama_nb.vista.description import Reference
from diorama_nb.vista.memory import FrameVista, MemoryVista
from diorama_nb.vista.source import Source
from diorama_nb.vista.vista import Vista
from diorama_nb.writes.write import Stored, Write

if TYPE_CHECKING:
    from diorama_nb.vista.files import (
        ArrowVista,
        CsvVista,
        ExcelVista,
        JsonlVista,
        JsonVista,
        ParquetVista,
    )
    from diorama_nb.vista.graphql import GraphQLVista
    from diorama_nb.vista.push import (
        FileChanges,
        MongoChanges,
        NatsStream,
        RedisChannel,
        RedisStream,
        WebSocket,
    )
    from diorama_nb.vista.rest import (
        ApiKey,
        Basic,
        Bearer,
        Continue,
        CountFrom,
        Cursor,
        Env,
        Expression,
        Filters,
        LastId,
        NextLink,
        OAuth2,
        Offset,
        Order,
        Page,
        Poll,
        Range,
        RestVista,
        Since,
        Slices,
        Sse,
        Writes,
    )
    from diorama_nb.vista.sparql import SparqlVista
    from diorama_nb.vista.sql import PgNotify, SqlVista
    from diorama_nb.widgets.badge import ValueBadge
    from diorama_nb.widgets.card import RecordCard
    from diorama_nb.widgets.dashboard import dashboard
    from diorama_nb.widgets.form import RecordForm
    from diorama_nb.widgets.grid import Grid
    from diorama_nb.widgets.picker import Picker
    from diorama_nb.widgets.plot import LivePlot
    from diorama_nb.widgets.status_bar import StatusBar

__all__ = [
    "ActivitySignal",
    "ApiKey",
    "ArrowVista",
    "Augment",
    "Auto",
    "Basic",
    "Bearer",
    "Capabilities",
    "Column",
    "Continue",
    "Count",
    "CountFrom",
    "CountWhere",
    "Coverage",
    "CsvVista",
    "Cursor",
    "Custom",
    "Deleted",
    "Dio",
    "DioramaError",
    "DiskCache",
    "Distinct",
    "EnrichedRecord",
    "Env",
    "ExcelVista",
    "Export",
    "Expression",
    "FileChanges",
    "Filters",
    "FrameVista",
    "FromRecord",
    "Gap",
    "GraphQLVista",
    "Grid",
    "Inserted",
    "Invalidated",
    "JsonVista",
    "JsonlVista",
    "LastId",
    "Lens",
    "LivePlot",
    "LiveStream",
    "LiveTable",
    "ManualLiveStream",
    "Max",
    "Mean",
    "MemoryCache",
    "MemoryVista",
    "Min",
    "MongoChanges",
    "NatsStream",
    "NextLink",
    "NullCache",
    "OAuth2",
    "Offset",
    "Order",
    "Page",
    "ParquetVista",
    "PgNotify",
    "Picker",
    "Poll",
    "Query",
    "Range",
    "Rate",
    "RecordCard",
    "RecordForm",
    "RecordScenery",
    "RedisChannel",
    "RedisStream",
    "Reference",
    "RestVista",
    "Retry",
    "Rows",
    "Servo",
    "Shared",
    "Since",
    "Slices",
    "Source",
    "SparqlVista",
    "SqlVista",
    "Sse",
    "StatusBar",
    "Stored",
    "Sum",
    "TableScenery",
    "Updated",
    "Uuid",
    "ValueBadge",
    "ValueScenery",
    "Vista",
    "WebSocket",
    "Write",
    "Writes",
    "census",
    "dashboard",
    "errors",
    "events",
    "merge",
    "open",
    "overlay",
    "run",
]


def __dir__() -> list[str]:
    """Complete names that are not loaded yet, too: what Tab offers behind ``dn.``."""
    return __all__


def __getattr__(name: str) -> Any:
    """Load what speaks HTTP or SQL, and the widgets, when they are first used."""
    if name not in __all__:
        raise AttributeError(f"module 'diorama_nb' has no attribute {name!r}")
    if name in display.WIDGETS:
        return display.widget(name)
    from diorama_nb.vista import files, graphql, push, rest, sparql, sql

    homes = (files, graphql, push, sparql, sql, rest)
    return getattr(next(home for home in homes if name in home.__all__), name)
