"""What the front end's build is made to do beside what Reflex does by itself."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import reflex as rx
from reflex_base import constants
from reflex_base.plugins import Plugin

from models.vocabulary import Locale
from portal_app import build, theme
from portal_app.states.marks import mark

SOCKET_SCRIPT = "utils/state.js"
_ADDRESS = "  const endpoint = new URL(url_str);\n"
_OWN_ADDRESS = """  const endpoint = new URL(url_str);
  if (typeof window !== "undefined") {
    const { protocol, hostname, port } = window.location;
    endpoint.protocol = endpoint.protocol.startsWith("ws") ? protocol.replace("http", "ws") : protocol;
    endpoint.hostname = hostname;
    endpoint.port = port;
    return endpoint;
  }
"""

BUILD_SCRIPT = "vite.config.js"
_PLUGINS = "    safariCacheBustPlugin(),\n"
# The scripts that are fetched as they are: what the pages import is made small with the pages.
_SMALL_SCRIPTS = """    {
      name: "small-scripts",
      async buildStart() {
        const { readdirSync, readFileSync, writeFileSync } = await import("node:fs");
        const { minifySync } = await import("rolldown/experimental");
        const folder = new URL("./public/", import.meta.url);
        for (const name of readdirSync(folder).filter((one) => one.endsWith(".js"))) {
          const source = readFileSync(new URL(name, folder), "utf8");
          if (/^import /m.test(source)) continue;
          const { code, errors } = minifySync(name, source, { module: false });
          if (errors.length) throw new Error(`${name}: ${errors[0].message}`);
          writeFileSync(new URL(name, folder), code);
        }
      },
    },
"""
DOCUMENT_SCRIPT = "app/_document.js"
_IDLE_STYLES = re.compile(
    r'jsx\("link",\{[^{}]*reflexGlobalStyles[^{}]*\},?\),?|^import reflexGlobalStyles .*$', re.MULTILINE
)

CONTEXT_SCRIPT = "utils/context.jsx"
_HASHES = re.compile(r"^export const initialStateHashes = (\[.*\])$", re.MULTILINE)
_SCHEMA = re.compile(r'^export const stateSchema = "(.*)"$', re.MULTILINE)
_NO_HASHES = f"{CONTEXT_SCRIPT} no longer says what the pages were built for in the words we know."
_COMES_BACK = "      socket.current.auth = bootAuth(false);\n"
_OWN_RETURN = """      socket.current.auth = bootAuth(true);
      socket.current.anew = true;
"""
_IS_TOLD = "    const delta = withoutUnknownSubstates(update.delta);\n"
_OWN_TELLING = """    let { delta } = update;
    if (socket.current?.anew && delta?.[app.state_name]?.rx_router_page_rx_state_) {
      socket.current.anew = false;
      const filled = ([name, values]) => [name, { ...values, ...delta[name] }];
      delta = { ...delta, ...Object.fromEntries(Object.entries(app.initialState).map(filled)) };
    }
    delta = withoutUnknownSubstates(delta);
"""
_HEAD = '<head><meta charSet="utf-8"/>'
START = Path(__file__).parent / "start.js"

_HTML_TAG = re.compile(r"<html\b([^>]*?)\slang=\"[a-z-]*\"")


class BuildError(Exception):
    """The framework's output is not what we know how to change: a new version of it, most likely."""


def edited(script: str, place: str, ours: str, *, otherwise: str) -> str:
    """The script with `ours` in a place that it has once; as it is when that was done. `BuildError(otherwise)`."""
    if ours in script:
        return script
    if script.count(place) != 1:
        raise BuildError(otherwise)
    return script.replace(place, ours)


class SameOrigin(Plugin):
    """The page's socket goes to the host, port and protocol the page came from, whatever the build was told."""

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](SOCKET_SCRIPT, to_own_origin)


def to_own_origin(script: str) -> str:
    """The socket's script, with its address taken from the page's own. `BuildError` when there is no such place."""
    return edited(
        script,
        _ADDRESS,
        _OWN_ADDRESS,
        otherwise=f"{SOCKET_SCRIPT} no longer says where the socket goes in the words we know.",
    )


class SmallScripts(Plugin):
    """The scripts in `assets` travel without their comments and long names: a third of their weight."""

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](BUILD_SCRIPT, with_small_scripts)


def with_small_scripts(script: str) -> str:
    """The build's settings, with a step for our own scripts. `BuildError` when there is no place for one."""
    return edited(
        script,
        _PLUGINS,
        _PLUGINS + _SMALL_SCRIPTS,
        otherwise=f"{BUILD_SCRIPT} no longer lists its plugins in the words we know.",
    )


class Stylesheets(Plugin):
    """The stylesheets of `portal_app/styles`, one file for each side of the product."""

    def get_static_assets(self, **_context: Any) -> Sequence[tuple[Path, str | bytes]]:
        return [(Path("public") / "styles" / f"{name}.css", theme.stylesheet(name)) for name in theme.SHEETS]


class Languages(Plugin):
    """A prerendered page says in `<html lang>` which language it is in, before any script runs (UX-1)."""

    def post_build(self, **context: Any) -> None:
        static: Path = context["static_dir"]
        for locale, page in prerendered(static):
            page.write_text(in_language(page.read_text(encoding="utf-8"), locale), encoding="utf-8")


def in_language(html: str, locale: Locale) -> str:
    """The page with its language named. `BuildError` when it names none that could be corrected."""
    named, found = _HTML_TAG.subn(rf'<html\1 lang="{locale.value}"', html, count=1)
    if not found:
        msg = "A prerendered page no longer has <html lang> where we know it."
        raise BuildError(msg)
    return named


class QuickStart(Plugin):
    """A page opens its line before anything else, and says the first words with it; whenever a line is back, it is told
    what differs from the defaults, which it has.
    """

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](DOCUMENT_SCRIPT, without_idle_styles)
        context["add_modify_task"](CONTEXT_SCRIPT, with_one_mark)
        context["add_modify_task"](SOCKET_SCRIPT, with_defaults)

    def post_build(self, **context: Any) -> None:
        line = start_script((build.WEB / CONTEXT_SCRIPT).read_text(encoding="utf-8"))
        for _, page in prerendered(context["static_dir"]):
            page.write_text(with_start(page.read_text(encoding="utf-8"), line), encoding="utf-8")


def without_idle_styles(script: str) -> str:
    """The document without the framework's own stylesheet, which is empty here and holds up the first paint.

    `BuildError` when it is named in other words.
    """
    without = _IDLE_STYLES.sub("", script)
    if "reflexGlobalStyles" in without:
        msg = f"{DOCUMENT_SCRIPT} no longer names its stylesheet in the words we know."
        raise BuildError(msg)
    return without


def with_one_mark(context: str) -> str:
    """The context with one mark in the place of a hash for each state (`first_words.whole`).

    `BuildError` when it has none.
    """
    found = _HASHES.search(context)
    if found is None:
        raise BuildError(_NO_HASHES)
    hashes = json.loads(found[1])
    ours = json.dumps([hashes[0] if len(hashes) == 1 else mark(hashes)])
    return context[: found.start(1)] + ours + context[found.end(1) :]


def with_defaults(script: str) -> str:
    """The socket's script, which also when a line is back says that it has the defaults, and fills up what it is told.

    `BuildError` when it says or hears it in other words.
    """
    otherwise = f"{SOCKET_SCRIPT} no longer says how a line comes back in the words we know."
    script = edited(script, _COMES_BACK, _OWN_RETURN, otherwise=otherwise)
    return edited(script, _IS_TOLD, _OWN_TELLING, otherwise=otherwise)


def start_script(context: str) -> str:
    """`start.js` with what the framework's client says first: which state its pages were built for.

    `BuildError` when the context no longer tells.
    """
    hashes, schema = _HASHES.search(context), _SCHEMA.search(context)
    if hashes is None or schema is None:
        raise BuildError(_NO_HASHES)
    boot = {
        "name": f"{rx.State.get_full_name()}.hydrate_and_load",
        "of": json.loads(hashes[1])[0],
        "schema": schema[1],
    }
    source = re.sub(r"/\*.*?\*/", "", START.read_text(encoding="utf-8"), flags=re.DOTALL)
    lines = "\n".join(line.strip() for line in source.splitlines() if line.strip())
    given = (json.dumps(one, separators=(",", ":")) for one in (constants.Reflex.VERSION, boot))
    return f"{lines}({','.join(given)});"


def with_start(page: str, line: str) -> str:
    """The page with its line's script before anything that would have to be waited for.

    `BuildError` when the page has no head.
    """
    if page.count(_HEAD) != 1:
        msg = "A prerendered page no longer has its head where we know it."
        raise BuildError(msg)
    return page.replace(_HEAD, f"{_HEAD}<script>{line}</script>")


def prerendered(static: Path) -> Iterator[tuple[Locale, Path]]:
    """The built pages, each with its language."""
    for locale in Locale:
        for page in [*(static / locale.value).rglob("*.html"), *static.glob(f"{locale.value}.html")]:
            yield locale, page
