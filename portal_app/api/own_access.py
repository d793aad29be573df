"""A staff member's own access: the password and the open sessions, on a page that works without a script (ID-8)."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models.vocabulary import Locale
from portal_app import clock
from portal_app.api import cookies, door, notes, render, words
from portal_app.api.forms import form_of
from portal_app.api.notes import Notes
from portal_app.api.threads import known, reading
from portal_app.domain import lockout
from portal_app.domain.door_problems import Crowded, Locked, WrongSecret
from portal_app.domain.problems import Problem, SignedOut
from portal_app.domain.refs import StaffRef
from portal_app.i18n.text import Text
from portal_app.presenters.staff.own_access import sessions
from portal_app.services import devices, own_access, staff_accounts
from portal_app.services.front import front

PATH = "/staff/access"
CHANGED = "password_changed"
OTHERS_LEFT = "others_left"


def page(named: Locale) -> door.Answer:
    """The form, the wait after too many wrong passwords, the sessions, and the word that something is done."""

    async def answer(request: Request) -> Response:
        try:
            staff, secret = await _who(request)
            read = await reading(own_access.shown, staff, secret, origin=door.origin(request))
        except SignedOut:
            return RedirectResponse(f"/{named.value}/staff", 302)
        drawn = render.page_for(request, await reading(front), here=PATH, named=named)
        left = notes.read(request)
        until = left.waits_until or read.standing.until
        facts = {"news": "", "about": "", "done": "", "seconds": 0, "sentence": ""}
        if until is not None:
            seconds, clock_face = words.countdown(until, clock.now())
            sentence = words.staff_wait(drawn.t, crowded=left.waits_until is not None)
            facts |= {"seconds": seconds, "sentence": sentence, "news": sentence.replace("{t}", clock_face)}
        elif left.step == notes.INSIDE and left.news:
            facts |= _news(drawn.t, left, read.standing)
        return render.respond(
            request,
            drawn,
            "staff_access.html",
            sessions=sessions(drawn.t, read),
            least=staff_accounts.LEAST,
            **facts,
        )

    return answer


def _news(t: Text, left: Notes, stands: lockout.Standing) -> dict[str, str]:
    """What was refused last and of which password, or what is done."""
    match left.news:
        case "password_changed":
            return {"done": t("Your password is changed. Your other sessions have ended.")}
        case "others_left":
            return {"done": t("Your other sessions have ended.")}
        case Locked.code | Crowded.code:
            return {}
        case WrongSecret.code:
            few = 0 < stands.left <= lockout.TELL_WHEN_LEFT
            plainly = t("That is not your password. Write the one you enter with.")
            return {"about": "old", "news": words.refusal(t, left.news, {"left": stands.left}) if few else plainly}
        case _:
            return {"about": "new", "news": words.refusal(t, left.news, dict(left.facts), staff=True)}


async def change(request: Request) -> Response:
    """POST: the old password, and the new one twice."""
    form = await form_of(request)
    again = RedirectResponse(f"/{_locale(request, form).value}{PATH}", 303)
    try:
        staff, _secret = await _who(request)
        secret = await known.hashing(
            own_access.change_password,
            staff,
            form.get("old", ""),
            form.get("password", ""),
            form.get("again", ""),
            origin=door.origin(request),
        )
    except SignedOut:
        return RedirectResponse(f"/{_locale(request, form).value}/staff", 303)
    except Problem as problem:
        if type(problem) is Locked:
            # The counter itself tells how long.
            cookies.DOOR.drop(again)
        else:
            notes.leave(again, Notes(step=notes.INSIDE).refused(problem))
        return again
    cookies.STAFF_SESSION.put(again, secret)
    return _done(again, CHANGED)


async def end_others(request: Request) -> Response:
    """POST: every other session ends."""
    form = await form_of(request)
    locale = _locale(request, form)
    try:
        staff, secret = await _who(request)
        await reading(own_access.sign_out_others, staff, secret, origin=door.origin(request))
    except SignedOut:
        return RedirectResponse(f"/{locale.value}/staff", 303)
    return _done(RedirectResponse(f"/{locale.value}{PATH}", 303), OTHERS_LEFT)


def _done(response: Response, what: str) -> Response:
    notes.leave(response, Notes(step=notes.INSIDE, said=what, at=clock.now().isoformat()))
    return response


def _locale(request: Request, form: dict[str, str]) -> Locale:
    return render.locale_for(request, Locale(form["lang"]) if form.get("lang") in set(Locale) else None)


async def _who(request: Request) -> tuple[StaffRef, str]:
    secret = cookies.STAFF_SESSION.read(request.cookies)
    if secret is None:
        raise SignedOut(staff=True)
    return await reading(devices.staff_of, secret), secret


def routes() -> list[Route]:
    """The page in each language, and its forms."""
    return [
        *(
            Route(f"/{locale.value}{PATH}{slash}", page(locale), methods=["GET"])
            for locale in Locale
            for slash in ("", "/")
        ),
        Route("/api/staff/password", change, methods=["POST"]),
        Route("/api/staff/sign-out-others", end_others, methods=["POST"]),
    ]
