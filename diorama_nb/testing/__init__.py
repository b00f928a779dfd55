"""For tests: what every source promises, a source that does what it is told, virtual time.

Nothing in the package imports this module.

Examples
--------
>>> async def main():
...     source = FakeSource(250, latency=2.0)
...     dio = await dn.Lens(runtime="current").make_dio(dn.Vista(source))
...     scenery = await dio.table_scenery()
...     await asyncio.sleep(3)
...     return scenery.row_count
>>> run_virtual(main())  # doctest: +SKIP
250
"""

from typing import TYPE_CHECKING, Any

from diorama_nb.testing.source import Call, FakeSource, made_up
from diorama_nb.testing.virtual import Deadlock, VirtualLoop, run_virtual

if TYPE_CHECKING:
    from diorama_nb.testing.contract import SourceContract

__all__ = [
    "Call",
    "Deadlock",
    "FakeSource",
    "SourceContract",
    "VirtualLoop",
    "made_up",
    "run_virtual",
]


def __getattr__(name: str) -> Any:
    """Load what needs pytest when it is first used."""
    if name != "SourceContract":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import pytest

    pytest.register_assert_rewrite("diorama_nb.testing.contract")
    from diorama_nb.testing.contract import SourceContract

    return SourceContract
