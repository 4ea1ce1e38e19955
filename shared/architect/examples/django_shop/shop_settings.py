"""Settings of a deployment: what is secret or local comes from the environment; what is missing stops the start."""

import os

SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = os.environ["DJANGO_HOSTS"].split(",")
DATABASES = {
    "default": {
        "ENGINE": os.environ.get("DJANGO_ENGINE", "django.db.backends.postgresql"),
        "NAME": os.environ["DJANGO_DATABASE"],
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
# Cookies that only travel encrypted, that no script reads, and that other sites do not send.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SECURE_HSTS_SECONDS = 31_536_000
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
