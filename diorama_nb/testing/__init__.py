"""For tests: a source that does what it is told, and a loop whose time costs no time.

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

from diorama_nb.testing.source import Call, FakeSource, made_up
from diorama_nb.testing.virtual import Deadlock, VirtualLoop, run_virtual

__all__ = ["Call", "Deadlock", "FakeSource", "VirtualLoop", "made_up", "run_virtual"]
