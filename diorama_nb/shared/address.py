"""Where the shared Redis is, and how it is shown; pure."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from importlib.util import find_spec
from typing import Final
from urllib.parse import unquote, urlsplit

from diorama_nb.errors import SpecError
from diorama_nb.policy import Duration, seconds

SCHEMES: Final = ("redis", "rediss", "unix")
"""Plain, over TLS, and a socket of this machine."""

LEAST: Final = 0.1
"""Seconds of the shortest lease."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A Redis or Valkey through which the kernels of a team read a source together.

    ``Lens(shared="redis://host:6379/0")`` is short for ``Lens(shared=Shared("redis://…"))``.
    Whoever may read that Redis can read the rows in it.

    Parameters
    ----------
    url : str
        ``redis://``, ``rediss://`` (TLS) or ``unix://``; may hold user and password, which are
        never shown. A certificate that this machine does not trust by itself is named by
        ``rediss://host:6379/0?ssl_ca_certs=/path/to/ca.pem``.
    lease : duration
        For how long nobody else asks for a page that a kernel is asking for, once that kernel
        gives no sign of life.
    max_age : duration
        How old a page of another kernel may be where the Lens has neither ``cache_ttl`` nor
        ``max_stale``.

    Raises
    ------
    SpecError
        If it is no address, or a duration is too short.

    Examples
    --------
    >>> Shared("redis://me:secret@cache.example.org/1")
    Shared('redis://cache.example.org/1')
    """

    url: str = field(repr=False)
    _: KW_ONLY
    lease: Duration = "10s"
    max_age: Duration = "5m"

    def __post_init__(self) -> None:
        hint = 'shared="redis://host:6379/0"'
        if urlsplit(str(self.url)).scheme not in SCHEMES:
            raise SpecError("shared= is no address of a Redis", hint=hint)
        parts = urlsplit(self.url)
        try:
            _ = parts.port
        except ValueError:
            raise SpecError("shared= has a port that is none", hint=hint) from None
        if parts.scheme == "unix" and not parts.path:
            raise SpecError("shared= names no socket", hint='shared="unix:///run/redis.sock"')
        if seconds(self.lease, name="lease") < LEAST:
            raise SpecError(f"lease={self.lease!r} is too short", hint='lease="10s"')
        seconds(self.max_age, name="max_age")

    @property
    def shown(self) -> str:
        """The address without user, password and options."""
        parts = urlsplit(self.url)
        host = parts.netloc.rpartition("@")[2]
        return f"{parts.scheme}://{host}{parts.path}"

    def redact(self, text: str) -> str:
        """Return a text with user and password masked."""
        parts = urlsplit(self.url)
        options = [option.partition("=")[2] for option in parts.query.split("&")]
        for secret in sorted(filter(None, (parts.password, *options)), key=len, reverse=True):
            for form in (secret, unquote(secret)):
                text = text.replace(form, "***") if len(form) >= 4 else text
        return text

    def __repr__(self) -> str:
        return f"Shared({self.shown!r})"


def shared_of(given: Shared | str | None) -> Shared | None:
    """Return what ``Lens(shared=)`` was given as a `Shared`.

    Raises
    ------
    SpecError
        If it is no address, or the client is not installed.
    """
    if given is None:
        return None
    if find_spec("redis") is None:
        raise SpecError(
            "shared= needs the package redis", hint='pip install "diorama-nb[redis]"'
        )
    return given if isinstance(given, Shared) else Shared(given)
