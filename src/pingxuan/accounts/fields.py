"""Model columns that are encrypted at rest. Source: L1."""

from __future__ import annotations

import json
from typing import Any

from django.db import models

from pingxuan.accounts.cipher import decrypt, encrypt


class EncryptedText(models.TextField):  # type: ignore[type-arg]  # generic in the stubs only
    """Text that is plain in Python and encrypted in the database; empty stays empty."""

    def _context(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Decrypt what the database gives."""
        return value if not value else decrypt(value, context=self._context())

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt what is saved."""
        return value if not value else encrypt(str(value), context=self._context())


class EncryptedJSON(EncryptedText):
    """A JSON value that is encrypted at rest."""

    def from_db_value(self, value: str | None, *args: Any) -> Any:
        """Decrypt and decode what the database gives."""
        text = super().from_db_value(value, *args)
        return json.loads(text) if text else {}

    def to_python(self, value: Any) -> Any:
        """Take the value as it is."""
        return value

    def get_prep_value(self, value: Any) -> Any:
        """Encode and encrypt what is saved."""
        return super().get_prep_value(json.dumps(value, ensure_ascii=False)) if value else ""

    def value_to_string(self, obj: models.Model) -> str:
        """Give the JSON text for a dump."""
        return json.dumps(self.value_from_object(obj), ensure_ascii=False)
