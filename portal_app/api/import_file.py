"""The file that an admin wants to import, sent by the browser's own form (PR-4)."""

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models.vocabulary import Locale
from portal_app.api import cookies, door, render
from portal_app.api.forms import comes_from_us
from portal_app.api.threads import reading
from portal_app.domain.problems import NotAllowed, SignedOut
from portal_app.services import devices
from portal_app.services.imports import uploads
from portal_app.services.imports.uploads import UploadKind

PAGE = "staff/settings/import"
# The file, and what the form around it takes.
LARGEST_BODY = uploads.MOST_BYTES + 20_000
MOST_FIELDS = 4


class _InMemory(MultiPartParser):
    """Reads a form without putting what it holds on the disk: it is people's health."""

    spool_max_size = LARGEST_BODY


async def send(request: Request) -> Response:
    """POST: put the file by, and go on to the page that looks at it. 403 without an admin's session, 413 too large."""
    if not comes_from_us(request):
        raise HTTPException(403)
    try:
        staff = await reading(devices.staff_of, cookies.STAFF_SESSION.read(request.cookies) or "")
    except SignedOut:
        return RedirectResponse(f"/{render.locale_for(request).value}/staff", 303)
    length = request.headers.get("content-length", "")
    if not length.isdecimal():
        raise HTTPException(411)
    if int(length) > LARGEST_BODY:
        raise HTTPException(413)
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(415)
    try:
        form = await _InMemory(request.headers, request.stream(), max_files=1, max_fields=MOST_FIELDS).parse()
    except MultiPartException:
        raise HTTPException(400) from None
    try:
        file, kind, lang = form.get("file"), form.get("kind"), form.get("lang")
        if not isinstance(file, UploadFile) or kind not in set(UploadKind):
            raise HTTPException(400)
        data, name = await file.read(), file.filename or ""
    finally:
        await form.close()
    locale = render.locale_for(request, Locale(str(lang)) if lang in set(Locale) else None)
    if name or data:
        try:
            await reading(
                uploads.keep, staff, UploadKind(str(kind)), file_name=name, data=data, origin=door.origin(request)
            )
        except NotAllowed:
            raise HTTPException(403) from None
    return RedirectResponse(f"/{locale.value}/{PAGE}", 303)


def routes() -> list[Route]:
    """Where the form goes."""
    return [Route("/api/staff/import", send, methods=["POST"])]
