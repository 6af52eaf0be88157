"""Mails as offices send them."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "papers" / "samples"
FORM = (SAMPLES / "01-institution.docx").read_bytes()
OTHER = (SAMPLES / "03-individual.docx").read_bytes()


def mail(
    *papers: tuple[str, bytes],
    message_id: str = "<1@example.org>",
    sender: str = "张三 <zhang@example.org>",
    text: str = "您好，表见附件。",
    **headers: str,
) -> bytes:
    """A mail of today's programs."""
    letter = EmailMessage()
    letter["From"], letter["To"] = sender, "office@example.org"
    letter["Subject"], letter["Message-ID"] = "报送推荐表", message_id
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content(text)
    for name, data in papers:
        letter.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return letter.as_bytes()
