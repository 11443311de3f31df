"""Django settings. What differs between installations is a variable of `project/env.py`, nothing else."""

from xinyong.infra import crypto
from xinyong.project import databases, env

XINYONG_HOME = env.home()
XINYONG_PUBLIC_URL = env.text("XINYONG_PUBLIC_URL") or f"http://127.0.0.1:{env.text('PORT')}"
XINYONG_SITE = env.choice("XINYONG_SITE", ("public", "service", "workspace", "all"))

XINYONG_UPLOAD_BYTES = env.number("XINYONG_UPLOAD_MB") << 20

DEBUG = env.flag("XINYONG_DEBUG")
SECRET_KEY = crypto.keyring(XINYONG_HOME).django_secret
ALLOWED_HOSTS = [h.strip() for h in env.text("XINYONG_HOSTS").split(",")]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "django_htmx",
    "xinyong.screens",
    "xinyong.audit",
    "xinyong.accounts",
    "xinyong.records",
    "xinyong.collection",
    "xinyong.disclosure",
    "xinyong.inquiries",
    "xinyong.reports",
    "xinyong.workspace",
    "xinyong.project",
]
AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Two names for one database: `default` for the rooms, `public` for the door without login, whose role reads the
# disclosed views and nothing else (design 4.5). A process of the public door uses that role for both.
_OWN_ROLE = env.choice("XINYONG_ROLE", ("app", "owner", "public"))
if XINYONG_SITE == "public" and _OWN_ROLE == "app":
    _OWN_ROLE = "public"
_SERVER = {"url": env.text("DATABASE_URL"), "public_url": env.text("DATABASE_URL_PUBLIC")}
DATABASES = {
    "default": databases.django_settings(XINYONG_HOME, f"xinyong_{_OWN_ROLE}", **_SERVER),
    "public": databases.django_settings(XINYONG_HOME, "xinyong_public", **_SERVER),
}
DATABASE_ROUTERS: list[str] = []

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "xinyong.project.middleware.ContentSecurityPolicy",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if XINYONG_SITE in {"workspace", "all"}:  # the public door knows no sessions
    MIDDLEWARE += [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ]
ROOT_URLCONF = "xinyong.project.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "xinyong.screens.context.frame",
                "xinyong.workspace.context.desk",
            ]
        },
    }
]
WSGI_APPLICATION = "xinyong.project.wsgi.application"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = XINYONG_HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.InMemoryStorage"
    },  # files go through infra.storage only
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_NAME, CSRF_COOKIE_PATH = "xinyong_csrf", "/workspace/"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "xinyong.workspace.faults.csrf_failure"
SESSION_COOKIE_NAME, SESSION_COOKIE_PATH = "xinyong_session", "/workspace/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # a link in a letter leads in
SESSION_COOKIE_AGE = 30 * 60  # of idleness; each answer begins it anew
SESSION_SAVE_EVERY_REQUEST = True
if XINYONG_PUBLIC_URL.startswith("https://"):  # a proxy in front of us speaks TLS
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [XINYONG_PUBLIC_URL.rstrip("/")]

# Messages carry ids and codes, never values; a request's own text is not logged.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
