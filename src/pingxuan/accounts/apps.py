"""Django's view of this room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Persons and sign-in."""

    name = "pingxuan.accounts"
    label = "accounts"
