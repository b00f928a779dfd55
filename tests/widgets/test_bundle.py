"""The committed bundle is what its source builds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "diorama_nb" / "static"


def test_the_committed_bundle_is_fresh(tmp_path: Path) -> None:
    modules = ROOT / "js" / "node_modules"
    if not modules.is_dir() and "CI" not in os.environ:
        pytest.skip("needs `npm ci` in js/")
    node = shutil.which("node")
    assert node, "the bundle is built by Node.js"
    subprocess.run(
        [node, "build.mjs", f"--outdir={tmp_path}"],
        cwd=ROOT / "js", check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    built = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert built, "nothing was built"
    for name, text in built.items():
        committed = (STATIC / name).read_text("utf-8")
        assert committed == text, f"{name} is stale: run `npm run build` in js/"


@pytest.mark.parametrize("bundle", sorted(STATIC.glob("*.js")), ids=lambda path: path.stem)
def test_a_bundle_is_one_file_that_fetches_nothing(bundle: Path) -> None:
    text = bundle.read_text("utf-8")
    assert not re.search(r"\bimport\s*[(\"'{*]", text)
    assert "sourceMappingURL" not in text
    assert len(text) < (200_000 if bundle.stem == "grid" else 30_000)
