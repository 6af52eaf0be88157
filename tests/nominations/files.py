"""Files made by hand: pictures that know where they were taken, and what only pretends to be one."""

from __future__ import annotations

import zlib
from io import BytesIO

from PIL import Image

from tests.papers.hostile import pdf

MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x00" + b"\xff\xfb\x90\x64" + bytes(400)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00" + bytes(40)
M4A = b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00" + bytes(40)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PDF_WITH_SCRIPT = PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>")
PLACE = {1: "N", 2: (34.0, 45.0, 12.0), 3: "E", 4: (113.0, 37.0, 30.0)}
GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def photo(
    colour: str = "teal", *, format_: str = "JPEG", size: tuple[int, int] = (60, 40)
) -> bytes:
    """Make a photograph, lying on its side, that tells where and with what it was taken."""
    picture = Image.new("RGB", size, colour)
    exif = picture.getexif()
    exif[ORIENTATION] = 6
    exif[MAKER] = "A camera"
    exif.get_ifd(GPS).update(PLACE)
    out = BytesIO()
    picture.save(out, format_, **({"exif": exif} if format_ in ("JPEG", "WEBP", "PNG") else {}))
    return out.getvalue()


def paper(
    drawn: bytes = b"1 0 0 rg 0 742 595 100 re f",
    *,
    box: bytes = b"0 0 595 842",
    resources: bytes = b"",
    further: tuple[bytes, ...] = (),
) -> bytes:
    """Make a PDF whose page is red along its upper edge; `further` are objects from 5 on."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R/Resources<<%b>>>>"
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page % (box, resources),
        b"<</Length %d>>stream\n%b\nendstream" % (len(drawn), drawn),
        *further,
    )


def _stream(kind: bytes, data: bytes) -> bytes:
    return b"<<%b/Length %d>>stream\n%b\nendstream" % (kind, len(data), data)


def paper_that_never_ends(depth: int = 24) -> bytes:
    """Make a PDF whose page draws a form that draws a form, eight times each, and so on."""
    forms = [
        _stream(
            b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F %d 0 R>>>>"
            % (6 + n),
            b"/F Do " * 8,
        )
        for n in range(depth)
    ]
    last = _stream(b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]", b"0 0 595 842 re f")
    first = b"/XObject<</F 5 0 R>>"
    return paper(b"/F Do", resources=first, further=(*forms, last))


def paper_that_swells(side: int = 40_000) -> bytes:
    """Make a PDF of a few kilobytes with a picture of more than a gigabyte."""
    packer = zlib.compressobj(9)
    row = bytes(side)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    picture = _stream(
        b"/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Filter/FlateDecode" % (side, side),
        packed,
    )
    return paper(b"595 0 0 842 0 0 cm /P Do", resources=b"/XObject<</P 5 0 R>>", further=(picture,))
