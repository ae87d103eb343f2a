"""Every address in the product."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import include, path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jifen.settings")

urlpatterns = [path("", include("jifen.web.urls"))]


def __getattr__(name: str) -> object:
    """Make the WSGI application when a server asks for it, not when the addresses are read."""
    if name == "application":
        return get_wsgi_application()
    raise AttributeError(name)
