"""The worked example of docs/programme-files.md, as files."""

from __future__ import annotations

import re
from pathlib import Path

GUIDE = Path(__file__).parents[3] / "docs" / "programme-files.md"


def guide_file(kind: str) -> str:
    """The blocks of one kind, one after the other."""
    blocks = re.findall(rf"^```yaml {kind}\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.M | re.S)
    assert blocks, f"The guide has no block “{kind}”."
    return "".join(blocks)


def written(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
