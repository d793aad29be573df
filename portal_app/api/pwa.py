"""What makes the portal an app on a phone: manifest, service worker, offline page (UX-3)."""

import gzip
import hashlib
import json
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from models.vocabulary import Locale, Theme
from portal_app import theme
from portal_app.api import front_end, headers, onward, render
from portal_app.api.threads import reading
from portal_app.i18n.text import text
from portal_app.services.front import Front, front

WORKER = Path(__file__).parent / "templates" / "sw.js"
ICONS = (
    ("/icons/icon-192.png", "192x192", "any"),
    ("/icons/icon-512.png", "512x512", "any"),
    ("/icons/icon-maskable-512.png", "512x512", "maskable"),
)


async def manifest(request: Request) -> Response:
    """The manifest, in the page's language and the practice's name."""
    asked = request.query_params.get("lang", "")
    locale = Locale(asked) if asked in set(Locale) else render.locale_for(request)
    t = text(locale)
    practice = await reading(front)
    name = practice.name if practice else "Espai"
    said = {
        "id": "/",
        "name": name,
        "short_name": name if len(name) <= 12 else name.split()[0][:12],
        "description": t("Your therapy space"),
        "lang": locale.value,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": theme.HERO_COLOUR,
        "background_color": theme.THEME_COLOURS["light"],
        "icons": [{"src": src, "sizes": sizes, "type": "image/png", "purpose": use} for src, sizes, use in ICONS],
        "shortcuts": [
            {"name": label, "url": f"/{locale.value}{path}", "icons": [{"src": ICONS[0][0], "sizes": "192x192"}]}
            for label, path in ((t("Your next session"), "/calendar"), (t("Find a time"), onward.TO_ASK))
        ],
    }
    return _asked_after(request, json.dumps(said, ensure_ascii=False), "application/manifest+json")


def _offline(practice: Front | None) -> str:
    page = render.Page(text(practice.locale if practice else Locale.ES), Theme.SYSTEM, practice)
    texts = [text(locale) for locale in Locale]
    first = page.t.locale.value
    return render.render(
        page, "offline.html", texts=texts, first=first, offline_script=render.script_address("offline")
    )


async def offline(request: Request) -> Response:
    """What shows without a line: the practice's telephone, and how to try again."""
    response = render.packed(request, _offline(await reading(front)))
    response.headers["cache-control"] = headers.ASK_FIRST
    return response


async def worker(request: Request) -> Response:
    """The service worker. It changes with what it keeps, so that a browser takes the new one at its next visit."""
    scripts = [render.script_address(), render.script_address("offline")]
    kept = ["/offline.html", *scripts, ICONS[0][0], *front_end.shared_files()]
    made_of = "".join((_offline(await reading(front)), *kept, front_end.version()))
    stamp = hashlib.sha256(made_of.encode()).hexdigest()[:12]
    script = WORKER.read_text(encoding="utf-8")
    said = f"const VERSION = {json.dumps(stamp)};\nconst KEPT = {json.dumps(kept)};\n{script}"
    response = _asked_after(request, said, "text/javascript")
    response.headers["service-worker-allowed"] = "/"
    return response


def _asked_after(request: Request, text: str, kind: str) -> Response:
    """A file that browsers ask after at each visit: compressed where that is read, and sent only when it changed."""
    body, packed = text.encode(), "gzip" in request.headers.get("accept-encoding", "")
    mark = f'"{hashlib.sha256(body).hexdigest()[:16]}{"-gzip" if packed else ""}"'
    told = {"cache-control": headers.ASK_FIRST, "etag": mark, "vary": "Accept-Encoding"}
    if mark in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=told)
    if packed:
        return Response(gzip.compress(body, 9, mtime=0), headers={**told, "content-encoding": "gzip"}, media_type=kind)
    return Response(body, headers=told, media_type=kind)


def routes() -> list[Route]:
    """The app on a phone."""
    return [
        Route("/manifest.webmanifest", manifest, methods=["GET"]),
        Route("/sw.js", worker, methods=["GET"]),
        Route("/offline.html", offline, methods=["GET"]),
    ]
