"""A slow REST API of made-up products on this machine, to try things and to test against.

| Request | Answer |
|---|---|
| ``GET /products?offset=&limit=&sort=&order=asc|desc&q=&<column>=<value>`` | one page |
| ``GET /products/{id}`` | one product, with its ``ETag`` |
| ``POST /products`` | a new product, 201 with its address; 409 when its id is taken |
| ``PUT /products/{id}`` | the product as it is now; a new one is made when there was none |
| ``PATCH /products/{id}`` | the product with some columns changed |
| ``DELETE /products/{id}`` | nothing, 204 |
| ``GET /stats`` | what was asked so far; free of latency, faults and limits, and not counted |
| ``POST /stats/reset`` | forget it, and begin the row of faults again |

A page is ``{"items": [...], "total": n, "offset": n, "limit": n}``, at most 500 items long.
Every failure is JSON with a ``message``; what is wrong with a product is a 422 that says so by
column, ``{"message": ..., "errors": {"price": ["must be 0 or more"]}}``.

A write with an ``If-Match`` that is not the product's ``ETag`` is a 412. One with an
``Idempotency-Key`` that was seen already is not done again, and gets the answer of the first.
Writes live as long as the API does: the next one begins with the same products again.
"""

from .api import DemoApi
from .limits import RateLimit

__all__ = ["DemoApi", "RateLimit"]
