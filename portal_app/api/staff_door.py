"""The staff door over plain HTTP (ID-8)."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models.vocabulary import Locale
from portal_app import clock
from portal_app.api import cookies, door, notes, onward, render, words
from portal_app.api.forms import form_of
from portal_app.api.notes import Notes
from portal_app.api.threads import reading, staff
from portal_app.domain.door_problems import Crowded, Locked
from portal_app.domain.problems import Problem, SignedOut
from portal_app.services import devices, staff_accounts, staff_sign_in
from portal_app.services.front import front
from portal_app.services.staff_sign_in import MustChoose, StaffEntered

FIRST_PAGE = "staff/agenda"
LONGEST_EMAIL = 200
OWN_PASSWORD = "own_password"
"""The step after a first password: one's own is chosen."""


def page(named: Locale | None) -> door.Answer:
    """The staff door in one language, or at `/staff` in the person's."""

    async def answer(request: Request) -> Response:
        if await _is_in(request):
            return RedirectResponse(f"/{render.locale_for(request, named).value}/{FIRST_PAGE}", 302)
        practice = await reading(front)
        drawn = render.page_for(request, practice, here="/staff", named=named)
        if practice is None:
            return render.respond(request, drawn, "empty.html", status=503)
        left = notes.read(request)
        if left.step == OWN_PASSWORD and left.proof:
            told = words.refusal(drawn.t, left.news, dict(left.facts), staff=True) if left.news else ""
            return render.respond(
                request, drawn, "staff_password.html", news=told, email=left.email, least=staff_accounts.LEAST
            )
        wait = await _wait(request, left)
        if wait is not None:
            seconds, clock_face = words.countdown(wait, clock.now())
            sentence = words.staff_wait(drawn.t, crowded=left.waits_until is not None)
            facts = {"news": sentence.replace("{t}", clock_face), "sentence": sentence, "seconds": seconds}
            return render.respond(request, drawn, "staff.html", email=left.email, ended=False, **facts)
        told = left.email and left.news and left.news not in {Locked.code, Crowded.code}
        news = words.refusal(drawn.t, left.news, dict(left.facts), staff=True) if told else ""
        ended = onward.read(request.cookies, onward.STAFF_PAGES).ended
        return render.respond(
            request, drawn, "staff.html", news=news, email=left.email, seconds=0, sentence="", ended=ended
        )

    return answer


async def _is_in(request: Request) -> bool:
    secret = cookies.STAFF_SESSION.read(request.cookies)
    if secret is None:
        return False
    try:
        await reading(devices.staff_of, secret)
    except SignedOut:
        return False
    return True


async def _wait(request: Request, left: Notes) -> datetime | None:
    if left.waits_until is not None or not left.email:
        return left.waits_until
    stands = await reading(staff_sign_in.standing, left.email, origin=door.origin(request))
    return stands.until


async def sign_in(request: Request) -> Response:
    """POST: e-mail and password."""
    form = await form_of(request)
    email = form.get("email", "")[:LONGEST_EMAIL]
    named = Locale(form["lang"]) if form.get("lang") in set(Locale) else None
    try:
        entered = await staff.hashing(staff_sign_in.enter, email, form.get("password", ""), origin=door.origin(request))
    except Problem as problem:
        response = RedirectResponse(f"/{named.value}/staff" if named else "/staff", 303)
        kept = Notes(email=email)
        notes.leave(response, kept if type(problem) is Locked else kept.refused(problem))
        return response
    locale = named or cookies.locale_of(request.cookies) or entered.locale
    if isinstance(entered, MustChoose):
        response = RedirectResponse(f"/{locale.value}/staff", 303)
        notes.leave(response, Notes(step=OWN_PASSWORD, email=email, proof=entered.proof))
        return response
    return _in(request, entered, locale)


async def choose_password(request: Request) -> Response:
    """POST: one's own password, twice, in place of the first one."""
    form = await form_of(request)
    named = Locale(form["lang"]) if form.get("lang") in set(Locale) else None
    left = notes.read(request)
    again = RedirectResponse(f"/{named.value}/staff" if named else "/staff", 303)
    if left.step != OWN_PASSWORD:
        return again
    try:
        entered = await staff.hashing(
            staff_sign_in.choose_password,
            left.proof,
            form.get("password", ""),
            form.get("again", ""),
            origin=door.origin(request),
        )
    except SignedOut:
        # Given anew meanwhile, used, or too old: back to the beginning.
        notes.leave(again, Notes(email=left.email))
        return again
    except Problem as problem:
        notes.leave(again, left.refused(problem))
        return again
    return _in(request, entered, named or cookies.locale_of(request.cookies) or entered.locale)


def _in(request: Request, entered: StaffEntered, locale: Locale) -> Response:
    wanted = onward.read(request.cookies, onward.STAFF_PAGES).page or f"/{FIRST_PAGE}"
    response = RedirectResponse(f"/{locale.value}{wanted}", 303)
    onward.drop(response)
    cookies.STAFF_SESSION.put(response, entered.session_secret)
    cookies.DOOR.drop(response)
    cookies.put_locale(response, locale)
    return response


async def sign_out(request: Request) -> Response:
    """POST: end this staff session."""
    form = await form_of(request)
    secret = cookies.STAFF_SESSION.read(request.cookies)
    if secret is not None:
        try:
            staff = await reading(devices.staff_of, secret)
            await reading(devices.staff_sign_out, staff, secret, origin=door.origin(request))
        except SignedOut:
            pass
    named = Locale(form["lang"]) if form.get("lang") in set(Locale) else None
    return door.leave(request, f"/{render.locale_for(request, named).value}/staff")


def routes() -> list[Route]:
    """The staff door."""
    pages = [Route(f"/staff{slash}", page(None), methods=["GET"]) for slash in ("", "/")]
    for locale in Locale:
        pages += [Route(f"/{locale.value}/staff{slash}", page(locale), methods=["GET"]) for slash in ("", "/")]
    return [
        *pages,
        Route("/api/staff/sign-in", sign_in, methods=["POST"]),
        Route("/api/staff/own-password", choose_password, methods=["POST"]),
        Route("/api/staff/sign-out", sign_out, methods=["POST"]),
    ]
