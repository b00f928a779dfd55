"""The public surface itself."""

import subprocess
import sys

import diorama_nb
from diorama_nb.query import OPERATORS


def test_all_is_sorted_and_every_name_exists() -> None:
    names = diorama_nb.__all__
    assert names == sorted(names)
    assert all(hasattr(diorama_nb, name) for name in names)


def test_every_public_name_is_in_all() -> None:
    folders = {
        "activity", "alive", "cache", "changes", "coverage", "dio", "display", "exports",
        "foreign", "frames", "lens", "listeners", "live", "opening", "parquet", "policy",
        "progress", "query", "reasons", "rows", "runtime", "scenery", "shared", "values",
        "vista", "wording", "writes",
    }  # fmt: skip
    public = {name for name in vars(diorama_nb) if not name.startswith("_")} - folders
    tools = {
        "Any",
        "TYPE_CHECKING",
        "cli",
        "demo_api",
        "demo_data",
        "source",
        "status",
        "testing",
        "widgets",
    }
    extra = public - set(diorama_nb.__all__) - tools
    assert not extra


def test_tab_offers_every_public_name_before_it_was_used() -> None:
    code = "import diorama_nb; assert dir(diorama_nb) == diorama_nb.__all__"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_every_public_name_has_a_docstring() -> None:
    assert all(getattr(diorama_nb, name).__doc__ for name in diorama_nb.__all__)


def test_importing_starts_no_thread_and_loads_no_notebook_package() -> None:
    code = (
        "import sys, threading, diorama_nb;"
        "assert threading.active_count() == 1, threading.enumerate();"
        "heavy = {'IPython', 'ipywidgets', 'anywidget', 'traitlets'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_every_operator_is_told_where_it_is_given() -> None:
    told = diorama_nb.Vista.where_op.__doc__ or ""
    assert [op for op in OPERATORS if f"``{op}``" not in told] == []
