"""Whether a connection failed because a server does not prove who it is; pure."""

from __future__ import annotations

import ssl
from typing import Final

_OTHER_NAME: Final = (62, 64)
"""What OpenSSL says of a certificate that is sound, but names another host or address."""


def unproven(error: BaseException | None) -> ssl.SSLCertVerificationError | None:
    """Return what is wrong with a certificate, if one is at the bottom of an error."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error


def names_another(wrong: ssl.SSLCertVerificationError) -> bool:
    """Whether a certificate is sound, but made for another host or address."""
    return wrong.verify_code in _OTHER_NAME
