"""What can be read of persons."""

from __future__ import annotations

from pingxuan.accounts.models import Person, Phone


def verified_phone(person: Person) -> str | None:
    """Give a person's verified number (E.164), the earliest if there are several."""
    phone = Phone.objects.filter(person=person).order_by("verified_at").first()
    return phone.number if phone else None
