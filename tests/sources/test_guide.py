"""The guide for writing a source: its code runs, and its sources keep what all promise."""

import re
from pathlib import Path

from diorama_nb import source

GUIDE = Path(__file__).parents[2] / "docs" / "writing-a-source.md"
TEXT = GUIDE.read_text(encoding="utf-8")
for _code in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL):
    exec(compile(_code, str(GUIDE), "exec"), globals())


def test_the_guide_names_every_capability_a_source_has_a_method_for():
    methods = {
        name for name in vars(source.Source) if name.startswith(("read_", "get", "apply"))
    }
    table = TEXT.partition("## What each method promises")[2]
    for method in methods - {"get_ref", "read_table"}:
        assert f"`{method}(" in table


def test_everything_for_a_source_is_in_one_module():
    assert source.__all__ == sorted(source.__all__, key=lambda name: (not name.isupper(), name))
    assert all(hasattr(source, name) for name in source.__all__)
