"""Files keep what every source promises."""

import csv
import gzip
import json
import os
import sys

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import feather, parquet

import diorama_nb as dn
from diorama_nb.testing import SourceContract, run_virtual


class Files(SourceContract):
    suffix = ""

    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path):
        self.path = tmp_path / f"rows{self.suffix}"

    def store(self, rows):
        draft = self.path.with_name("draft")
        self.write(draft, list(rows))
        os.replace(draft, self.path)
        return self.path

    async def elsewhere(self, vista, id, record):
        rows = {str(row["id"]): row for row in await self.held()}
        rows.pop(id, None) if record is None else rows.update({id: record})
        self.store(rows.values())

    async def held(self):
        vista = self.vista_of(self.path)
        rows = list((await vista.list_values()).values())
        await vista.aclose()
        return rows

    def open(self):
        return self.vista_of(self.store(self.rows))

    def run(self, main):
        return run_virtual(main)


class TestCsv(Files):
    suffix = ".csv"

    def write(self, path, rows):
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def vista_of(self, path):
        return dn.CsvVista(path, id_column="id")


class TestJsonl(Files):
    suffix = ".jsonl"

    def write(self, path, rows):
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))

    def vista_of(self, path):
        return dn.JsonlVista(path, id_column="id")


class TestPackedCsv(TestCsv):
    suffix = ".csv.gz"

    def write(self, path, rows):
        plain = path.with_name("plain")
        super().write(plain, rows)
        path.write_bytes(gzip.compress(plain.read_bytes()))


class TestJson(Files):
    suffix = ".json"

    def write(self, path, rows):
        path.write_text(json.dumps({"items": rows}))

    def vista_of(self, path):
        return dn.JsonVista(path, id_column="id")


class TestArrow(Files):
    suffix = ".arrow"

    def write(self, path, rows):
        feather.write_feather(pa.Table.from_pylist(rows), path)

    def vista_of(self, path):
        return dn.ArrowVista(path, id_column="id")


class TestCsvAlone(TestCsv):
    """Without DuckDB."""

    @pytest.fixture(autouse=True)
    def _alone(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "duckdb", None)


class TestParquet(Files):
    suffix = ".parquet"

    def write(self, path, rows):
        parquet.write_table(pa.Table.from_pylist(rows), path, row_group_size=7)

    def vista_of(self, path):
        return dn.ParquetVista(path, id_column="id")


class TestParquetAlone(TestParquet):
    """Without DuckDB."""

    @pytest.fixture(autouse=True)
    def _alone(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "duckdb", None)


class TestExcel(Files):
    suffix = ".xlsx"

    def write(self, path, rows):
        book = openpyxl.Workbook()
        book.active.append(list(rows[0]))
        for row in rows:
            book.active.append(list(row.values()))
        book.save(path)
        book.close()

    def vista_of(self, path):
        return dn.ExcelVista(path, id_column="id")


class TestParquetFolder(TestParquet):
    suffix = ""

    def store(self, rows):
        rows = list(rows)
        self.path.mkdir(exist_ok=True)
        for name, some in (("a", rows[:9]), ("b", rows[9:])):
            draft = self.path / "_draft"
            table = pa.Table.from_pylist(some, pa.Table.from_pylist(rows).schema)
            parquet.write_table(table, draft, row_group_size=7)
            os.replace(draft, self.path / f"{name}.parquet")
        return self.path
