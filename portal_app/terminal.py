"""What the command line says, in the language the terminal is set to: progress on standard error, answers on output."""

import os
from collections.abc import Callable

import click

from models.vocabulary import Locale
from portal_app.i18n.text import Text, text


def words() -> Text:
    """Spanish or Catalan where the terminal is set so, English elsewhere."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if setting := os.environ.get(name):
            primary = setting.split("_")[0].split(".")[0].lower()
            return text(Locale(primary) if primary in {locale.value for locale in Locale} else Locale.EN)
    return text(Locale.EN)


def progress(line: str) -> None:
    """Say what is being waited for."""
    click.echo(f"· {line}", err=True)


class Stopped(click.ClickException):
    """A command that cannot go on: one sentence, exit 1."""

    def show(self, file: object = None) -> None:
        """The sentence alone, without a word of English before it."""
        del file
        click.echo(self.message, err=True)


def stopped(sentence: Callable[[Text], str]) -> Stopped:
    """`raise stopped(lambda t: t("…"))`."""
    return Stopped(sentence(words()))
