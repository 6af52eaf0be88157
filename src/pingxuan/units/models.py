"""The tree of units: offices of each tier, and the units that recommend. Source: B1, C4."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from pingxuan.domain.identity import uuid7
from pingxuan.domain.routes import Level


class Unit(models.Model):
    """A node of the tree. `path` holds the hex ids from the root down to itself, each with a `/`."""

    class LevelChoice(models.TextChoices):
        PROVINCE = Level.PROVINCE.value, _("省级")
        CITY = Level.CITY.value, _("市级")
        COUNTY = Level.COUNTY.value, _("县级")
        UNIT = Level.UNIT.value, _("单位")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40, blank=True)
    level = models.CharField(max_length=10, choices=LevelChoice.choices)
    path = models.CharField(max_length=400, db_index=True, editable=False)
    is_active = models.BooleanField(default=True)
    # The organiser's own number, by which a list knows the unit under any name.
    code = models.CharField(max_length=40, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="units_one_name_per_parent"),
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="units_one_code"
            ),
        ]
        ordering = ["path"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the path in step with the parent; moving a branch is `units.actions.move`."""
        self.path = (self.parent.path if self.parent else "") + self.id.hex + "/"
        super().save(*args, **kwargs)

    @property
    def depth(self) -> int:
        """How many nodes stand above it."""
        return self.path.count("/") - 1

    @property
    def is_office(self) -> bool:
        """Whether nominations stop here on their way up."""
        return Level(self.level).is_office

    def is_within(self, other: Unit) -> bool:
        """Whether it is `other` or lies below it."""
        return self.path.startswith(other.path)

    def __str__(self) -> str:
        return self.name


class PastName(models.Model):
    """What a unit was called and where it stood, until it was renamed or moved. Source: B1."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="past_names")
    name = models.CharField(max_length=120)
    place = models.CharField(max_length=600)
    until_at = models.DateTimeField()

    class Meta:
        ordering = ["until_at", "pk"]
