"""How people sign in: accounts are made by an administrator, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Accounts come from `jifen account add`; the sign-up page does not exist."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse sign-up, always."""
        return False
