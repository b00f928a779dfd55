"""A model of a paging server, to compare what is read with what is there."""

import httpx


class Model:
    """Rows behind offset or page paging, with the habits real servers have.

    `clamp` is the most it hands out at once, `base` the number of the first row or page,
    `totals` tells whether it states a total, `missing` whether it says 404 past the end.
    """

    def __init__(self, rows, *, clamp=100, base=0, totals=True, missing=False, size=None):
        self.rows = [{"id": n, "text": f"row {n}"} for n in range(rows)]
        self.clamp, self.base, self.totals = clamp, base, totals
        self.missing, self.size = missing, size
        self.requests = 0
        self.transport = httpx.MockTransport(self.answer)

    def answer(self, request):
        self.requests += 1
        params = request.url.params
        if "offset" in params:
            start = int(params["offset"]) - self.base
            count = min(int(params["limit"]), self.clamp)
        else:
            asked = int(params["size"]) if "size" in params else self.size or self.clamp
            count = min(asked, self.clamp)
            start = (int(params.get("page", self.base)) - self.base) * count
        page = self.rows[start : start + count]
        if self.missing and not page and start:
            return httpx.Response(404, json={"detail": "Invalid page."})
        body = {"items": page}
        if self.totals:
            body["total"] = len(self.rows)
        return httpx.Response(200, json=body)
