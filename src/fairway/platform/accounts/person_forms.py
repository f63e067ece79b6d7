"""The forms of sign-up, sign-in and one's own account: allauth's, in the words of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from allauth.account import forms as account
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as identity
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from fairway.kernel.text import UserError
from fairway.platform.accounts.models import User
from fairway.platform.accounts.names import plain_name
from fairway.platform.ui.language import say

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PASSWORD_ADVICE = _("At least 10 characters, not only figures. Several words are easy to keep in mind.")
NEW_PASSWORD = (_("New password"), PASSWORD_ADVICE)
APP_CODE = (_("Code"), _("The six figures that your authenticator app shows, or one of your recovery codes."))
LETTER_CODE = (_("Code"), _("It is in the letter that we sent you."))
DEVICE_NAME = (_("Name"), _("To tell your passkeys apart, such as “Office laptop”."))

Wording: TypeAlias = "tuple[_StrPromise, _StrPromise | str]"


class HouseWords(forms.Form):
    """Labels and hints instead of the library's placeholders, which vanish while one types."""

    WORDS: ClassVar[dict[str, Wording]] = {}
    COMMON: ClassVar[dict[str, Wording]] = {
        "email": (_("E-mail address"), ""),
        "login": (_("E-mail address"), ""),
        "password": (_("Password"), ""),
        "remember": (_("Keep me signed in on this device for 14 days"), ""),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if words := (self.COMMON | self.WORDS).get(name):
                field.label, field.help_text = words


class NamesPerson(forms.BaseForm):
    """A form with a person's name in it."""

    def clean_name(self) -> str:
        try:
            return plain_name(self.cleaned_data["name"])
        except UserError as error:
            raise forms.ValidationError(say(error.text)) from None


class SignInForm(HouseWords, account.LoginForm):
    pass


class SignUpForm(HouseWords, NamesPerson, account.SignupForm):
    WORDS: ClassVar[dict[str, Wording]] = {"password1": (_("Password"), PASSWORD_ADVICE)}
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("As your colleagues should see it."),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("email", "name", "password1")

    def try_save(self, request: HttpRequest) -> Any:
        if self.account_already_exists:  # then too a password is hashed: the time must not tell
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)


class IdentitySignUpForm(HouseWords, identity.SignupForm):
    pass


class AddAddressForm(HouseWords, account.AddEmailForm):
    pass


class ChangePasswordForm(HouseWords, account.ChangePasswordForm):
    WORDS: ClassVar[dict[str, Wording]] = {
        "oldpassword": (_("Present password"), ""),
        "password1": NEW_PASSWORD,
    }
    password2 = None


class SetPasswordForm(HouseWords, account.SetPasswordForm):
    WORDS: ClassVar[dict[str, Wording]] = {"password1": NEW_PASSWORD}
    password2 = None


class ResetPasswordForm(HouseWords, account.ResetPasswordForm):
    pass


class ChooseNewPasswordForm(HouseWords, account.ResetPasswordKeyForm):
    WORDS: ClassVar[dict[str, Wording]] = {"password1": NEW_PASSWORD}
    password2 = None


class ConfirmAddressForm(HouseWords, account.ConfirmEmailVerificationCodeForm):
    WORDS: ClassVar[dict[str, Wording]] = {"code": LETTER_CODE}


class ConfirmResetForm(HouseWords, account.ConfirmPasswordResetCodeForm):
    WORDS: ClassVar[dict[str, Wording]] = {"code": LETTER_CODE}


class ProvePasswordForm(HouseWords, account.ReauthenticateForm):
    pass


class WorksOnce(second_factor.BaseAuthenticateForm):
    """A code that was used is refused for as long as it would live; the library forgets it after one step."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        life = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        if not cache.add(f"accounts.used-code:{self.user.pk}:{normalize_user_code(code)}", True, life):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SecondFactorForm(HouseWords, WorksOnce, second_factor.AuthenticateForm):
    WORDS: ClassVar[dict[str, Wording]] = {"code": APP_CODE}


class ProveSecondFactorForm(HouseWords, WorksOnce, second_factor.ReauthenticateForm):
    WORDS: ClassVar[dict[str, Wording]] = {"code": APP_CODE}


class SetUpAppForm(HouseWords, totp.ActivateTOTPForm):
    WORDS: ClassVar[dict[str, Wording]] = {
        "code": (_("Code"), _("The six figures that the app shows now.")),
    }


class AddPasskeyForm(HouseWords, webauthn.AddWebAuthnForm):
    WORDS: ClassVar[dict[str, Wording]] = {
        "name": DEVICE_NAME,
        "passwordless": (
            _("Sign in with this passkey alone, without a password"),
            _("It then asks for your fingerprint, your face or its PIN. Some older security keys cannot."),
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(HouseWords, webauthn.EditWebAuthnForm):
    WORDS: ClassVar[dict[str, Wording]] = {"name": DEVICE_NAME}


class SettingsForm(NamesPerson, forms.ModelForm[User]):
    """What a person may set about themselves."""

    language = forms.ChoiceField(
        label=_("Language of the letters we send you"),
        choices=[
            (code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES
        ],
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields = ("name", "language", "wants_digest")
        labels = {
            "name": _("Your name"),
            "wants_digest": _("Send me a letter a day about what changed. No news, no letter."),
        }
        help_texts = {"name": _("As your colleagues should see it.")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class EraseForm(forms.Form):
    """The second thought before an account goes."""

    sure = forms.BooleanField(label=_("Yes, erase my account. I know that this cannot be undone."))
