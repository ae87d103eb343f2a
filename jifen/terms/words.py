"""What a list of names is."""

from collections.abc import Mapping

from django.utils.functional import Promise

Words = Mapping[str, Promise | str]
