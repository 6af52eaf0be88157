"""Register the public key by which a host app signs its hand-overs."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.core.management.base import BaseCommand, CommandError

from pingxuan.campaigns.models import Campaign
from pingxuan.campaigns.queries import running
from pingxuan.domain.errors import AlreadyDone, BadHandOver
from pingxuan.voting.actions.handing_over import register_key


class Command(BaseCommand):
    """`pingxuan manage register_channel_key CAMPAIGN CHANNEL KEY_ID FILE`. Source: J1."""

    help = "Register the public key (PEM) by which a channel's host app signs its hand-overs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name campaign, channel, key id and file."""
        parser.add_argument("campaign", help="slug of the campaign")
        parser.add_argument("channel", help="a channel of the campaign's rule sheet")
        parser.add_argument("key_id", help="what the app writes into the header `kid`")
        parser.add_argument("file", type=Path, help="the public key as PEM")

    def handle(self, *args: Any, **options: Any) -> None:
        """Register, or say what is wrong."""
        try:
            text = options["file"].read_text(encoding="ascii")
            campaign = running().get(slug=options["campaign"])
            register_key(
                campaign,
                options["channel"],
                options["key_id"],
                text,
                person=None,
                now=datetime.now(UTC),
                algorithm=_algorithm(text),
            )
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"{options['file'].name}: {fault}") from fault
        except Campaign.DoesNotExist:
            raise CommandError(f"no campaign {options['campaign']}") from None
        except (BadHandOver, AlreadyDone) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"registered {options['key_id']} for {options['channel']}")


def _algorithm(pem: str) -> str:
    """Give the one algorithm that a key is taken with."""
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm) as fault:
        raise CommandError("not a public key in PEM") from fault
    if isinstance(key, Ed25519PublicKey):
        return "EdDSA"
    if isinstance(key, RSAPublicKey):
        return "RS256"
    raise CommandError("only Ed25519 and RSA keys are taken")
