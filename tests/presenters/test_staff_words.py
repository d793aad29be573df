"""AG-6, GD-1: the code message, the trail, phone numbers."""

from urllib.parse import unquote

import pytest

from models.vocabulary import Action, Locale
from portal_app.i18n.text import text
from portal_app.presenters.staff import messages, words
from portal_app.presenters.staff.trail import device_name, sentences
from portal_app.services.practice import CodeMessage


def message(template: str = "", phone: str = "+34600000001") -> CodeMessage:
    return CodeMessage("Alba & Mar", "Ana", phone, Locale.EN, "https://portal.example", template)


def test_without_own_words_the_message_says_what_the_portal_is() -> None:  # AG-6
    said = messages.code_message(message(), "K7M4QZ")
    assert "you see your sessions, ask for a time" in said
    assert "https://portal.example" in said
    assert "K7M-4QZ" in said


def test_the_practices_own_words_are_filled_in_and_odd_braces_left_alone() -> None:  # AG-6
    own = message("{practice}: {code} for {name} at {link} {sessions} {0}")
    assert messages.code_message(own, "K7M4QZ") == (
        "Alba & Mar: K7M-4QZ for Ana at https://portal.example {sessions} {0}"
    )


def test_a_name_that_looks_like_a_place_to_fill_is_filled_in_once() -> None:
    odd = CodeMessage("{code}", "Ana", "+34600000001", Locale.EN, "x", "{practice}")
    assert messages.code_message(odd, "K7M4QZ") == "{code}"


def test_the_link_opens_the_patients_chat_with_the_text_in_it() -> None:  # AG-6
    link = messages.whatsapp_link(message("{practice}?&#{code}"), "K7M4QZ")
    assert link.startswith("https://wa.me/34600000001?text=")
    assert unquote(link.partition("text=")[2]) == "Alba & Mar?&#K7M-4QZ"
    assert "&" not in link


def test_without_a_phone_there_is_no_link() -> None:
    assert messages.whatsapp_link(message(phone=""), "K7M4QZ") == ""
    assert messages.chat("") == ""


@pytest.mark.parametrize("locale", Locale)
def test_the_trail_has_a_sentence_for_everything_that_can_be_done(locale: Locale) -> None:  # GD-1
    said = sentences(text(locale))
    assert set(said) == set(Action)
    assert all(said.values())


@pytest.mark.parametrize(
    ("number", "shown"), [("+34600000148", "600 000 148"), ("+447700900123", "+44 7700 900123"), ("", "")]
)
def test_a_phone_number_is_read_in_groups(number: str, shown: str) -> None:
    assert words.phone(number) == shown


def test_initials_are_of_the_first_two_words() -> None:
    assert [words.initials(name) for name in ("Noor El Amrani", "Ana", "élia roca", "")] == ["NE", "A", "ÉR", ""]


def test_a_device_is_named_when_the_browser_tells() -> None:
    assert device_name("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)") == "iPhone"
    assert device_name("curl/8") == ""
