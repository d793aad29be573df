"""Staff passwords."""

import subprocess
import sys

import pytest

from portal_app.domain.door_problems import PasswordTooCommon, PasswordTooShort
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


@pytest.mark.parametrize(
    "password", ["1qaz2wsx3edc", "Counterstrike", "JUSTINBIEBER", "dragon-19-84-!", "monkeymonkey", "..liverpool.."]
)
def test_one_of_the_ten_thousand_most_used_is_refused(password: str) -> None:
    with pytest.raises(PasswordTooCommon):
        staff_accounts.check_password(password)


def test_ten_thousand_are_known_and_no_page_pays_for_them() -> None:
    assert 9_500 < len(staff_accounts.common_passwords()) <= staff_accounts.MOST_COMMON
    asked = "import sys, portal_app.api.app, portal_app.services.staff_sign_in; sys.exit('zxcvbn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("OlgaFerrer2026", False),
        ("alba.psicologia!", False),
        ("ferrer-olga-alba", False),
        ("olga@alba.example", False),
        ("olga walks home at dusk", True),
    ],
)
def test_a_password_is_more_than_ones_own_names(password: str, taken: bool) -> None:
    about = ("Olga Ferrer Mas", "Alba Psicologia", "olga@alba.example")
    if taken:
        staff_accounts.check_password(password, about=about)
        return
    with pytest.raises(PasswordTooCommon):
        staff_accounts.check_password(password, about=about)
    staff_accounts.check_password("t9#kLw2$vQx8", about=about)


@pytest.mark.parametrize("password", ["a calm lake at dawn", "t9#kLw2$vQx8", "Montseny al vespre"])
def test_a_good_password_is_taken(password: str) -> None:
    staff_accounts.check_password(password)


def test_a_password_longer_than_bcrypt_reads_counts_to_its_end() -> None:
    kept = staff_accounts.hash_password("x" * 100 + "y")
    assert staff_accounts.matches("x" * 100 + "y", kept)
    assert not staff_accounts.matches("x" * 100 + "z", kept)
