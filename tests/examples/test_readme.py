"""The README's code runs as it stands, against the demo API."""

import ast
import asyncio
import inspect
import re

import diorama_nb as dn
from diorama_nb.demo_api import DemoApi
from tests.examples.conftest import EXAMPLES

README = (EXAMPLES.parent / "README.md").read_text(encoding="utf-8")


def test_the_code_of_the_readme_runs(tmp_path, monkeypatch):
    """P19."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ORDERS_TOKEN", "a token")
    names = {"dn": dn}
    with DemoApi(rows=300, latency=0) as shop:
        for code in re.findall(r"```python\n(.*?)```", README, re.DOTALL):
            here = code.replace("https://dummyjson.com/products", shop.url)
            runs = compile(here, "README.md", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            running = eval(runs, names)
            if inspect.iscoroutine(running):
                asyncio.run(running)
        asyncio.run(names["ticket"].settled())
        assert names["dio"].vista().where(category="beauty").to_pandas().equals(names["df"])
        names["lens"].close()


def test_the_readme_names_every_example():
    for example in EXAMPLES.glob("*.*"):
        assert f"(examples/{example.name})" in README
