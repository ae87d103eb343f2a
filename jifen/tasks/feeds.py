"""The address of somebody's feed of last days: theirs alone, until their password is another."""

import uuid

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.http import urlencode

from jifen.people import queries as people
from jifen.people.models import User

_SALT = "jifen.deadlines"
_DIGITS = 40
"""Hexadecimal digits of a feed's key: 160 bits."""


def path(user: User) -> str:
    """Return where somebody's feed is, from the root of the site."""
    return f"{reverse('tasks-feed')}?{urlencode({'key': _key(user)})}"


def address(user: User) -> str:
    """Return the whole address; the path alone where no public address is set: none is guessed."""
    return f"{settings.PUBLIC_ADDRESS}{path(user)}"


def whose(key: str) -> User | None:
    """Return the account that a feed's key is of. One query at most."""
    try:
        user = people.user_at(uuid.UUID(hex=key[:32]))
    except ValueError:
        return None
    return user if user is not None and constant_time_compare(_key(user), key) else None


def _key(user: User) -> str:
    proof = salted_hmac(_SALT, f"{user.ref.hex} {user.password}", algorithm="sha256").hexdigest()
    return f"{user.ref.hex}{proof[:_DIGITS]}"
