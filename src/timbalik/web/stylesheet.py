"""One stylesheet from many: the files under ``styles/`` joined in the order of their layers.

Pages ask for a single file (the budget is five requests), people edit short ones. No Django here: the build
hook of the wheel calls the same function as the application at start.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

SOURCES = Path(__file__).with_name("styles")
TARGET = Path(__file__).with_name("static") / "timbalik" / "timbalik.css"
LAYERS = ("reset", "tokens", "base", "layout", "components", "screens", "utilities", "print")
FIRST = f"@layer {', '.join(LAYERS)};\n"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENT = re.compile(r"\s*\n\s*")


def source_files() -> list[Path]:
    """``fonts.css``, then each layer: ``<layer>.css`` and the files of the folder with its name, ``touch.css`` last."""
    files = [SOURCES / "fonts.css"]
    for layer in LAYERS:
        single = SOURCES / f"{layer}.css"
        files += [single] if single.exists() else []
        files += sorted((SOURCES / layer).glob("*.css"), key=lambda path: (path.stem == "touch", path.stem))
    return files


def stylesheet() -> str:
    """The joined text without comments and indentation."""
    text = "".join(path.read_text(encoding="utf-8") for path in source_files())
    return FIRST + INDENT.sub("\n", COMMENT.sub("", text)).strip() + "\n"


def bundle_styles() -> Path:
    """Write the stylesheet if it differs from what is there; safe when several processes start at once."""
    text = stylesheet()
    if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        unfinished = TARGET.with_suffix(f".{os.getpid()}.tmp")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(TARGET)
    return TARGET
