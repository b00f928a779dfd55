"""Many kernels, one source: what one has read, all have, through a Redis they share.

What must be one step is decided in the server (`scripts`); what can be worked out without it is
pure (`keys`, `value`, `news`, `recency`). `Store` waits for the server, `Flights` for other
processes; `SharedSource` puts both around the source of a Dio.
"""

from diorama_nb.shared.address import Shared
from diorama_nb.shared.source import SharedSource
from diorama_nb.shared.store import Store

__all__ = ["Shared", "SharedSource", "Store"]
