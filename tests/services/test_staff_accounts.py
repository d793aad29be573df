"""Staff passwords."""

import pytest

from portal_app.domain.problems import PasswordTooCommon, PasswordTooShort
from portal_app.services import staff_accounts


@pytest.mark.parametrize("password", ["", "short", "elevensigns"])
def test_a_password_has_twelve_characters(password: str) -> None:
    with pytest.raises(PasswordTooShort):
        staff_accounts.check_password(password)


@pytest.mark.parametrize(
    "password",
    [
        *("password1234", "Password123!!", "123456789012", "abcdefghijklm", "aaaaaaaaaaaa", "abababababab"),
        *("987654321098", "qwertyuiop123", "Contraseña2026", "barcelona1234", "espai-2026-2026", "abcabcabcabc"),
    ],
)
def test_a_common_password_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooCommon):
        staff_accounts.check_password(password)


@pytest.mark.parametrize("password", ["a calm lake at dawn", "t9#kLw2$vQx8", "Montseny al vespre"])
def test_a_good_password_is_taken(password: str) -> None:
    staff_accounts.check_password(password)


def test_a_password_longer_than_bcrypt_reads_counts_to_its_end() -> None:
    kept = staff_accounts.hash_password("x" * 100 + "y")
    assert staff_accounts.matches("x" * 100 + "y", kept)
    assert not staff_accounts.matches("x" * 100 + "z", kept)
