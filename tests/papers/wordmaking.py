"""Word files by hand: small pieces of WordprocessingML, so that a variant reads like its recipe."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types '
    'xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{extra}'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships '
    'xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def run(text: str, properties: str = "") -> str:
    inner = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{inner}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*pieces: str, properties: str = "") -> str:
    """A paragraph; a piece that is no XML is a text."""
    inner = "".join(piece if piece.startswith("<") else run(piece) for piece in pieces)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>" if properties else f"<w:p>{inner}</w:p>"


def lines(text: str) -> str:
    return "".join(p(line) if line else p() for line in text.split("\n"))


def tc(content: str = "", *, span: int = 1, merge: str = "", extra: str = "") -> str:
    """A cell; plain text becomes paragraphs."""
    inner = content if content.startswith("<") else lines(content)
    properties = f'<w:tcW w:w="{1500 * span}" w:type="dxa"/>'
    properties += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    if merge:
        properties += '<w:vMerge w:val="restart"/>' if merge == "start" else "<w:vMerge/>"
    return f"<w:tc><w:tcPr>{properties}{extra}</w:tcPr>{inner}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    made = [cell if cell.startswith(("<w:tc", "<w:sdt")) else tc(cell) for cell in cells]
    inner = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{inner}{''.join(made)}</w:tr>"


def tbl(*rows: str, properties: str = "") -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:color="auto"/>' for side in sides)
    look = f'<w:tblW w:w="9000" w:type="dxa"/>{properties}<w:tblBorders>{borders}</w:tblBorders>'
    return f"<w:tbl><w:tblPr>{look}</w:tblPr>{''.join(rows)}</w:tbl>"


def textbox(content: str) -> str:
    """A text box as Word writes it: the shape, and the same again for older programs."""
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>"
        f"<w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{content}</w:txbxContent>"
        "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def link(identity: str, text: str) -> str:
    return f'<w:hyperlink r:id="{identity}">{run(text)}</w:hyperlink>'


def field(code: str, shown: str | None) -> str:
    """A field in its long form; without a result when nothing is shown."""
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    instruction = f'<w:r><w:instrText xml:space="preserve">{escape(code)}</w:instrText></w:r>'
    result = ""
    if shown is not None:
        result = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(shown)}'
    return f'{begin}{instruction}{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def checkbox(ticked: bool) -> str:
    """A check box control of today's Word."""
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{int(ticked)}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{run('☒' if ticked else '☐')}</w:sdtContent></w:sdt>"
    )


def legacy_checkbox(ticked: bool) -> str:
    """A check box field of old forms."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:sizeAuto/>'
        f'<w:default w:val="0"/><w:checked w:val="{int(ticked)}"/></w:checkBox></w:ffData></w:fldChar></w:r>'
        "<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def document(
    body: str,
    *,
    links: dict[str, str] | None = None,
    parts: dict[str, bytes | str] | None = None,
    relations: str = "",
    types: str = "",
) -> bytes:
    """Pack a body into a .docx."""
    outside = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}hyperlink" Target="{escape(target)}" TargetMode="External"/>'
        for key, target in (links or {}).items()
    )
    packed: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES.format(extra=types),
        "_rels/.rels": _RELATIONS.format(
            lines=f'<Relationship Id="rId1" Type="{_OFFICE}officeDocument" Target="word/document.xml"/>'
        ),
        "word/document.xml": (
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {NAMESPACES}><w:body>{body}<w:p/></w:body></w:document>'
        ),
        "word/_rels/document.xml.rels": _RELATIONS.format(lines=outside + relations),
    }
    packed.update(parts or {})
    return zipped(packed)


def zipped(parts: dict[str, bytes | str]) -> bytes:
    """Pack parts into an archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
