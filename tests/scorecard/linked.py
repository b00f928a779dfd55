"""APIs that say themselves how to go on, as their documentation describes them."""

from __future__ import annotations

from typing import Any

from diorama_nb.vista.rest import Bearer
from tests.scorecard.card import Api
from tests.scorecard.numbered import ids, links, made, paged
from tests.scorecard.server import Asked, Refused, Said

KEY = "a-key"


def signed(asked: Asked) -> None:
    """Refuse those who do not say who they are."""
    if asked.headers.get("Authorization") != f"Bearer {KEY}":
        raise Refused(401, {"error": {"message": "You did not provide an API key."}})


# --- GitHub: a Link header, no total ---

ISSUES = made(230, title=lambda n: f"issue {n}", state=lambda n: "open")


def github(asked: Asked) -> Any:
    if not asked.headers.get("User-Agent"):
        raise Refused(403, "Request forbidden by administrative rules.")
    return Said(paged(asked, ISSUES, 30, 100), headers=links(asked, len(ISSUES), 30, 100))


# --- OpenAlex: pages up to 10,000, a cursor beyond ---

WORKS = [{"id": f"https://openalex.org/W{n}", "cited_by_count": n} for n in range(1, 251)]


def openalex(asked: Asked) -> Any:
    size = asked.number("per_page", 25)
    if size > 100:
        raise Refused(403, {"error": "Pagination error.", "message": "per_page is too large"})
    meta: dict[str, Any] = {"count": len(WORKS), "db_response_time_ms": 9, "per_page": size}
    if cursor := asked.query.get("cursor"):
        start = 0 if cursor == "*" else int(cursor.removeprefix("Ic0_"))
        page = WORKS[start : start + size]
        meta |= {"page": None, "next_cursor": f"Ic0_{start + size}" if page else None}
        return {"meta": meta, "results": page, "group_by": []}
    if asked.number("page", 1) * size > 10_000:
        raise Refused(403, {"error": "Pagination error.", "message": "use a cursor"})
    body = paged(asked, WORKS, 25, 100)
    return {"meta": meta | {"page": asked.number("page", 1)}, "results": body, "group_by": []}


# --- Hugging Face ---

MODELS = [{"_id": f"{n:024x}", "id": f"org/model-{n}", "likes": n} for n in range(1, 251)]


def huggingface(asked: Asked) -> Any:
    start = int(asked.query.get("cursor", "c0")[1:])
    stop = start + min(asked.number("limit", 1000), 1000)
    more = f'<{asked.link(cursor=f"c{stop}")}>; rel="next"'
    return Said(MODELS[start:stop], headers={"Link": more} if stop < len(MODELS) else {})


# --- Stripe: the id of the last row, newest first ---

CUSTOMERS = [
    {"id": f"cus_{n:04}", "object": "customer", "balance": n} for n in range(250, 0, -1)
]


def stripe(asked: Asked) -> Any:
    signed(asked)
    after, limit = asked.query.get("starting_after"), asked.number("limit", 10)
    if not 1 <= limit <= 100:
        wrong = {"type": "invalid_request_error", "param": "limit", "message": "limit <= 100"}
        raise Refused(400, {"error": wrong})
    names = ids(CUSTOMERS)
    if after is not None and after not in names:
        wrong = {"type": "invalid_request_error", "code": "resource_missing"}
        raise Refused(400, {"error": wrong | {"message": f"No such customer: '{after}'"}})
    start = names.index(after) + 1 if after else 0
    page = CUSTOMERS[start : start + limit]
    more = start + limit < len(CUSTOMERS)
    return {"object": "list", "url": asked.path, "has_more": more, "data": page}


# --- Wikipedia: parameters to repeat; errors have status 200 ---

PAGES = [{"ns": 0, "title": f"Page {n}", "pageid": 1000 + n} for n in range(1, 131)]


def wikipedia(asked: Asked) -> Any:
    if asked.query.get("format") != "json":
        return Said("<html>MediaWiki API result</html>")
    if not asked.query.get("srsearch"):
        return {
            "error": {"code": "nosrsearch", "info": 'The "srsearch" parameter must be set.'}
        }
    start, limit = asked.number("sroffset", 0), min(asked.number("srlimit", 10), 500)
    follow = {"sroffset": start + limit, "continue": "-||"}
    return {
        "batchcomplete": "",
        **({"continue": follow} if start + limit < len(PAGES) else {}),
        "query": {
            "searchinfo": {"totalhits": len(PAGES)},
            "search": PAGES[start : start + limit],
        },
    }


# --- Crossref: a cursor even on the last page ---

PAPERS = [{"DOI": f"10.5555/{n}", "title": [f"Paper {n}"]} for n in range(1, 331)]


def crossref(asked: Asked) -> Any:
    rows, offset = asked.number("rows", 20), asked.number("offset", 0)
    cursor = asked.query.get("cursor")
    if rows > 1000 or offset + rows > 10_000:
        wrong = {"type": "parameter-not-allowed", "message": "offset may not exceed 10000"}
        raise Refused(400, {"status": "failed", "message": [wrong]})
    start = int(cursor.removeprefix("DnF1ZXJ5")) if cursor and cursor != "*" else offset
    page = PAPERS[start : start + rows]
    return {
        "status": "ok",
        "message-type": "work-list",
        "message": {
            "facets": {},
            "total-results": len(PAPERS),
            "items": page,
            "items-per-page": rows,
            "query": {"start-index": start, "search-terms": None},
            **({"next-cursor": f"DnF1ZXJ5{start + len(page)}"} if cursor else {}),
        },
    }


# --- openFDA: rel="Next", and 404 for none ---

EVENTS = [{"safetyreportid": str(9000 + n), "serious": str(n % 2)} for n in range(1, 331)]


def openfda(asked: Asked) -> Any:
    skip, limit = asked.number("skip", 0), asked.number("limit", 1)
    after = asked.query.get("search_after")
    if after is not None and "skip" in asked.query:
        wrong = {"code": "BAD_REQUEST", "message": "skip and search_after exclude each other"}
        raise Refused(400, {"error": wrong})
    if limit > 1000 or skip > 25_000:
        raise Refused(
            400, {"error": {"code": "BAD_REQUEST", "message": "Skip value too large"}}
        )
    if asked.query.get("search"):
        raise Refused(404, {"error": {"code": "NOT_FOUND", "message": "No matches found!"}})
    start = int(after.split("%3D")[-1]) if after else skip
    stop = start + limit
    more = f'<{asked.link(search_after=f"0%3D{stop}", skip=None)}>; rel="Next"'
    body = {
        "meta": {"results": {"skip": skip, "limit": limit, "total": len(EVENTS)}},
        "results": EVENTS[start:stop],
    }
    return Said(body, headers={"Link": more} if stop < len(EVENTS) else {})


# --- Mastodon: ids are long numbers as text, forty a page at most ---

TOOTS = [{"id": str(111_000_000_000_000_000 - n), "content": f"toot {n}"} for n in range(130)]


def mastodon(asked: Asked) -> Any:
    limit = min(asked.number("limit", 20), 40)
    below = asked.number("max_id", 10**18)
    page = [toot for toot in TOOTS if int(toot["id"]) < below][:limit]
    if not page:
        return []
    follow = f'<{asked.link(max_id=page[-1]["id"])}>; rel="next"'
    return Said(page, headers={"Link": f'{follow}, <{asked.link(min_id=1)}>; rel="prev"'})


# --- Notion: the question is a POST, the cursor goes into its body ---

NOTES = [
    {"object": "page", "id": f"{n:08x}-0000-4000-8000-000000000000", "archived": False}
    for n in range(1, 251)
]


def notion(asked: Asked) -> Any:
    signed(asked)
    if asked.method != "POST":
        raise Refused(404, {"object": "error", "message": "Invalid request URL."})
    if "Notion-Version" not in asked.headers:
        raise Refused(400, {"code": "missing_version", "message": "Notion-Version is missing"})
    size = asked.body.get("page_size", 100)
    if type(size) is not int or size > 100:
        raise Refused(400, {"code": "validation_error", "message": "page_size is no number"})
    names, cursor = ids(NOTES), asked.body.get("start_cursor")
    start = names.index(cursor) if cursor else 0
    more = start + size < len(NOTES)
    return {
        "object": "list",
        "results": NOTES[start : start + size],
        "next_cursor": names[start + size] if more else None,
        "has_more": more,
    }


# --- Microsoft Graph: OData, the total only when asked for ---

MAILS = [{"id": f"AAMk{n}=", "subject": f"Mail {n}"} for n in range(1, 251)]


def graph(asked: Asked) -> Any:
    signed(asked)
    size, skip = min(asked.number("$top", 10), 1000), asked.number("$skip", 0)
    follow = {"@odata.nextLink": asked.link(**{"$skip": skip + size})}
    counted = {"@odata.count": len(MAILS)} if asked.query.get("$count") == "true" else {}
    return {
        "@odata.context": f"https://{asked.host}/v1.0/$metadata#users('me')/messages",
        **counted,
        "value": MAILS[skip : skip + size],
        **(follow if skip + size < len(MAILS) else {}),
    }


APIS = (
    Api(
        "GitHub issues",
        "https://api.github.com/repos/jupyter/notebook/issues",
        github, ids(ISSUES), None, 3, ("230", "title", "issue 230"),
    ),
    Api(
        "OpenAlex",
        "https://api.openalex.org/works?filter=publication_year:2024",
        openalex, ids(WORKS), 250, 4, ("https://openalex.org/W9", "cited_by_count", 9),
        windows=True,
    ),
    Api(
        "Hugging Face",
        "https://huggingface.co/api/models",
        huggingface, ids(MODELS), None, 3, ("org/model-250", "likes", 250),
    ),
    Api(
        "Stripe",
        "https://api.stripe.com/v1/customers",
        stripe, ids(CUSTOMERS), None, 3, ("cus_0001", "balance", 1), auth=Bearer(KEY),
    ),
    Api(
        "Wikipedia",
        "https://en.wikipedia.org/w/api.php?action=query&list=search&srsearch=map&srlimit=50",
        wikipedia, ids(PAGES, "pageid"), 130, 3, ("1130", "title", "Page 130"),
        declared={"id": "pageid"},
    ),
    Api(
        "Crossref",
        "https://api.crossref.org/works?filter=type:dataset",
        crossref, ids(PAPERS, "DOI"), 330, 5, ("10.5555/330", "title", ["Paper 330"]),
        windows=True,
    ),
    Api(
        "openFDA",
        "https://api.fda.gov/drug/event.json",
        openfda, ids(EVENTS, "safetyreportid"), 330, 4, ("9330", "serious", "0"),
        windows=True, declared={"id": "safetyreportid"},
    ),
    Api(
        "Mastodon",
        "https://mastodon.social/api/v1/timelines/public",
        mastodon, ids(TOOTS), None, 5, (TOOTS[129]["id"], "content", "toot 129"),
    ),
    Api(
        "Notion",
        "https://api.notion.com/v1/databases/d9824bdc/query",
        notion, ids(NOTES), None, 3, (NOTES[249]["id"], "archived", False), auth=Bearer(KEY),
        declared={"method": "POST", "headers": {"Notion-Version": "2022-06-28"}},
    ),
    Api(
        "Microsoft Graph (OData)",
        "https://graph.microsoft.com/v1.0/me/messages",
        graph, ids(MAILS), 250, 3, ("AAMk250=", "subject", "Mail 250"), auth=Bearer(KEY),
    ),
)  # fmt: skip
