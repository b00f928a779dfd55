"""What a program takes out of a grid: text to copy, and files."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diorama_nb.coverage import Coverage
from diorama_nb.errors import SpecError
from diorama_nb.exports import table_of, text_of
from diorama_nb.progress import progress_bar
from diorama_nb.rows.records import as_table
from diorama_nb.runtime import hop
from diorama_nb.widgets.saving import export

if TYPE_CHECKING:
    from diorama_nb.scenery.table import TableScenery
    from diorama_nb.vista.columns import Column


class Exporting:
    """The exports of a grid."""

    scenery: TableScenery
    selection: Any
    shown_columns: Any
    _shown: list[Column]

    def copy_text(
        self,
        rows: Sequence[str] | None = None,
        columns: Sequence[str] | None = None,
        *,
        format: str = "tsv",
        header: bool | None = None,
        raw: bool = False,
    ) -> str:
        """Return rows as text for the clipboard, a spreadsheet or a document.

        A text that a spreadsheet would take for a formula gets an apostrophe in front; numbers
        and dates stay as they are.

        Parameters
        ----------
        rows : sequence of str or None
            Ids; None: the selected rows or, without a selection, all rows that are loaded.
            They come in the order shown; one that is not loaded is left out.
        columns : sequence of str or None
            None: all that are shown.
        format : "tsv", "csv" or "markdown"
            Tabs are what spreadsheets take from the clipboard.
        header : bool or None
            Whether the names of the columns come first; None: not in TSV. Markdown always has
            them.
        raw : bool
            Whether texts are left as they are.

        Raises
        ------
        SpecError
            If a column or the format is unknown.
        """
        names = self._names(columns)
        wanted = rows if rows is not None else self.selection or None
        if wanted is None:
            found = as_table(self.scenery.snapshot().records)
        else:
            found = self.scenery.take(wanted)
        table = table_of(found, names)
        return text_of(table, format, header=header, raw=raw)

    async def export(
        self,
        path: str | os.PathLike[str],
        columns: Sequence[str] | None = None,
        *,
        load: bool = True,
        raw: bool = False,
        progress: bool = True,
    ) -> Coverage:
        """Write all rows that the grid shows, searched and sorted, into a file.

        Rows that are not here are loaded first. Where the source fails meanwhile, the rows
        that are here are written.

        Parameters
        ----------
        path : str or path
            Ends with ``.csv`` or ``.parquet``. A file that exists is replaced, once the new
            one is whole.
        columns : sequence of str or None
            None: all that are shown.
        load : bool
            Whether missing rows are loaded.
        raw : bool
            Whether texts that would begin a formula are left as they are in CSV.
        progress : bool
            Show a progress bar.

        Returns
        -------
        Coverage
            How much of the set the file holds; Parquet keeps it as its metadata ``diorama``.

        Raises
        ------
        SpecError
            If the name of the file says no kind of file, or a column is unknown.
        SourceError
            If nothing could be loaded.

        Examples
        --------
        >>> coverage = await grid.export("rows.csv")  # doctest: +SKIP
        >>> print(coverage)  # doctest: +SKIP
        1,000 of 1,000 rows (complete)
        """
        names = self._names(columns)
        with progress_bar(Path(path).name, shown=progress) as shown:

            def tell(what: str, rows: int, total: int | None) -> None:
                if what == "loading":
                    shown(rows, total)

            work = export(self.scenery, Path(path), names, load=load, raw=raw, progress=tell)
            return await hop(work, self.scenery._runtime)

    def _names(self, columns: Sequence[str] | None) -> list[str]:
        known = [column.name for column in self._shown]
        for name in columns or ():
            if name not in known:
                raise SpecError.unknown("column", name, known)
        if columns is not None:
            return list(columns)
        return known if self.shown_columns is None else list(self.shown_columns)
