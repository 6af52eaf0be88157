"""Files made by hand: pictures that know where they were taken, and what only pretends to be one."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

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
