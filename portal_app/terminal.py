"""What the command line says, in the language the terminal is set to: progress on standard error, answers on output.

Where `ESPAI_LOG=json` asks for records and nobody sits at a terminal, progress and refusals are records too.
"""

import logging
import os
import sys
from collections.abc import Callable

import click

from models.vocabulary import Locale
from portal_app import settings
from portal_app.i18n.text import Text, text
from portal_app.settings import LogFormat

log = logging.getLogger("espai.command")


def for_machines() -> bool:
    """Whether what is said is read by a program that expects records."""
    try:
        wanted = settings.told("ESPAI_LOG", LogFormat.TEXT.value)
    except (OSError, UnicodeDecodeError):
        return False
    return wanted == LogFormat.JSON.value and not sys.stderr.isatty()


def words() -> Text:
    """Spanish or Catalan where the terminal is set so, English elsewhere."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if setting := os.environ.get(name):
            primary = setting.split("_")[0].split(".")[0].lower()
            return text(Locale(primary) if primary in {locale.value for locale in Locale} else Locale.EN)
    return text(Locale.EN)


def progress(line: str) -> None:
    """Say what is being waited for."""
    if for_machines():
        log.info("%s", line)
    else:
        click.echo(f"· {line}", err=True)


def done(line: str) -> None:
    """Say what was done, where no script reads the answer."""
    if for_machines():
        log.info("%s", line)
    else:
        click.echo(line)


class Stopped(click.ClickException):
    """A command that cannot go on: one sentence, exit 1."""

    def show(self, file: object = None) -> None:
        """The sentence alone, without a word of English before it."""
        del file
        if for_machines():
            log.error("%s", self.message)
        else:
            click.echo(self.message, err=True)


def stopped(sentence: Callable[[Text], str]) -> Stopped:
    """`raise stopped(lambda t: t("…"))`."""
    return Stopped(sentence(words()))
