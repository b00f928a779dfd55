"""Kinds of APIs that many hosts speak, as plain data."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from diorama_nb.vista.push.declared import Sse
from diorama_nb.vista.rest.asking import Filters, Order
from diorama_nb.vista.rest.expressions import Expression
from diorama_nb.vista.rest.preset import Preset
from diorama_nb.vista.rest.spec import CountFrom, Declared
from diorama_nb.vista.rest.ways import Continue, Cursor, LastId, NextLink, Offset, Page
from diorama_nb.vista.rest.writes import Writes

JSON_SERVER: Final = Declared(
    rows="$",
    page=Offset("_start", "_limit"),
    total="header:X-Total-Count",
    past_end="empty",
    detail="{url}/{id}",
    order=Order("_sort", direction="_order", separator=","),
    filters=Filters(any={"==": "{}", ">=": "{}_gte", "<=": "{}_lte"}),
    search="q",
)

_COMPARED: Final = {
    "==": "{} eq {}", "!=": "{} ne {}", "<": "{} lt {}", "<=": "{} le {}", ">": "{} gt {}",
    ">=": "{} ge {}",
}  # fmt: skip

ODATA_FILTER: Final = Expression(
    "$filter",
    _COMPARED,
    null="null",
    # What reads as a GUID, day, time or duration may be one there, and then has no quotes.
    texts=r"(?s)(?![0-9A-Fa-f]{8}-|\d{4}-\d\d|\d\d:\d\d|-?P[\dT]).*",
)

POCKETBASE_FILTER: Final = Expression(
    "filter",
    {op: f"{{}} {'=' if op == '==' else op} {{}}" for op in _COMPARED},
    both=" && ",
    either=" || ",
    escaped="\\'",
    texts=r"[^\\]*",  # some versions take a backslash before another one away, some do not
    longest=1500,  # no more than 200 conditions
)

SOCRATA_FILTER: Final = Expression(
    "$where",
    # Numbers are texts in its answers: only what can be nothing but a text is the same there.
    {"==": "{} = {}"},
    both=" AND ",
    either=" OR ",
    texts=r"(?s)(?![-+.\d]).*",
    columns=r"[a-z_][a-z0-9_]*",
)

ODATA: Final = Declared(
    rows="value",
    shape="odata",
    page=NextLink("@odata.nextLink"),
    detail="{url}({id})",
    missing=400,
    total="@odata.count",
    order=Order("$orderby", asc="{} asc", desc="{} desc", separator=","),
    filters=Filters(expression=ODATA_FILTER),
    writes=Writes(if_match="@odata.etag"),
)

STYLES: Final = (
    Preset("json-server", replace(JSON_SERVER, writes=Writes())),
    # --- Django REST framework ---
    Preset("drf", Declared(rows="results", page=NextLink("next"), total="count")),
    Preset(
        "drf-page",
        Declared(rows="results", page=Page("page"), total="count", past_end="404"),
    ),
    Preset(
        "drf-limitoffset",
        Declared(rows="results", page=Offset("offset", "limit"), total="count"),
    ),
    Preset("drf-cursor", Declared(rows="results", page=NextLink("next"), total=None)),
    # --- formats with a specification ---
    Preset(
        "odata",
        # `$skip` is optional in OData, and `$skiptoken` opaque: links only. `$top` is no size
        # of a page: with it there is no link to what follows.
        ODATA,
        params={"$count": "true"},
    ),
    Preset(
        "msgraph",
        replace(
            ODATA,
            page=NextLink("@odata.nextLink", size="$top"),
            detail="{url}/{id}",
            writes=None,
        ),
        params={"$count": "true"},
    ),
    Preset(
        "jsonapi",
        # The specification fixes the links, not the parameters of pages and filters.
        Declared(
            rows="data",
            shape="jsonapi",
            id="id",
            page=NextLink("links.next"),
            detail="{url}/{id}",
            record="data",
            order=Order("sort", separator=","),
            writes=Writes(replace="PATCH", format="jsonapi"),
        ),
    ),
    Preset(
        "drf-jsonapi",
        Declared(
            rows="data",
            shape="jsonapi",
            id="id",
            page=Page("page[number]", "page[size]"),
            max_page_size=100,
            total="meta.pagination.count",
            past_end="404",
            detail="{url}/{id}",
            record="data",
            order=Order("sort", separator=","),
            filters=Filters(
                any={
                    "==": "filter[{}]",
                    "<": "filter[{}.lt]",
                    "<=": "filter[{}.lte]",
                    ">": "filter[{}.gt]",
                    ">=": "filter[{}.gte]",
                }
            ),
            writes=Writes(replace="PATCH", format="jsonapi"),
        ),
    ),
    Preset(
        "hal",
        # Spring Data REST: the name below `_embedded` is that of the resource.
        Declared(
            rows="_embedded.*[]",
            page=Page("page", "size", base=0),
            total="page.totalElements",
            past_end="empty",
            order=Order("sort", asc="{},asc", desc="{},desc"),
        ),
    ),
    # --- programs that run on many hosts ---
    Preset(
        "wordpress",
        Declared(
            rows="$",
            id="id",
            page=Offset("offset", "per_page"),
            max_page_size=100,
            total="header:X-WP-Total",
            past_end="400:rest_post_invalid_page_number",
            detail="{url}/{id}",
            order=Order(
                "orderby", direction="order", columns=("date", "id", "modified", "slug")
            ),
            search="search",
        ),
    ),
    Preset(
        "socrata",
        # Without an order the rows come in any: offsets would mean nothing.
        Declared(
            rows="$",
            id=":id",
            page=Offset("$offset", "$limit"),
            total=CountFrom("$[0].count", params={"$select": "count(*)", "$order": None}),
            past_end="empty",
            order=Order("$order", asc="{} ASC", desc="{} DESC", separator=","),
            filters=Filters(any={"==": "{}"}, expression=SOCRATA_FILTER),
            search="$q",
        ),
        params={"$order": ":id", "$$exclude_system_fields": "false"},
    ),
    Preset(
        "pocketbase",
        Declared(
            rows="items",
            id="id",
            page=Page("page", "perPage"),
            max_page_size=500,
            total="totalItems",
            past_end="empty",
            detail="{url}/{id}",
            order=Order("sort", separator=","),
            filters=Filters(expression=POCKETBASE_FILTER),
            writes=Writes(replace="PATCH"),
            watch=Sse(
                "../../realtime",
                kind="action",
                row="record",
                idle="6m",  # it closes what was quiet for five minutes itself
                subscribe={"clientId": "{clientId}", "subscriptions": ["{url[-2]}/*"]},
            ),
        ),
    ),
    Preset(
        "kinto",
        Declared(
            rows="data",
            id="id",
            page=NextLink("header:next-page", size="_limit"),
            total=CountFrom("header:Total-Objects", method="HEAD"),
            detail="{url}/{id}",
            record="data",
            # It compares nulls and missing values with numbers, and sorts them among them:
            # only when a record changed is always there.
            order=Order("_sort", columns=("last_modified",)),
            filters=Filters(
                {"last_modified": {">=": "min_last_modified", ">": "gt_last_modified"}},
                any={"==": "{}"},
                quoted=True,
            ),
            writes=Writes(exists="refused", if_match="last_modified"),
        ),
    ),
    Preset(
        "datasette",
        Declared(
            rows="rows",
            shape="datasette",
            page=NextLink("next_url", size="_size"),
            max_page_size=1000,
            total="filtered_table_rows_count",
            # `_search` is ignored where a table has no full-text index, and `_sort` puts nulls
            # first: both are done here.
            filters=Filters(
                any={
                    "==": "{}__exact",
                    ">=": "{}__gte",
                    "<=": "{}__lte",
                    ">": "{}__gt",
                    "<": "{}__lt",
                },
                nested=False,  # a label can not be asked for
            ),
        ),
    ),
    Preset(
        "stripe",
        # Newest first, and no other order.
        Declared(
            rows="data",
            id="id",
            page=LastId("starting_after", more="has_more", size="limit"),
            max_page_size=100,
            total=None,
            detail="{url}/{id}",
            writes=Writes(
                update="POST",
                replace=None,
                format="form",
                idempotency_header="Idempotency-Key",
            ),
        ),
    ),
    Preset(
        "mediawiki",
        Declared(page=Continue("continue"), total="query.searchinfo.totalhits"),
        params={"format": "json"},
    ),
    Preset(
        "mastodon",
        Declared(
            rows="$", id="id", page=NextLink("header:link", size="limit"), max_page_size=40
        ),
    ),
    Preset(
        "sparql",
        Declared(rows="results.bindings", shape="bindings", id=None, page=None, total=None),
        params={"format": "json"},
    ),
    Preset(
        "notion",
        Declared(
            rows="results",
            id="id",
            page=Cursor("next_cursor", "body:start_cursor", size="body:page_size"),
            max_page_size=100,
            total=None,
        ),
    ),
    Preset(
        "demo",
        Declared(
            rows="items",
            page=Offset("offset", "limit"),
            total="total",
            past_end="empty",
            detail="{url}/{id}",
            order=Order("sort", direction="order"),
            filters=Filters(any={"==": "{}"}),
            search="q",
            writes=Writes(idempotency_header="Idempotency-Key", if_match=True),
        ),
    ),
)
"""Presets for ``style=``; some paths are known to be of one, see `by_address`."""
