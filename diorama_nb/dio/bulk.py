"""What is done with all rows of a Dio at once: load them, take them, write them into files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Executor
from typing import TYPE_CHECKING

from diorama_nb.coverage import Coverage
from diorama_nb.dio.loading import decide_shape
from diorama_nb.dio.openings import Openings
from diorama_nb.dio.workers import AT_ONCE, Workers
from diorama_nb.errors import SourceError, Unsupported
from diorama_nb.frames import Rows
from diorama_nb.parquet.manifest import Export
from diorama_nb.parquet.writing import Layout, Taken
from diorama_nb.progress import progress_bar
from diorama_nb.query import ALL
from diorama_nb.reasons import because
from diorama_nb.rows.records import Records
from diorama_nb.runtime import hops
from diorama_nb.scenery.exporting import origin_of, write
from diorama_nb.scenery.paged import PagedBacking
from diorama_nb.vista.source import ALONE

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Bulk(Openings):
    """The half of a `Dio` that handles its rows as a whole."""

    @hops
    async def load_all(
        self, *, progress: bool = False, executor: Executor | None = None
    ) -> Coverage:
        """Load every row of the data set; what is already held is not asked for again.

        Parameters
        ----------
        progress : bool
            Show a progress bar.
        executor : concurrent.futures.Executor or None
            Has the pages read by its workers, each by a client of its own: threads, processes,
            or other machines with ``Client.get_executor()`` of Dask. The rows are the same as
            without. A page has the rows of ``Lens(page_size=)``.

        Raises
        ------
        SourceError
            What the first page that failed raised; what was loaded stays.
        SpecError, Unsupported
            With an executor, before anything is asked: if pages follow from one another, as by
            cursor; or if its workers can not open the source. These refuse: an engine, an open
            ``transport``, a function that can not be pickled, a ``Rate`` limit.

        Notes
        -----
        An executor helps where reading costs a processor's time, as with text files: workers
        spend it, and the kernel has its own for you. What tells all its rows in one answer, as
        a database does, is quicker without. An API gets no faster by it than it lets itself be
        asked; each process keeps ``Rate.concurrency`` by itself.

        Secrets go to the children of a `ProcessPoolExecutor` through a pipe, and to no other
        process: ``dn.Env("API_TOKEN")`` names a variable that each worker reads by itself.

        A kernel has threads, and what has threads should not be forked: before Python 3.14,
        which does not, give a `ProcessPoolExecutor` the context ``"spawn"``.

        Examples
        --------
        >>> context = multiprocessing.get_context("spawn")  # doctest: +SKIP
        >>> with ProcessPoolExecutor(4, mp_context=context) as pool:  # doctest: +SKIP
        ...     await dio.load_all(executor=pool)
        """
        self.check_open()
        with because("load_all"):
            if executor is None:
                await self._load_all(progress)
            else:
                await self._load_by(executor, progress)
        return self.coverage

    async def _load_by(self, executor: Executor, progress: bool) -> None:
        base = self.views.base
        if not isinstance(base, PagedBacking) or self._strategy.on_load_chunk is not None:
            why = decide_shape(self._strategy, self.known.able)[1]
            raise Unsupported("read_each_page_by_itself", self.name, enable=f"{why}: {ALONE}")
        await self.master.source.prepare()
        workers = Workers(executor, self.master)
        with workers.reading(), progress_bar(self.name, shown=progress) as tell:
            await base.load_all(tell, at_once=AT_ONCE)

    async def _load_all(self, progress: bool) -> None:
        base = self.views.base
        if base is None:
            if not self.whole:
                await self.reread()
            return
        with progress_bar(self.name, shown=progress) as tell:
            await base.load_all(tell)

    def snapshot(self) -> Rows:
        """Return the rows that are held, with their coverage; never waits for the source."""
        order = self.base_order
        table = self.store.to_table() if order is None else self.store.take(order)
        types = {column.name: column.type for column in self.columns}
        return Rows(Records(table), self.coverage, types=types, info={"age": self.age})

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows that are held as a DataFrame; never waits for the source.

        ``attrs["diorama"]`` says how much of the set that is. ``vista().to_pandas()`` loads
        what is missing first.
        """
        return self.snapshot().to_pandas()

    def to_arrow(self) -> pa.Table:
        """Return the rows that are held as an Arrow table; never waits for the source."""
        return self.snapshot().to_arrow()

    @hops
    async def export(
        self,
        folder: str | os.PathLike[str],
        *,
        partition_by: str | Sequence[str] | None = None,
        rows_per_file: int = 1_000_000,
        columns: Sequence[str] | None = None,
        load: bool = True,
        replace: bool = False,
        progress: bool = False,
    ) -> Export:
        """Write all rows into a folder of Parquet files, for DuckDB, Polars, Dask, Spark ….

        Rows that are not here are loaded first. Where the source fails meanwhile, those that
        are here are written, and the coverage says so. The folder appears at once and whole,
        with a manifest ``_manifest.json``: the source and what was asked of it, coverage,
        columns, and each file with its rows, bytes and SHA-256.

        Parameters
        ----------
        folder : str or path
            The folder, on this machine.
        partition_by : str, sequence of str or None
            Columns of texts, whole numbers, booleans or dates that name folders inside, as
            Hive does: ``kind=book/part-00000.parquet``. They stand there and not in the files;
            a reader finds types by itself, so that pandas has dates as texts. Rows without a
            value are in ``kind=__HIVE_DEFAULT_PARTITION__``.
        rows_per_file : int
            The most rows of one file.
        columns : sequence of str or None
            What of the rows, beside their ids; None: everything.
        load : bool
            Whether missing rows are loaded.
        replace : bool
            Whether an export that is there already is replaced; nothing else ever is.
        progress : bool
            Show a progress bar.

        Returns
        -------
        Export
            What was written, with its coverage.

        Raises
        ------
        SpecError
            If the folder exists, a column is unknown, or folders can not be named after it.
        SourceError
            If nothing could be loaded.
        ExportError
            If the folder can not be written; nothing of it is left.

        Notes
        -----
        Columns are as in `to_arrow`: the ids are in ``id``, nested and mixed values are text.
        Rows are written piece by piece: no second copy of all of them is made. pandas reads
        rows without a value in a partition column with
        ``pd.read_parquet(folder, partitioning=pyarrow.dataset.partitioning(flavor="hive"))``.

        Examples
        --------
        >>> told = await dio.export("orders/", partition_by="country")  # doctest: +SKIP
        >>> print(told)  # doctest: +SKIP
        /home/ada/orders: 1,000 of 1,000 rows (complete); 12 files, 58.3 KB
        >>> pd.read_parquet("orders/")  # doctest: +SKIP
        """
        self.check_open()
        layout = await Layout.of(
            folder,
            partition_by=partition_by,
            rows_per_file=rows_per_file,
            columns=columns,
            replace=replace,
        )
        if load:
            try:
                await self.load_all(progress=progress)
            except SourceError:
                if not len(self.store):
                    raise
        order, store = self.base_order, self.store
        positions = store.alive() if order is None else order
        origin = origin_of(self._dio, ALL, age=self.age)
        rows = Taken(store, positions, self.coverage, origin)
        return await write(rows, layout, progress=progress)
