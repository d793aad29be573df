"""What stands in the place of parts of the framework, and that the build says so when they are not what they were."""

import json
import re
from pathlib import Path

import pytest
import reflex_base

from portal_app import lighter
from portal_app.front_end import SOCKET_SCRIPT, BuildError

TEMPLATES = Path(reflex_base.__file__).parent / ".templates" / "web"
VITE = """import safariCacheBustPlugin from "./vite-plugin-safari-cachebust.js";

export default defineConfig({
  plugins: [
    safariCacheBustPlugin(),
  ],
  resolve: {
    alias: [
      {},
    ],
  },
});
"""


def test_the_build_takes_our_stand_ins() -> None:
    edited = lighter.with_stand_ins(VITE)
    assert lighter.with_stand_ins(edited) == edited != VITE
    given = dict(lighter.PlainElements().get_static_assets())
    named = {Path(part.split('"')[0]) for part in edited.split('"./')[1:] if part.startswith("lighter/")}
    assert len(named) == 6
    assert Path("lighter") / "router.js" in given
    assert named <= set(given)


@pytest.mark.parametrize("known", ["alias: [", "safariCacheBustPlugin(),", "import safariCacheBustPlugin"])
def test_a_build_with_other_settings_stops(known: str) -> None:
    with pytest.raises(BuildError):
        lighter.with_stand_ins(VITE.replace(known, "another"))


def test_the_socket_makes_no_code_at_run_time() -> None:
    script = (TEMPLATES / SOCKET_SCRIPT).read_text(encoding="utf-8")
    edited = lighter.without_code_of_the_moment(script)
    assert "eval(" in script
    assert "eval(" not in edited
    assert "eval?.(" not in edited
    assert lighter.without_code_of_the_moment(edited) == edited
    with pytest.raises(BuildError):
        lighter.without_code_of_the_moment(script.replace("// Endpoint URLs.", "// Addresses."))


MANIFEST = {
    "routes": {
        "root": {"id": "root", "path": "", "module": "/assets/root.js"},
        "es": {"id": "es", "parentId": "root", "path": "es/me", "module": "/assets/me.js", "hasLoader": False},
        "none": {"id": "none", "path": "*", "module": "/assets/none.js"},
        "staff": {"id": "staff", "path": "es/staff/agenda", "module": "/assets/agenda.js"},
    }
}


AHEAD = "".join(
    f'<link rel="modulepreload" href="/assets/{name}.js"/>'
    for name in ("manifest-12ab34cd", "entry.client-Ab_1-c", "common-B2", "_es_._me_._index-C3", "patient-D4")
)


def built(static: Path, manifest: str) -> None:
    for name in ("assets/manifest-12ab34cd.js", "es/me.html", "es/staff/agenda.html", "404.html"):
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_text(AHEAD, encoding="utf-8")
    (static / "assets/manifest-12ab34cd.js").write_text(manifest, encoding="utf-8")


def test_a_patients_page_knows_of_no_staff_page(tmp_path: Path) -> None:  # GD-2
    built(tmp_path, f"window.__reactRouterManifest={json.dumps(MANIFEST)};")
    lighter.PlainElements().post_build(static_dir=tmp_path)
    ours = next((tmp_path / "assets").glob("pages-*.js"))
    listed = json.loads(ours.read_text(encoding="utf-8").partition("=")[2])["routes"]
    assert listed == {
        "es": {"id": "es", "path": "es/me", "module": "/assets/me.js"},
        "none": {"id": "none", "path": "*", "module": "/assets/none.js"},
    }
    mine = (tmp_path / "es/me.html").read_text(encoding="utf-8")
    assert mine == lighter.in_turn(AHEAD.replace("manifest-12ab34cd.js", ours.name))
    for other in ("es/staff/agenda.html", "404.html"):
        assert "manifest-12ab34cd" in (tmp_path / other).read_text(encoding="utf-8")


def test_what_is_a_pages_own_is_fetched_after_what_all_run_on() -> None:
    late = re.findall(
        r'<link rel="modulepreload" fetchpriority="low" href="/assets/(.*?)\.js"/>', lighter.in_turn(AHEAD)
    )
    assert late == ["manifest-12ab34cd", "_es_._me_._index-C3", "patient-D4"]
    assert lighter.in_turn(AHEAD).replace(' fetchpriority="low"', "") == AHEAD
    with pytest.raises(BuildError):
        lighter.in_turn(AHEAD.replace("common-", "shared-"))


def test_a_list_of_pages_that_we_do_not_know_stops_the_build(tmp_path: Path) -> None:
    built(tmp_path, "export default {}")
    with pytest.raises(BuildError):
        lighter.patients_manifest(tmp_path)


def test_a_page_that_brings_data_for_the_router_stops_the_build() -> None:
    page = '<script>window.__reactRouterContext.streamController.enqueue("{}");</script>'
    lighter.refuse_data("<html></html>")
    lighter.refuse_data(page.replace("{}", lighter.NO_DATA))
    with pytest.raises(BuildError):
        lighter.refuse_data(page.replace("{}", lighter.NO_DATA.replace("{},", '{"root": 1},')))


ROOT = """import {Fragment,StrictMode,useEffect} from "react"
import * as React from "react";
import * as utils_state from "$/utils/state";

function ReflexProviders({children}) {
  useEffect(() => {
    // Make contexts and state objects available globally for dynamic eval'd components
    window.__reflex = {
      "react": React,
    };
  }, []);

  return children;
}
"""


def test_nothing_is_kept_for_code_made_at_run_time() -> None:
    edited = lighter.without_eval(ROOT)
    assert edited == (
        'import {Fragment,StrictMode,useEffect} from "react"\n\nfunction ReflexProviders({children}) {\n\n'
        "  return children;\n}\n"
    )
    assert lighter.without_eval(edited) == edited
    with pytest.raises(BuildError):
        lighter.without_eval(ROOT.replace("Make contexts", "Hand over contexts"))
