"""Kinto with its records in memory: `kinto_app.py PORT`."""

import sys

# The forms of addresses and dates that a schema could ask for: building them takes longer than
# all the rest of the start, and no schema here asks.
sys.modules["rfc3987_syntax"] = None

import kinto  # noqa: E402
import waitress  # noqa: E402

SETTINGS = {
    "kinto.storage_backend": "kinto.core.storage.memory",
    "kinto.cache_backend": "kinto.core.cache.memory",
    "kinto.permission_backend": "kinto.core.permission.memory",
    "kinto.experimental_collection_schema_validation": "true",
    "kinto.paginate_by": "7",
    "kinto.userid_hmac_secret": "only for tests",
    "multiauth.policies": "basicauth",
}

if __name__ == "__main__":
    waitress.serve(kinto.main({}, **SETTINGS), host="127.0.0.1", port=int(sys.argv[1]))
