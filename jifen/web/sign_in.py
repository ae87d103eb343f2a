"""How people sign in: accounts are made by an administrator; sign-up does not exist."""

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.views import LoginView, LogoutView, PasswordChangeView
from allauth.core.internal import ratelimit
from django.contrib.auth import authenticate, get_user_model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from jifen.people.models import User


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth carries no types
    """Accounts by login and password; a disabled one is nobody at its next request."""

    def get_user(self, user_id: int) -> "User | None":
        """Return a session's account with the cadre it belongs to. One query."""
        users = get_user_model()._default_manager.select_related("cadre__town")
        return users.filter(pk=user_id, is_active=True).first()


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """What allauth asks us: the words of its refusals, and who may go on."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "Account or password is not right. Check both; after 5 wrong tries one waits"
            " 15 minutes."
        ),
        "too_many_login_attempts": _(
            "Wrong 5 times in a row: try again in 15 minutes, or turn to the administrator."
        ),
        "incorrect_password": _("That is not your present password."),
        "enter_current_password": _("That is not your present password."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse sign-up, always."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: str) -> "User | None":
        """Return the account, or None alike for an unknown one, a wrong password, a disabled one.

        The limit counts an account under whatever host name it is tried, in the shared cache.
        """
        tries = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed",
            key=credentials.get("username", "").lower(),
        )
        if not tries:
            raise self.validation_error("too_many_login_attempts")
        user: User | None = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()
        if user is not None:
            tries.rollback()
        return user

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Go to sign in: a new password ends every session."""
        return reverse("account_login")


class SignIn(LoginView):  # type: ignore[misc]  # allauth carries no types
    """Sign in."""


class SignOut(LogoutView):  # type: ignore[misc]  # allauth carries no types
    """Sign out, and have the browser forget what it showed. The type size and language stay."""

    def post(self, *args: object, **kwargs: object) -> HttpResponse:
        """End the session."""
        response: HttpResponse = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ChangePassword(PasswordChangeView):  # type: ignore[misc]  # allauth carries no types
    """Change one's own password; every session of the account ends with it."""
