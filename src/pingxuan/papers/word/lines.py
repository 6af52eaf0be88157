"""The inside of a Word paragraph: runs, fields, links, controls and symbols, as one line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pingxuan.papers.document import Anchor, Paragraph
from pingxuan.papers.package import Element
from pingxuan.papers.word.fields import FieldCode
from pingxuan.papers.word.names import MC, W14, A, M, R, W, is_on, number, value
from pingxuan.papers.word.styles import HidingStyles
from pingxuan.papers.word.symbols import is_symbol_font, symbol

_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SKIPPED = {
    W + name
    for name in [
        "del",
        "moveFrom",
        "rPr",
        "pPr",
        "rt",
        "delText",
        "delInstrText",
        "sdtPr",
        "sdtEndPr",
        "commentReference",
        "annotationRef",
        "footnoteReference",
        "endnoteReference",
        "footnoteRef",
        "endnoteRef",
        "fldData",
        "tblPr",
        "lastRenderedPageBreak",
        "proofErr",
        "bookmarkStart",
        "bookmarkEnd",
        "commentRangeStart",
        "commentRangeEnd",
        "permStart",
        "permEnd",
    ]
}


@dataclass(slots=True)
class Surroundings:
    """What a paragraph needs to know of its document, and what it tells it."""

    targets: dict[str, str]
    styles: HidingStyles
    warnings: set[str] = field(default_factory=set)
    open_fields: list[FieldCode] = field(default_factory=list)


class LineReader:
    """Reads one paragraph; text boxes that hang in it are collected beside it."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._paragraph_style: str = ""
        self._hyperlinks: list[str] = []
        self.paragraph = Paragraph()
        self.boxes: list[Element] = []

    def read(self, element: Element) -> None:
        """Read a `w:p`."""
        self._paragraph_style = value(element.find(f"{W}pPr/{W}pStyle"))
        for open_field in self._around.open_fields:
            open_field.start = 0
        self._children(element)

    def _children(self, element: Element) -> None:
        for child in element:
            if child.tag == W + "r":
                self._run(child)
            else:
                self._run_child(child, "")

    # -- runs --------------------------------------------------------------------------------

    def _run(self, run: Element) -> None:
        properties = run.find(W + "rPr")
        if self._is_hidden(properties):
            if "".join(run.itertext(W + "t")).strip() and not self._in_code():
                self._around.warnings.add("hidden_text")
            for sign in run.iter(W + "fldChar", W + "instrText"):
                self._field_mark(sign)
            return
        start = len(self.paragraph.text)
        font = _symbol_font(properties)
        for child in run:
            self._run_child(child, font)
        end = len(self.paragraph.text)
        if end > start and properties is not None:
            self._note_marks(properties, start, end)

    def _run_child(self, child: Element, font: str) -> None:
        tag = child.tag
        if tag == W + "t":
            self._text(child, font)
        elif tag in (W + "fldChar", W + "instrText"):
            self._field_mark(child)
        elif tag in _SIGNS:
            self._put(_SIGNS[tag])
        elif tag == W + "sym":
            self._symbol(child)
        elif tag in _SKIPPED:
            return
        elif handler := _HANDLERS.get(tag):
            handler(self, child)
        else:
            self._children(child)

    def _text(self, element: Element, font: str) -> None:
        text = element.text or ""
        if element.get(_XML_SPACE) != "preserve":
            text = text.strip(" \t\r\n")
        if font:
            text = "".join(c if c.isspace() else symbol(font, ord(c)) for c in text)
        self._put(text.replace("\r", "").translate({0x0A: " ", 0x09: " "}))

    def _put(self, text: str) -> None:
        if not text or self._in_code():
            return
        for open_field in self._around.open_fields:
            open_field.shown = True
        self.paragraph.text += text

    def _symbol(self, element: Element) -> None:
        try:
            code = int(value(element, "char"), 16)
        except ValueError:
            return
        font = value(element, "font")
        self._put(symbol(font, code) if is_symbol_font(font) or code >= 0xF000 else chr(code))

    def _is_hidden(self, properties: Element | None) -> bool:
        if properties is not None:
            vanish = properties.find(W + "vanish")
            if vanish is not None:
                return is_on(vanish)
            own = self._around.styles.hides(value(properties.find(W + "rStyle")))
            if own is not None:
                return own
        return bool(self._around.styles.hides(self._paragraph_style))

    def _note_marks(self, properties: Element, start: int, end: int) -> None:
        if any(is_on(properties.find(W + name)) for name in ("strike", "dstrike")):
            self.paragraph.struck.append((start, end))
        elif any(is_on(properties.find(W + name)) for name in ("u", "highlight", "em")):
            self.paragraph.marked.append((start, end))

    # -- fields ------------------------------------------------------------------------------

    def _in_code(self) -> bool:
        return any(not open_field.in_result for open_field in self._around.open_fields)

    def _field_mark(self, element: Element) -> None:
        fields = self._around.open_fields
        if element.tag == W + "instrText":
            if fields:
                fields[-1].code += element.text or ""
            return
        kind = value(element, "fldCharType")
        if kind == "begin":
            fields.append(FieldCode(drawn=_legacy_control(element)))
        elif kind == "separate" and fields:
            fields[-1].in_result = True
            fields[-1].start = len(self.paragraph.text)
        elif kind == "end" and fields:
            self._close(fields.pop())

    def _close(self, done: FieldCode) -> None:
        if trouble := done.trouble():
            self._around.warnings.add(trouble)
        self._put(done.without_result())
        if address := done.address():
            start = min(done.start, len(self.paragraph.text))
            self.paragraph.anchors.append(Anchor(start, len(self.paragraph.text), address))

    def _simple_field(self, element: Element) -> None:
        done = FieldCode(code=value(element, "instr"), in_result=True)
        done.start = len(self.paragraph.text)
        self._around.open_fields.append(done)
        self._children(element)
        self._around.open_fields.remove(done)
        self._close(done)

    # -- links, controls, boxes --------------------------------------------------------------

    def _hyperlink(self, element: Element) -> None:
        start = len(self.paragraph.text)
        self._children(element)
        target = self._around.targets.get(element.get(R + "id") or "")
        if target:
            self.paragraph.anchors.append(Anchor(start, len(self.paragraph.text), target))

    def _picture_link(self, element: Element) -> None:
        target = self._around.targets.get(element.get(R + "id") or "")
        at = len(self.paragraph.text)
        if target and Anchor(at, at, target) not in self.paragraph.anchors:
            self.paragraph.anchors.append(Anchor(at, at, target))

    def _control(self, element: Element) -> None:
        content = element.find(W + "sdtContent")
        properties = element.find(W + "sdtPr")
        if properties is not None:
            box = properties.find(W14 + "checkbox")
            if box is not None:
                self._check_box(box)
                return
            if is_on(properties.find(W + "showingPlcHdr")):
                return
        if content is not None:
            self._children(content)

    def _check_box(self, box: Element) -> None:
        checked = box.find(W14 + "checked")
        setting = None if checked is None else checked.get(W14 + "val")
        is_ticked = checked is not None and (setting or "1").lower() in ("1", "true", "on")
        self._put("☑" if is_ticked else "□")

    def _alternative(self, element: Element) -> None:
        """Of a drawing and the same drawing for older programs, read one."""
        chosen = element.find(MC + "Choice")
        if chosen is None:
            chosen = element.find(MC + "Fallback")
        if chosen is not None:
            self._children(chosen)

    def _box(self, element: Element) -> None:
        self.boxes.append(element)

    def _ruby(self, element: Element) -> None:
        base = element.find(W + "rubyBase")
        if base is not None:
            self._children(base)

    def _mathematics(self, element: Element) -> None:
        self._put(element.text or "")


_SIGNS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "softHyphen": "",
}
_HANDLERS: dict[str, Callable[[LineReader, Element], None]] = {
    W + "hyperlink": LineReader._hyperlink,
    W + "fldSimple": LineReader._simple_field,
    W + "sdt": LineReader._control,
    MC + "AlternateContent": LineReader._alternative,
    W + "txbxContent": LineReader._box,
    W + "ruby": LineReader._ruby,
    A + "hlinkClick": LineReader._picture_link,
    M + "t": LineReader._mathematics,
}


def _symbol_font(properties: Element | None) -> str:
    fonts = None if properties is None else properties.find(W + "rFonts")
    if fonts is None:
        return ""
    for name in ("ascii", "hAnsi"):
        if is_symbol_font(value(fonts, name)):
            return value(fonts, name)
    return ""


def _legacy_control(begin: Element) -> str:
    """Draw a form field of the old kind: a check box, or the chosen line of a list."""
    box = begin.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        state = box.find(W + "checked")
        if state is None:
            state = box.find(W + "default")
        return "☑" if is_on(state) else "□"
    choices = begin.find(f"{W}ffData/{W}ddList")
    if choices is not None:
        entries = [value(entry) for entry in choices.findall(W + "listEntry")]
        index = choices.find(W + "result")
        chosen = number(index if index is not None else choices.find(W + "default"), 0)
        return entries[chosen] if chosen < len(entries) else ""
    return ""
