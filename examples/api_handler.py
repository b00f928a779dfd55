"""An HTTP service over a slow API: however many ask for a row, the API is asked once a minute.

``cache_ttl`` has rows served from memory and renewed behind. A write is answered when the API
has stored it; from then on every reader is shown what was stored, and the API is not asked.

    diorama demo-api &
    python examples/api_handler.py http://127.0.0.1:8765/products
    curl 'http://127.0.0.1:8000/?category=beauty&limit=3'
    curl http://127.0.0.1:8000/7
    curl -X PATCH -d '{"price": 9.5}' http://127.0.0.1:8000/7
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import diorama_nb as dn
from diorama_nb.errors import NotFound, SourceError, WriteConflict, WriteRejected


def make_lens(**options):
    """Write the strategy once: how old rows may be, how long a writer waits."""
    return dn.Lens(cache_ttl="60s", retry=dn.Retry(attempts=2), **options)


async def answer(dio, method, target, body=b""):
    """Return the status and the JSON value that a request is answered with."""
    address, rows = urlsplit(target), dio.vista(writes="confirmed")
    id, asked = address.path[1:], dict(parse_qsl(address.query))
    try:
        if method == "PATCH":
            return 200, await rows.patch_value(id, json.loads(body))
        if id:
            record = await rows.get_value(id)
            return 200 if record else 404, record
        rows = rows.where(category=asked["category"]) if "category" in asked else rows
        page = await rows.fetch_window(int(asked.get("offset", 0)), int(asked.get("limit", 20)))
        return 200, {"rows": list(page.rows.values()), "total": page.total}
    except NotFound as error:
        return 404, error.message
    except WriteConflict as error:
        return 409, error.message
    except WriteRejected as error:
        return 422, {"message": error.message, "fields": error.fields}
    except SourceError as error:
        return 503, error.message
    except ValueError as error:
        return 400, str(error)


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP: a thread for each connection, one Dio for all of them."""

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, value = dn.run(answer(self.server.dio, self.command, self.path, body))
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(value).encode())

    do_PATCH = do_GET


if __name__ == "__main__":
    url, port = (*sys.argv[1:], 8000)[:2]
    paging, filters = dn.Offset("offset", "limit"), {"category": "category"}
    shop = dn.RestVista(url, page=paging, total="total", filters=filters, writes=True)
    with ThreadingHTTPServer(("127.0.0.1", int(port)), Handler) as server:
        server.dio = make_lens().open(shop)
        print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()
