"""Passwords: Argon2id with parameters that leave a small machine on its feet."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class FrugalArgon2(Argon2PasswordHasher):
    """19 MiB, two passes, one lane. Source: OWASP password storage, Argon2id's second choice."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1
