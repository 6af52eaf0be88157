"""Django's settings. Everything that differs between installations comes from `PINGXUAN_*`."""

from __future__ import annotations

import os
from pathlib import Path

from pingxuan.site.places import data_dir, database, secret

PACKAGE = Path(__file__).resolve().parent.parent
DATA = data_dir()

DEMO = os.environ.get("PINGXUAN_DEMO") == "1"
DEBUG = False
SECRET_KEY = secret(DATA, "SECRET_KEY")
FIELD_KEY = secret(DATA, "FIELD_KEY")
LOOKUP_KEY = secret(DATA, "LOOKUP_KEY")
ALLOWED_HOSTS = [h for h in os.environ.get("PINGXUAN_HOSTS", "*").split(",") if h]
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("PINGXUAN_ORIGINS", "").split(",") if o]
SECURE = os.environ.get("PINGXUAN_HTTPS") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "pingxuan.site.apps.StaticFiles",
    "django_htmx",
    "rules.apps.RulesConfig",
    "pingxuan.audit",
    "pingxuan.messages",
    "pingxuan.accounts",
    "pingxuan.units",
    "pingxuan.campaigns",
    "pingxuan.nominations",
    "pingxuan.letterbox",
    "pingxuan.offices",
    "pingxuan.voting",
    "pingxuan.jury",
    "pingxuan.results",
    "pingxuan.showcase",
    "pingxuan.seminar",
    "pingxuan.demo",
    "pingxuan.web",
    "pingxuan.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pingxuan.web.compressing.CompressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pingxuan.web.edge.EdgeMiddleware",
]

ROOT_URLCONF = "pingxuan.site.urls"
WSGI_APPLICATION = "pingxuan.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "pingxuan.web.edge.page_context",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ],
        },
    }
]

DATABASES = {"default": database(DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "rules.permissions.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["pingxuan.accounts.hashing.FrugalArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign_in"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# Form with its evidence tables; uploads themselves stream to disk above 2.5 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FORM_FILE_LIMIT = 20 * 1024 * 1024

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "px_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_NAME = "px_csrf"
CSRF_FAILURE_VIEW = "pingxuan.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
USE_X_FORWARDED_HOST = True
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    }
}

# Whether the worker looks at the links of nominations; a demonstration's lead nowhere.
LINK_CHECKS = os.environ.get("PINGXUAN_LINK_CHECKS", "off" if DEMO else "on") == "on"

# How messages leave: `development` writes to a page and a file, `http` posts to a gateway.
SMS_ADAPTER = os.environ.get("PINGXUAN_SMS", "development")
SMS_GATEWAY_URL = os.environ.get("PINGXUAN_SMS_URL", "")
SMS_GATEWAY_KEY = os.environ.get("PINGXUAN_SMS_KEY", "")

# Mail: `development` writes to a file, `smtp` hands over to a server.
MAIL_ADAPTER = os.environ.get("PINGXUAN_MAIL", "development")
SMTP_HOST = os.environ.get("PINGXUAN_SMTP_HOST", "localhost")
SMTP_PORT = int(os.environ.get("PINGXUAN_SMTP_PORT", "587"))
SMTP_SECURITY = os.environ.get("PINGXUAN_SMTP_SECURITY", "starttls")  # starttls, tls or none
SMTP_USER = os.environ.get("PINGXUAN_SMTP_USER", "")
SMTP_PASSWORD = os.environ.get("PINGXUAN_SMTP_PASSWORD", "")
SMTP_FROM = os.environ.get("PINGXUAN_SMTP_FROM", "noreply@localhost")

# Mail servers inside that offices' mailboxes may be on, and authorities of one's own.
MAIL_HOSTS = [h for h in os.environ.get("PINGXUAN_MAIL_HOSTS", "").split(",") if h]
MAIL_CA = os.environ.get("PINGXUAN_MAIL_CA", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
