"""The guide for writing a source: its code runs, and its sources keep what all promise."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from pathlib import Path

import pytest

import diorama_nb as dn
from diorama_nb import source
from tests.aio import run

GUIDE = Path(__file__).parents[2] / "docs" / "writing-a-source.md"
TEXT = GUIDE.read_text(encoding="utf-8")
for _code in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL):
    exec(compile(_code, str(GUIDE), "exec"), globals())


def test_the_guide_names_every_capability_a_source_has_a_method_for():
    methods = {
        name for name in vars(source.Source) if name.startswith(("read_", "get", "apply"))
    }
    table = TEXT.partition("## What each method promises")[2]
    for method in methods - {"get_ref", "read_table", "tells_table"}:
        assert f"`{method}(" in table


def test_a_way_of_the_guide_tells_of_the_changes_of_a_source_of_the_guide(tmp_path):
    async def main():
        lines, ended = asyncio.Queue(), asyncio.Event()

        async def tell(reader, writer):
            while (line := await lines.get()) is not None:
                writer.write(line.encode())
            writer.close()
            await writer.wait_closed()
            ended.set()

        folder = FolderSource(tmp_path)  # noqa: F821 - defined by the guide
        server = await asyncio.start_server(tell, "127.0.0.1", 0)
        way = Lines(*server.sockets[0].getsockname(), kind="op")  # noqa: F821
        assert "subscribe: declared" in source.Vista(folder).with_watch(way).explain()
        async with aclosing(source.Vista(folder).with_watch(way).watch()) as stream:
            assert isinstance(await anext(stream), source.Gap)
            for line in ('{"op": "update", "id": "7"}\n', '{"op": "ping"}\n', "what?\n", None):
                lines.put_nowait(line)
            told = [change async for change in stream]
        assert told[0] == source.Updated("7")
        assert [type(change) for change in told[1:]] == [source.Invalidated]
        await ended.wait()
        server.close()
        await server.wait_closed()
        async with aclosing(source.Vista(folder).with_watch(way).watch()) as stream:
            with pytest.raises(source.SourceUnavailable, match="Refused") as failed:
                await anext(stream)
        assert repr(way) in str(failed.value)

    run(main())


def test_workers_read_a_source_of_the_guide(tmp_path):
    for n in range(7):
        (tmp_path / f"{n}.json").write_text(f'{{"n": {n}}}')
    with ThreadPoolExecutor(2) as pool:
        lens = dn.Lens(page_size=2)
        dio = lens.open(source.Vista(WorkedFolder(tmp_path)))  # noqa: F821
        assert dn.run(dio.load_all(executor=pool)).complete
        assert sorted(dio.to_pandas()["n"]) == list(range(7))
        lens.close()


def test_everything_for_a_source_is_in_one_module():
    assert source.__all__ == sorted(source.__all__, key=lambda name: (not name.isupper(), name))
    assert all(hasattr(source, name) for name in source.__all__)
