"""Every address in the product, and the application that a server runs."""

import os

import django
from django.apps import apps
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifen.settings")
if not apps.ready:
    django.setup()  # a server imports this module first; pages need the models

from django.urls import include, path

urlpatterns = [path("", include("jifen.web.urls"))]
handler400 = "jifen.web.errors.bad_request"
handler403 = "jifen.web.errors.refused"
handler404 = "jifen.web.errors.not_found"
handler500 = "jifen.web.errors.broken"


def __getattr__(name: str) -> object:
    """Make the WSGI application when a server asks for it, not when the addresses are read."""
    if name == "application":
        return get_wsgi_application()
    raise AttributeError(name)
