"""A second step written under another secret key opens nothing: its codes must not become guessable."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters

pytestmark = pytest.mark.django_db


def test_another_secret_key_makes_no_code_right(person, settings):
    someone = person()
    TOTP.activate(someone, generate_totp_secret())
    codes = RecoveryCodes.activate(someone)
    settings.SECRET_KEY = "another key, after a restore that forgot the first"
    written = TOTP(someone.authenticator_set.get(type="totp"))
    assert not any(written.validate_code(format_hotp_value(hotp_value("", counter))) for counter in counters())
    assert codes.generate_codes() != codes.generate_codes()
