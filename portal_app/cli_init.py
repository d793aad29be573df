"""`espai init`: a real practice is opened, with its first admin."""

import re
import zoneinfo
from collections.abc import Callable
from typing import Any

import click

from models.vocabulary import Locale
from portal_app import cli_db, clock, server, settings
from portal_app.domain.problems import Problem
from portal_app.i18n import problems
from portal_app.services import installation, schema, staff_accounts
from portal_app.services.installation import NewPractice
from portal_app.settings import Say, Settings
from portal_app.terminal import progress, words


def _timezone(_context: click.Context, _option: click.Parameter, value: str) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        t = words()
        raise click.BadParameter(t("{value} is not a time zone. Write it like Europe/Madrid.", value=value)) from None
    return value


def _email(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value.strip()):
        t = words()
        raise click.BadParameter(t("{value} is not an e-mail address.", value=value))
    return value.strip()


def _name(_context: click.Context, _option: click.Parameter, value: str) -> str:
    if not value.strip():
        t = words()
        raise click.BadParameter(t("A name is needed."))
    return value.strip()


class Asked(click.Option):
    """An option that is asked for where it is not given, in the language of the terminal."""

    def __init__(self, *names: Any, ask: Callable[[Say], str], **given: Any) -> None:
        super().__init__(*names, prompt=True, **given)
        self._ask = ask

    def prompt_for_value(self, ctx: click.Context) -> Any:
        """Ask, and ask again until the answer will do."""
        t = words()
        self.prompt = self._ask(t)
        if self.confirmation_prompt:
            self.confirmation_prompt = t("Once more")
        return super().prompt_for_value(ctx)


class Refused(click.BadParameter):
    """Asked at a prompt, it is asked again, and what was answered before stays; given as an option, all goes wrong."""

    exit_code = 1


def _password(context: click.Context, _option: click.Parameter, value: str) -> str:
    given = (context.params.get(name) for name in ("name", "admin_name", "admin_email"))
    try:
        staff_accounts.check_password(value, about=tuple(one for one in given if one))
    except Problem as problem:
        raise Refused(problems.words(words(), problem.code, **problem.facts)) from None
    return value


@click.command()
@click.option("--name", cls=Asked, ask=lambda t: t("The practice’s name"), callback=_name)
@click.option(
    "--timezone",
    cls=Asked,
    ask=lambda t: t("Time zone"),
    default="Europe/Madrid",
    show_default=True,
    callback=_timezone,
)
@click.option("--locale", type=click.Choice([locale.value for locale in Locale]), default="es", show_default=True)
@click.option("--region", default="ES", show_default=True, help="Whose public holidays count: ES, CT for Catalonia, …")
@click.option("--admin-name", cls=Asked, ask=lambda t: t("Your name"), callback=_name)
@click.option("--admin-email", cls=Asked, ask=lambda t: t("Your e-mail"), callback=_email)
@click.option(
    "--admin-password",
    cls=Asked,
    ask=lambda t: t("A password of 12 characters or more"),
    hide_input=True,
    confirmation_prompt=True,
    callback=_password,
)
def init(
    name: str, timezone: str, locale: str, region: str, admin_name: str, admin_email: str, admin_password: str
) -> None:
    """Open a real practice, with its first admin."""
    t = words()
    new = NewPractice(
        name=name,
        timezone=timezone,
        locale=Locale(locale),
        region=region,
        admin_name=admin_name,
        admin_email=admin_email,
        admin_password=admin_password,
    )
    now = _with_secret(t)
    server.check_writable(now.data_dir)
    schema.upgrade(now.database_url)
    clock.start_at(now.now)
    cli_db.use(now.database_url)
    installation.open_practice(new)
    click.echo(
        t(
            "{name} is open. Start it with `espai serve`, then sign in at /staff as {email}.",
            name=name,
            email=admin_email,
        )
    )


def _with_secret(t: Any) -> Settings:
    """The settings; a secret is made in the data folder when nothing else says which."""
    try:
        return settings.current()
    except settings.NoSecret as missing:
        path = settings.make_secret(missing.data_dir)
        progress(
            t(
                "A secret was made in {path}. Keep a copy apart from the data: without it no code can be read.",
                path=path,
            )
        )
        return settings.current()
