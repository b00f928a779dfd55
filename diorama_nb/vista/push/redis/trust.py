"""What to type where a Redis server does not prove who it is; pure."""

from __future__ import annotations

import ssl
from typing import Final

_OTHER_NAME: Final = (62, 64)
"""What OpenSSL says of a certificate that is sound, but names another host or address."""


def advice(error: BaseException | None) -> str | None:
    """Return what to type if a certificate is at the bottom of an error, else None."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    if error is None:
        return None
    if error.verify_code in _OTHER_NAME:
        return "name the server as its certificate does: rediss://<that name>:6379/0"
    return "name the certificate to trust: rediss://…?ssl_ca_certs=/path/to/ca.pem"
