"""What the build does to the framework's output, and that it says so when the output is not what it was."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import reflex_base
import sqlalchemy as sa
from click.testing import CliRunner

from models.vocabulary import Locale
from portal_app import build, front_end, front_end_news, theme
from portal_app.cli import main
from portal_app.front_end import BuildError, Languages, Stylesheets
from portal_app.services.transaction import Database
from portal_app.states.marks import mark

VITE = (
    "export default defineConfig({\n  plugins: [\n    safariCacheBustPlugin(),\n  ],\n"
    "  resolve: {\n    alias: [\n      {},\n    ],\n  },\n});\n"
)
SCRIPT = Path(reflex_base.__file__).parent / ".templates" / "web" / front_end.SOCKET_SCRIPT


def test_the_socket_goes_where_the_page_came_from() -> None:
    edited = front_end.to_own_origin(SCRIPT.read_text(encoding="utf-8"))
    assert "endpoint.port = port;" in edited
    assert front_end.to_own_origin(edited) == edited


def test_a_framework_that_says_it_otherwise_stops_the_build() -> None:
    script = SCRIPT.read_text(encoding="utf-8").replace("new URL(url_str)", "new URL(url_str, base)")
    with pytest.raises(BuildError):
        front_end.to_own_origin(script)


def test_scripts_of_our_own_are_made_small_where_the_build_lists_its_plugins() -> None:
    edited = front_end.with_small_scripts(VITE)
    assert front_end.with_small_scripts(edited) == edited != VITE
    with pytest.raises(BuildError):
        front_end.with_small_scripts(VITE.replace("safariCacheBustPlugin()", "otherPlugin()"))


@pytest.mark.parametrize("locale", Locale)
def test_a_page_names_its_language_before_any_script_runs(tmp_path: Path, locale: Locale) -> None:  # UX-1
    page = tmp_path / locale.value / "calendar" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text('<!DOCTYPE html><html class="a" lang="es"><body lang="en">Àrea</body></html>', encoding="utf-8")
    Languages().post_build(static_dir=tmp_path)
    assert page.read_text(encoding="utf-8") == (
        f'<!DOCTYPE html><html class="a" lang="{locale.value}"><body lang="en">Àrea</body></html>'
    )


def test_a_page_without_a_language_stops_the_build() -> None:
    with pytest.raises(BuildError):
        front_end.in_language("<!DOCTYPE html><html><body></body></html>", Locale.CA)


CONTEXT = 'export const initialStateHashes = ["names", "one"]\nexport const stateSchema = "shape"\n'
MARKED = CONTEXT.replace('"names", "one"', '"mark"')
PAGE = '<html><head><meta charSet="utf-8"/><link href="/a.css" rel="stylesheet"/></head></html>'


def test_a_page_opens_its_line_before_anything_else_and_knows_what_to_say_first() -> None:
    line = front_end.start_script(MARKED)
    assert line.endswith('"of":"mark","schema":"shape"});')
    assert "/*" not in line
    page = front_end.with_start(PAGE, line)
    assert page.index(line) < page.index("a.css")


@pytest.mark.parametrize("context", ["", CONTEXT.replace("stateSchema", "schema"), CONTEXT.replace("Hashes", "Marks")])
def test_a_build_that_does_not_tell_the_first_words_stops(context: str) -> None:
    with pytest.raises(BuildError):
        front_end.start_script(context)


def test_a_page_says_with_one_mark_which_defaults_it_has() -> None:
    edited = front_end.with_one_mark(CONTEXT)
    assert edited == MARKED.replace('"mark"', f'"{mark(["names", "one"])}"')
    assert front_end.with_one_mark(edited) == edited
    with pytest.raises(BuildError):
        front_end.with_one_mark(CONTEXT.replace("Hashes", "Marks"))


def test_a_line_that_is_back_is_told_what_differs_from_the_defaults() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    edited = front_end.with_defaults(script)
    assert "bootAuth(false)" in script
    assert "bootAuth(false)" not in edited
    assert front_end.with_defaults(edited) == edited
    for known in ("bootAuth(false)", "withoutUnknownSubstates(update.delta)"):
        with pytest.raises(BuildError):
            front_end.with_defaults(script.replace(known, "another()"))


def test_a_page_without_a_head_stops_the_build() -> None:
    with pytest.raises(BuildError):
        front_end.with_start(PAGE.replace("charSet", "charset"), "")


DOCUMENT = """import reflexGlobalStyles from "$/styles/__reflex_global_styles.css?url"
jsx("head",{},jsx(Meta,{},),jsx("link",{as:"style",href:reflexGlobalStyles,rel:"preload"},),\
jsx("link",{href:reflexGlobalStyles,rel:"stylesheet",type:"text/css"},),jsx(Links,{},))
"""


def test_the_frameworks_empty_stylesheet_holds_up_no_page() -> None:
    edited = front_end.without_idle_styles(DOCUMENT)
    assert edited == '\njsx("head",{},jsx(Meta,{},),jsx(Links,{},))\n'
    assert front_end.without_idle_styles(edited) == edited
    with pytest.raises(BuildError):
        front_end.without_idle_styles(DOCUMENT.replace("href:reflexGlobalStyles", "href:of({reflexGlobalStyles})", 1))


@pytest.mark.parametrize("side", theme.SHEETS)
def test_nothing_stays_lit_where_a_finger_was_and_older_phones_know_every_height(side: str) -> None:
    css = theme.stylesheet(side)
    outside = re.sub(r"@media \(hover:hover\)\{[^{}]*\{[^{}]*\}\}", "", css)
    lit = [
        rule
        for rule in re.findall(r"([^{}]*:hover[^{}]*)\{", outside)
        if all(":hover" in one for one in rule.split(","))
    ]
    assert not lit
    heights = re.findall(r"[\w-]+:[^;{}]*\ddvh[^;{}]*", css)
    assert heights
    assert all(f"{one.replace('dvh', 'vh')};{one}" in css for one in heights)


def test_each_side_has_its_stylesheet() -> None:
    made = dict(Stylesheets().get_static_assets())
    assert {path.stem for path in made} == set(theme.SHEETS)
    assert all("/*" not in str(sheet) for sheet in made.values())


def test_what_is_built_can_read_no_database() -> None:  # R3
    database = Database(build.NO_DATABASE)
    with pytest.raises(sa.exc.OperationalError):
        database.engine.connect()


def test_what_is_built_knows_no_secret_of_the_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESPAI_SECRET_KEY", "canary")
    monkeypatch.setenv("ESPAI_REDIS_URL", "redis://canary")
    assert "canary" not in " ".join(build._environment().values())


def test_the_build_is_of_another_version_when_a_source_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(build, "ROOT", tmp_path)
    source = tmp_path / "portal_app" / "page.py"
    source.parent.mkdir()
    source.write_text("one")
    first = build.fingerprint()
    (source.parent / "__pycache__").mkdir()
    (source.parent / "__pycache__" / "page.pyc").write_text("compiled")
    assert build.fingerprint() == first
    source.write_text("two")
    assert build.fingerprint() != first


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    """What is written may be read, as in the build's own process; commands keep theirs to themselves."""
    usual = os.umask(0o022)
    yield
    os.umask(usual)


@pytest.fixture
def workshop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Somewhere to build, kept by its owner to itself."""
    (tmp_path / ".build").mkdir(mode=0o700)
    for name, path in {"WEB": ".web", "PAGES": ".build/pages", "CURRENT": ".build/pages/current"}.items():
        monkeypatch.setattr(build, name, tmp_path / path)
    monkeypatch.setattr(build, "_taken", [])
    return tmp_path


def make(workshop: Path, page: str) -> None:
    client = workshop / ".web" / "build" / "client"
    client.mkdir(parents=True)
    (client / "index.html").write_text(page)
    (workshop / ".web" / "backend").mkdir()
    (workshop / ".web" / "routes.json").write_text("[]")
    build._hand_over({"sources": page, "schema": page})


def test_a_new_version_is_built_beside_the_one_that_is_served(workshop: Path) -> None:
    make(workshop, "one")
    served = build.take()
    make(workshop, "two")
    assert (served / "build" / "client" / "index.html").read_text() == "one"
    assert build.stamp()["sources"] == "one"
    build._taken.pop()[1].close()
    assert build.stamp()["sources"] == "two"
    make(workshop, "three")
    assert not served.exists()
    assert {path.name for path in build.PAGES.iterdir()} == {"current", build.CURRENT.resolve().name}


def test_what_one_has_built_another_may_serve(workshop: Path) -> None:
    make(workshop, "one")
    needed = [build.PAGES.parent, build.PAGES, build.CURRENT, *build.CURRENT.resolve().rglob("*")]
    assert {path.name for path in needed if not path.stat().st_mode & stat.S_IROTH} == set()


def test_who_may_not_build_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(build, "CURRENT", tmp_path / "nothing")
    # Not even root makes a folder there.
    monkeypatch.setattr(build, "LOCK", Path("/sys/espai/lock"))
    with pytest.raises(build.MayNotBuild):
        build.ensure_built()
    refused = CliRunner(env={"LC_ALL": "C"}).invoke(main, ["build"])
    assert (refused.exit_code, refused.exception.__class__) == (1, SystemExit)
    assert f"you may not write {build.ROOT}" in refused.stderr


def test_a_newer_version_is_told_in_our_words_only() -> None:
    edited = front_end_news.in_our_words(SCRIPT.read_text(encoding="utf-8"))
    assert "A new version of this app" not in edited
    assert "espai:newer" in edited
    assert front_end_news.in_our_words(edited) == edited


@pytest.mark.parametrize("said", ["showNewVersionBanner = ()", "last_reload > info.reload_cooldown_ms"])
def test_a_framework_that_tells_of_it_otherwise_stops_the_build(said: str) -> None:
    with pytest.raises(BuildError):
        front_end_news.in_our_words(SCRIPT.read_text(encoding="utf-8").replace(said, "otherwise"))
