"""Settings of the tests: the same house, with quick passwords and a scratch folder."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("PINGXUAN_DATA", tempfile.mkdtemp(prefix="pingxuan-test-"))

from pingxuan.site.settings import *  # noqa: F403 - settings are laid over settings
from pingxuan.site.settings import DATA, DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
(DATA / "static").mkdir(exist_ok=True)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: WAL and its locks are part of what is tested.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / f"test-{os.getpid()}.sqlite3")}
