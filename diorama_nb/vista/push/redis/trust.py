"""What to type where a Redis server does not prove who it is; pure."""

from __future__ import annotations

from diorama_nb.vista.trust import names_another, unproven


def advice(error: BaseException | None) -> str | None:
    """Return what to type if a certificate is at the bottom of an error, else None."""
    wrong = unproven(error)
    if wrong is None:
        return None
    if names_another(wrong):
        return "name the server as its certificate does: rediss://<that name>:6379/0"
    return "name the certificate to trust: rediss://…?ssl_ca_certs=/path/to/ca.pem"
