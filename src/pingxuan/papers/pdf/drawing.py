"""Draw the head of a PDF's first page: python -I drawing.py IN.pdf OUT.png.

Runs by itself in a child with limits (`first_page.py`), and so imports nothing of this house.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

WIDTH, HEIGHT = 480, 300
_MOST_HEIGHT = 4 * HEIGHT


def draw(data: bytes) -> Image.Image:
    """Draw the first page as wide as the picture, on white, from its upper edge as far down as fits."""
    with pdfium.PdfDocument(data) as document:
        page = document[0]
        width, height = page.get_size()
        scale = min(WIDTH / max(width, 1), _MOST_HEIGHT / max(height, 1))
        drawn = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    picture.paste(drawn, ((WIDTH - drawn.width) // 2, 0))
    return picture


if __name__ == "__main__":
    draw(Path(sys.argv[1]).read_bytes()).save(sys.argv[2], "PNG")
