"""The patient's door over plain HTTP: forms and redirects, so that it opens without a script (ID-1 to ID-4)."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models.vocabulary import Locale, Theme
from portal_app import clock, settings
from portal_app.api import cookies, front_end, notes, onward, render, words
from portal_app.api.forms import form_of, told
from portal_app.api.notes import Notes
from portal_app.api.peer import origin_of
from portal_app.api.threads import known, naming, reading, strangers
from portal_app.domain import access_codes, lockout
from portal_app.domain.door_problems import BirthDateNeeded, Crowded, Locked, NotAFirstEntry, NoticeNotAccepted
from portal_app.domain.first_entry import read_birth_date
from portal_app.domain.problems import Problem, SignedOut
from portal_app.domain.refs import Origin
from portal_app.services import devices, sign_in
from portal_app.services.front import Front, front
from portal_app.services.sign_in import Entered, Next

LONGEST_TYPED = 12
FIRST_PAGE = "calendar"

Answer = Callable[[Request], Awaitable[Response]]


def origin(request: Request) -> Origin:
    """Where the request came from."""
    return origin_of(dict(request.scope), settings.current().trusted_proxy_hops)


def page(named: Locale | None) -> Answer:
    """The door in one language, or at `/` in the person's."""

    async def answer(request: Request) -> Response:
        if await _is_in(request):
            return RedirectResponse(f"/{render.locale_for(request, named).value}/{FIRST_PAGE}", 302)
        practice = await reading(front)
        drawn = render.page_for(request, practice, named=named)
        if practice is None:
            return render.respond(request, drawn, "empty.html", status=503)
        theme = request.query_params.get("theme")
        left = notes.read(request)
        response = await _step(request, drawn, Notes() if left.step == notes.INSIDE else left, practice)
        if theme in {Theme.LIGHT, Theme.DARK}:
            cookies.put_theme(response, Theme(theme))
        return response

    return answer


async def _is_in(request: Request) -> bool:
    secret = cookies.PATIENT_SESSION.read(request.cookies)
    if secret is None:
        return False
    try:
        await reading(devices.patient_of, secret)
    except SignedOut:
        return False
    return True


async def _step(request: Request, drawn: render.Page, left: Notes, practice: Front) -> Response:
    """The step the door is at."""
    ahead = front_end.first_files(drawn.t.locale)
    whole = front_end.first_files(drawn.t.locale, on_the_way_in=True)
    device = cookies.DEVICE.read(request.cookies)
    ended = onward.read(request.cookies, onward.DESTINATIONS).ended
    knows = not left.step and device is not None and await reading(sign_in.knows_device, device)
    if left.waits_until is not None:
        return _wait(request, drawn, lockout.Standing(0, until=left.waits_until), left)
    news = words.refusal(drawn.t, left.news, dict(left.facts)) if left.news and not left.wait else ""
    match left.step:
        case "birth_date":
            stands = await reading(sign_in.standing, left.code, device_token=None, origin=origin(request))
            if not stands.open:
                return _wait(request, drawn, stands, left)
            if news:
                news = words.birth_date_refusal(drawn.t, left.news, dict(left.facts))
            return render.respond(request, drawn, "birth_date.html", news=news, typed=left.typed.split("-"))
        case "notice":
            steps = 3 if left.confirmed else 2
            return render.respond(request, drawn, "notice.html", front=practice, news=news, steps=steps, ahead=whole)
        case "new_pin":
            steps = 3 if left.confirmed else 2
            return render.respond(request, drawn, "new_pin.html", news=news, steps=steps, ahead=whole)
        case "pin" | "" if left.code or knows:
            code = left.code or None
            try:
                stands = await reading(sign_in.standing, code, device_token=device, origin=origin(request))
            except SignedOut:
                return render.respond(request, drawn, "code.html", news="", typed="", ended=ended, ahead=ahead)
            if not stands.open:
                return _wait(request, drawn, stands, left)
            shown = access_codes.spoken(code) if code else ""
            return render.respond(request, drawn, "pin.html", news=news, code=shown, ended=ended, ahead=whole)
        case _:
            return render.respond(request, drawn, "code.html", news=news, typed=left.typed, ended=ended, ahead=ahead)


def _wait(request: Request, drawn: render.Page, stands: lockout.Standing, left: Notes) -> Response:
    """A lock with its countdown, or a block that only the practice undoes."""
    if stands.until is None:
        return render.respond(request, drawn, "blocked.html")
    response = render.respond(
        request,
        drawn,
        "locked.html",
        **words.wait(drawn.t, stands.until, clock.now(), crowded=left.said == Crowded.code),
    )
    if left != Notes():
        notes.leave(response, left)
    return response


def _back(form: dict[str, str]) -> str:
    """The door's address as the form had it: in the language it named, or the bare one."""
    named = form.get("lang", "")
    return f"/{named}/" if named in set(Locale) else "/"


def _again(form: dict[str, str], left: Notes) -> Response:
    response = RedirectResponse(_back(form), 303)
    notes.leave(response, left)
    return response


async def take_code(request: Request) -> Response:
    """POST: a code was typed."""
    form = await form_of(request)
    typed = form.get("code", "")
    kept = Notes(step="code", typed=typed[:LONGEST_TYPED])
    try:
        step = await naming(sign_in.begin, typed, origin=origin(request))
    except Problem as problem:
        return _again(form, kept.refused(problem))
    code = access_codes.normalise(typed)
    return _again(form, Notes(step=_STEPS[step], code=code))


_STEPS = {Next.PIN: "pin", Next.BIRTH_DATE: "birth_date", Next.FIRST_ENTRY: "notice"}


async def take_birth_date(request: Request) -> Response:
    """POST: the date of birth, where the practice asks for it at the first entry."""
    form = await form_of(request)
    left = notes.read(request)
    if not left.code:
        return _again(form, Notes(step="code"))
    written = [form.get(name, "")[:LONGEST_TYPED] for name in ("day", "month", "year")]
    kept = Notes(step="birth_date", code=left.code, typed="-".join(part.replace("-", "") for part in written))
    try:
        birth_date = read_birth_date(*written, today=clock.now().date())
        confirmed = await reading(sign_in.confirm_birth_date, left.code, birth_date, origin=origin(request))
    except NotAFirstEntry as problem:
        return _again(form, Notes(step="pin", code=left.code).refused(problem))
    except Problem as problem:
        return _again(form, replace(kept, typed="") if type(problem) is Locked else kept.refused(problem))
    return _again(form, Notes(step="notice", code=left.code, confirmed=confirmed))


async def take_pin(request: Request) -> Response:
    """POST: a PIN was typed, for the code of the step before or on a known device."""
    asked_at = clock.now()
    form = await form_of(request)
    left = notes.read(request)
    kept = Notes(step="pin" if left.code else "", code=left.code)
    device = cookies.DEVICE.read(request.cookies)
    try:
        entered = await (known if device else strangers).hashing(
            sign_in.enter,
            left.code or None,
            form.get("pin", ""),
            device_token=device,
            origin=origin(request),
            asked_at=asked_at,
        )
    except SignedOut:
        return _again(form, Notes(step="code"))
    except Problem as problem:
        # The counter of a code tells itself how long: it is right in other tabs and after a restart too.
        return _again(form, kept if type(problem) is Locked else kept.refused(problem))
    return _let_in(request, form, entered)


async def take_first_entry(request: Request) -> Response:
    """POST: the notice was accepted, or a first PIN chosen and repeated."""
    form = await form_of(request)
    left = notes.read(request)
    if not left.code:
        return _again(form, Notes(step="code"))
    practice = await reading(front)
    accepted = left.accepted or (practice.notice_version if practice and form.get("accept") == "yes" else "")
    if not accepted:
        return _again(form, replace(left, step="notice").refused(NoticeNotAccepted()))
    kept = Notes(step="new_pin", code=left.code, accepted=accepted, confirmed=left.confirmed)
    if "pin" not in form:
        return _again(form, kept)
    try:
        entered = await strangers.hashing(
            sign_in.first_entry,
            left.code,
            form["pin"],
            form.get("pin_again", ""),
            notice_version=accepted,
            locale=render.locale_for(request, Locale(form["lang"]) if form.get("lang") in set(Locale) else None),
            origin=origin(request),
            device_token=cookies.DEVICE.read(request.cookies),
            confirmed=left.confirmed,
        )
    except BirthDateNeeded as problem:
        return _again(form, Notes(step="birth_date", code=left.code).refused(problem))
    except NotAFirstEntry as problem:
        return _again(form, Notes(step="pin", code=left.code).refused(problem))
    except NoticeNotAccepted as problem:
        return _again(form, replace(kept, step="notice", accepted="").refused(problem))
    except Problem as problem:
        return _again(form, kept.refused(problem))
    return _let_in(request, form, entered)


def _let_in(request: Request, form: dict[str, str], entered: Entered) -> Response:
    named = Locale(form["lang"]) if form.get("lang") in set(Locale) else cookies.locale_of(request.cookies)
    locale = named or entered.locale
    wanted = onward.read(request.cookies, onward.DESTINATIONS).page or f"/{FIRST_PAGE}"
    response = RedirectResponse(f"/{locale.value}{wanted}", 303)
    onward.drop(response)
    cookies.PATIENT_SESSION.put(response, entered.opened.session_secret)
    cookies.DEVICE.put(response, entered.opened.device_token)
    cookies.DOOR.drop(response)
    cookies.put_locale(response, locale)
    return response


async def start_again(request: Request) -> Response:
    """POST: another code, or one step back."""
    form = await form_of(request)
    left = notes.read(request)
    if left.step == "new_pin":
        return _again(form, Notes(step="notice", code=left.code, confirmed=left.confirmed))
    return _again(form, Notes(step="code"))


async def sign_out(request: Request) -> Response:
    """POST: end this device, and leave nothing of the person in the browser (ID-5)."""
    form = await form_of(request)
    secret = cookies.PATIENT_SESSION.read(request.cookies) or ""
    try:
        patient = await reading(devices.patient_of, secret)
        await reading(devices.sign_out, patient, secret, origin=origin(request))
    except SignedOut:
        await reading(devices.forget, cookies.DEVICE.read(request.cookies) or "", origin=origin(request))
    return leave(request, f"/{render.locale_for(request, _named(form)).value}/")


def _named(form: dict[str, str]) -> Locale | None:
    return Locale(form["lang"]) if form.get("lang") in set(Locale) else None


def leave(request: Request, door: str) -> Response:
    """To the door, with everything the browser kept of us wiped; the look is said in the address and kept again."""
    theme = cookies.theme_of(request.cookies).value
    response = RedirectResponse(door if theme == "system" else f"{door}?theme={theme}", 303)
    response.headers["clear-site-data"] = '"cookies", "storage"'
    for cookie in (cookies.PATIENT_SESSION, cookies.STAFF_SESSION, cookies.DEVICE, cookies.DOOR):
        cookie.drop(response)
    return response


def routes() -> list[Route]:
    """The patient's door."""
    pages = [Route("/", page(None), methods=["GET"])]
    for locale in Locale:
        pages += [Route(f"/{locale.value}{slash}", page(locale), methods=["GET"]) for slash in ("", "/")]
    return [
        *pages,
        Route("/api/door/code", take_code, methods=["POST"]),
        Route("/api/door/birth-date", take_birth_date, methods=["POST"]),
        Route("/api/door/pin", told(take_pin), methods=["POST"]),
        Route("/api/door/first-entry", told(take_first_entry), methods=["POST"]),
        Route("/api/door/again", start_again, methods=["POST"]),
        Route("/api/sign-out", sign_out, methods=["POST"]),
    ]
