"""The patient changes the PIN: a page and a form like the door's, without a script, behind a living session (ID-2)."""

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
from portal_app.domain.door_problems import Blocked, Locked, WrongSecret
from portal_app.domain.problems import Problem, SignedOut
from portal_app.domain.refs import PatientRef
from portal_app.i18n.text import Text
from portal_app.services import devices, pin_change
from portal_app.services.front import front

PATH = "/me/pin"
SAVED = "pin_saved"


def page(named: Locale) -> door.Answer:
    """The form, the countdown after too many wrong PINs, or the word that it is done."""

    async def answer(request: Request) -> Response:
        try:
            patient, secret = await _who(request)
            stands = await reading(pin_change.standing, patient, secret, origin=door.origin(request))
        except SignedOut:
            return RedirectResponse(f"/{named.value}/", 302)
        drawn = render.page_for(request, await reading(front), here=PATH, named=named)
        left = notes.read(request)
        if left.step == notes.INSIDE and left.news == SAVED:
            return _forget(render.respond(request, drawn, "pin_changed.html"))
        if stands.until is not None:
            facts = words.wait(drawn.t, stands.until, clock.now(), crowded=False)
            return render.respond(request, drawn, "change_pin_locked.html", **facts)
        about, news = _news(drawn.t, left, stands)
        return render.respond(request, drawn, "change_pin.html", news=news, about=about)

    return answer


def _news(t: Text, left: Notes, stands: lockout.Standing) -> tuple[str, str]:
    """Which PIN was refused last, the old or the new, and why; nothing when that is no news."""
    if left.step != notes.INSIDE or not left.news:
        return "", ""
    if left.news == WrongSecret.code:
        few = 0 < stands.left <= lockout.TELL_WHEN_LEFT
        plainly = t("That is not your PIN. Write the one you enter with.")
        return "old", words.refusal(t, left.news, {"left": stands.left}) if few else plainly
    return "new", words.refusal(t, left.news, dict(left.facts))


async def change(request: Request) -> Response:
    """POST: the old PIN, and the new one twice."""
    form = await form_of(request)
    locale = render.locale_for(request, Locale(form["lang"]) if form.get("lang") in set(Locale) else None)
    again = RedirectResponse(f"/{locale.value}{PATH}", 303)
    try:
        patient, secret = await _who(request)
        opened = await known.hashing(
            pin_change.change,
            patient,
            secret,
            form.get("old", ""),
            form.get("pin", ""),
            form.get("pin_again", ""),
            device_token=cookies.DEVICE.read(request.cookies),
            origin=door.origin(request),
        )
    except (SignedOut, Blocked):
        return RedirectResponse(f"/{locale.value}/", 303)
    except Locked:
        # The counter itself tells how long.
        return _forget(again)
    except Problem as problem:
        notes.leave(again, Notes(step=notes.INSIDE).refused(problem))
        return again
    cookies.PATIENT_SESSION.put(again, opened.session_secret)
    cookies.DEVICE.put(again, opened.device_token)
    notes.leave(again, Notes(step=notes.INSIDE, said=SAVED, at=clock.now().isoformat()))
    return again


async def _who(request: Request) -> tuple[PatientRef, str]:
    secret = cookies.PATIENT_SESSION.read(request.cookies)
    if secret is None:
        raise SignedOut
    return await reading(devices.patient_of, secret), secret


def _forget(response: Response) -> Response:
    """Nothing is left to tell."""
    cookies.DOOR.drop(response)
    return response


def routes() -> list[Route]:
    """The page in each language, and its form."""
    return [
        *(
            Route(f"/{locale.value}{PATH}{slash}", page(locale), methods=["GET"])
            for locale in Locale
            for slash in ("", "/")
        ),
        Route("/api/pin", change, methods=["POST"]),
    ]
