"""Nothing that no page of ours asks for is on a phone: what stands in the place of parts of the framework.

A style engine (ours have stylesheets, and it is work for each element), cookies of the framework's own, ways around a
web socket, uploads by it, what code made at run time would need (the policy forbids that), most of the router: a
quarter of all scripts on every page. The stand-ins are the scripts beside this module.
"""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reflex_base.plugins import Plugin

from portal_app.front_end import BUILD_SCRIPT, SOCKET_SCRIPT, BuildError, edited, prerendered

HERE = Path(__file__).parent
ROOT_SCRIPT = "app/root.jsx"
PAGES = re.compile(r'window\.__reactRouterContext\.streamController\.enqueue\("(.*?)"\);</script>')
# What a page says that fetches nothing, in the router's own writing.
NO_DATA = r"[{\"_1\":2,\"_3\":-5,\"_4\":-5},\"loaderData\",{},\"actionData\",\"errors\"]\n"

_ALIASES = "    alias: [\n"
_OWN_ALIASES = "".join(
    f"""      {{
        find: {found},
        replacement: fileURLToPath(new URL("./lighter/utils/{ours}.js", import.meta.url)),
      }},
"""
    for found, ours in {
        '"@emotion/react"': "elements",
        '"universal-cookie"': "cookies",
        '"mergician"': "merge",
        '"$/utils/helpers/upload"': "upload",
        r"/^\.\/(transports\/)?(polling-(fetch|xhr(\.node)?)|webtransport)\.js$/": "transports",
    }.items()
)
_PLUGIN_IMPORT = 'import safariCacheBustPlugin from "./vite-plugin-safari-cachebust.js";\n'
_OWN_IMPORT = f'{_PLUGIN_IMPORT}import lighter from "./lighter/vite-plugin-lighter.js";\n'
_PLUGINS = "    safariCacheBustPlugin(),\n"
_OWN_PLUGIN = f"{_PLUGINS}    lighter(),\n"


class PlainElements(Plugin):
    """Every page of the build goes without what no page of ours asks for."""

    def get_static_assets(self, **_context: Any) -> Sequence[tuple[Path, str | bytes]]:
        scripts = (path.relative_to(HERE) for path in sorted(HERE.rglob("*.js")))
        return [(Path("lighter") / name, (HERE / name).read_bytes()) for name in scripts]

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](BUILD_SCRIPT, with_stand_ins)
        context["add_modify_task"](SOCKET_SCRIPT, without_code_of_the_moment)
        context["add_modify_task"](ROOT_SCRIPT, without_eval)

    def post_build(self, **context: Any) -> None:
        static: Path = context["static_dir"]
        for page in static.rglob("*.html"):
            refuse_data(page.read_text(encoding="utf-8"))
        name, manifest = patients_manifest(static)
        (static / "assets" / name).write_text(manifest, encoding="utf-8")
        for page in patients_pages(static):
            html = _MANIFEST_NAME.sub(f"/assets/{name}", page.read_text(encoding="utf-8"))
            page.write_text(in_turn(html), encoding="utf-8")


_MANIFEST_NAME = re.compile(r"/assets/manifest-[0-9a-f]+\.js")
_MANIFEST = re.compile(r"^window\.__reactRouterManifest=(\{.*\});?\s*$", re.DOTALL)


def patients_pages(static: Path) -> list[Path]:
    """The built pages of patients."""
    return [page for _, page in prerendered(static) if "staff" not in page.relative_to(static).parts]


def patients_manifest(static: Path) -> tuple[str, str]:
    """The name and the text of a list of pages with the patients' alone, and of each only what `router.js` asks for.

    `BuildError` when the router's own list is not where we know it, or not of the kind we know.
    """
    found = [_MANIFEST.match(path.read_text(encoding="utf-8")) for path in (static / "assets").glob("manifest-*.js")]
    if len(found) != 1 or found[0] is None:
        msg = "The router's list of pages is no longer where we know it."
        raise BuildError(msg)
    routes = json.loads(found[0][1])["routes"]
    kept = {
        name: {field: route[field] for field in ("id", "path", "module")}
        for name, route in routes.items()
        if route.get("path") and route["path"].split("/")[1:2] != ["staff"]
    }
    manifest = f"window.__reactRouterManifest={json.dumps({'routes': kept}, separators=(',', ':'))}"
    return f"pages-{hashlib.sha256(manifest.encode()).hexdigest()[:8]}.js", manifest


_AHEAD = re.compile(r'<link rel="modulepreload" href="/assets/([\w.\[\]]*)-[\w-]+\.js"/>')
# What every page runs on: two thirds of all that is fetched, and the last to be there.
_LARGE = {"entry.client", "common"}


def in_turn(page: str) -> str:
    """The page with the scripts that all pages run on fetched before what is its own, which is small and runs on them.

    `BuildError` when they have other names: then all would wait.
    """
    if not _LARGE.issubset(_AHEAD.findall(page)):
        msg = "A prerendered page no longer fetches ahead what all pages run on under the names we know."
        raise BuildError(msg)
    return _AHEAD.sub(
        lambda found: found[0] if found[1] in _LARGE else found[0].replace(" href", ' fetchpriority="low" href'), page
    )


def with_stand_ins(script: str) -> str:
    """The build's settings, with our stand-ins in them. `BuildError` when there is no place for one."""
    moved = f"{BUILD_SCRIPT} no longer says where modules are, or lists its plugins, in the words we know."
    script = edited(script, _ALIASES, _ALIASES + _OWN_ALIASES, otherwise=moved)
    script = edited(script, _PLUGIN_IMPORT, _OWN_IMPORT, otherwise=moved)
    return edited(script, _PLUGINS, _OWN_PLUGIN, otherwise=moved)


_FOR_EVAL = re.compile(
    r'^import \* as \w+ from "[^"]+";\n|^  useEffect\(\(\) => \{\n    // Make contexts .*?\n  \}, \[\]\);\n',
    re.MULTILINE | re.DOTALL,
)


def without_eval(script: str) -> str:
    """The root without the modules it hands to code made at run time, so that what nobody uses of them is left out.

    `BuildError` when it hands them over in other words.
    """
    script = _FOR_EVAL.sub("", script)
    if "__reflex" in script:
        msg = f"{ROOT_SCRIPT} no longer says what it hands over in the words we know."
        raise BuildError(msg)
    return script


_EVAL = re.compile(r"\beval(\?\.)?\(")
_REFUSAL = """const noCode = () => {
  throw new Error("No code is made at run time.");
};
"""
_FIRST_WORDS = "// Endpoint URLs.\n"


def without_code_of_the_moment(script: str) -> str:
    """The socket's script without `eval`, which the policy forbids, and for whose sake nothing could be left out of it.

    `BuildError` when it does not begin as we know.
    """
    script = _EVAL.sub("noCode(", script)
    begun = f"{SOCKET_SCRIPT} no longer begins in the words we know."
    return edited(script, _FIRST_WORDS, _REFUSAL + _FIRST_WORDS, otherwise=begun)


def refuse_data(page: str) -> None:
    """`BuildError` for a page that brings data the router would have to read: its stand-in reads none."""
    said = PAGES.findall(page)
    if said != [NO_DATA] * len(said):
        msg = "A prerendered page brings data for the router."
        raise BuildError(msg)
