"""What may never stand in our sources: drawing that runs what people wrote, and tools that guess or obey (R12)."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, Module, dotted, modules, parsed

OURS = modules("portal_app", "models")
SERVED = tuple(
    module
    for module in OURS
    if not module.name.startswith("portal_app/demo/")
    and module.name not in {"portal_app/build.py", "portal_app/bench.py", "portal_app/demo_run.py"}
)

# Of the framework, what draws text as text and asks the page to run nothing. Anything new is thought about here first.
REFLEX = {
    "App", "Component", "Field", "Fragment", "State", "Var", "cond", "el", "event", "field", "foreach", "fragment",
    "match", "redirect", "vars",
}  # fmt: skip
# Elements that carry another document or code. A script has a file of ours behind it, and nothing inside.
ELEMENTS = {"iframe", "object", "embed", "base", "applet", "portal", "script"}
RAW_HTML = re.compile(r"dangerously_?set_?inner_?html|innerHTML|outerHTML|srcdoc", re.IGNORECASE)

WEAK_HASHES = {"md5", "sha1", "md4", "new"}
OBEYING = {
    "eval",
    "exec",
    "compile",
    "os.system",
    "os.popen",
    "pickle.loads",
    "pickle.load",
    "marshal.loads",
    "yaml.load",
}
STARTING = {
    "subprocess",
    "multiprocessing",
    "pty",
    "os.fork",
    "os.posix_spawn",
    "os.execv",
    "asyncio.create_subprocess_exec",
}

SCRIPTS = tuple(sorted((*ROOT.glob("assets/*.js"), *ROOT.glob("portal_app/api/templates/*.js"))))
IN_A_SCRIPT = re.compile(
    r"\beval\s*\(|\bnew\s+Function\b|\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|createContextualFragment"
    r"|setTimeout\(\s*[\"'`]|setInterval\(\s*[\"'`]|javascript:|(?:window|parent|opener|top)\??\.postMessage"
    r"|(?<![.\w])addEventListener\([\"']message[\"']|\.__proto__|for\s*\(\s*(?:const|let|var)\s+\w+\s+in\b"
)
TEMPLATES = tuple(sorted(ROOT.glob("portal_app/api/templates/*.html")))


def imported(module: Module) -> list[tuple[ast.stmt, str]]:
    """The full names that a module imports."""
    found: list[tuple[ast.stmt, str]] = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found += [(node, name.name) for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(node, f"{node.module}.{name.name}") for name in node.names]
    return found


def unsafe_drawing(module: Module) -> list[str]:
    """Names of the framework that are not on the list, elements that carry code, and HTML that is taken as it is."""
    found: list[str] = []
    for node in ast.walk(module.tree):
        name = dotted(node) if isinstance(node, ast.Attribute | ast.Call) else ""
        head, _, rest = name.partition(".")
        if head == "rx" and rest.split(".")[0] not in REFLEX:
            found.append(f"{module.at(node)} {name}")
        if isinstance(node, ast.Call) and name.startswith("rx.el.") and name.removeprefix("rx.el.") in ELEMENTS:
            if name == "rx.el.script" and not node.args and any(one.arg == "src" for one in node.keywords):
                continue
            found.append(f"{module.at(node)} {name}")
        if isinstance(node, ast.keyword) and RAW_HTML.search(node.arg or ""):
            found.append(f"{module.at(node.value)} {node.arg}")
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and RAW_HTML.search(node.value):
            found.append(f"{module.at(node)} {node.value[:40]}")
    components = {"reflex_components_core.core.banner.has_connection_errors"}
    found += [
        f"{module.at(node)} {name}"
        for node, name in imported(module)
        if name.startswith(("reflex.components", "reflex_components_", "reflex.vars.client_state"))
        and not name.startswith("reflex_components_core.el.")
        and name not in components
    ]
    return found


def obedience(module: Module) -> list[str]:
    """Where text would be run as code, or another program started."""
    found = [
        f"{module.at(node)} {dotted(node)}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and dotted(node) in OBEYING
    ]
    return found + [
        f"{module.at(node)} {name}"
        for node, name in imported(module)
        if any(name == one or name.startswith(f"{one}.") for one in (*STARTING, "pickle", "marshal", "shelve"))
    ]


def weak_secrets(module: Module) -> list[str]:
    """Hashes that fell, and chance that can be foretold."""
    found = [
        f"{module.at(node)} {dotted(node)}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and dotted(node) in {f"hashlib.{one}" for one in WEAK_HASHES}
    ]
    return found + [f"{module.at(node)} {name}" for node, name in imported(module) if name.split(".")[0] == "random"]


def test_what_people_wrote_is_only_ever_drawn_as_text() -> None:  # R12
    assert [found for module in OURS for found in unsafe_drawing(module)] == []


def test_what_is_served_runs_no_program_and_no_text() -> None:
    assert len(SERVED) > 200
    assert [found for module in SERVED for found in obedience(module)] == []


def test_secrets_come_from_the_system_and_hashes_are_sound() -> None:
    assert [found for module in SERVED for found in weak_secrets(module)] == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_of_ours_makes_no_code_and_no_html_of_text(script: Path) -> None:
    assert IN_A_SCRIPT.findall(script.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_escapes_all_but_our_own_stylesheet(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert re.findall(r"\{\{[^}]*\|\s*safe[^}]*\}\}", text) == (["{{ css|safe }}"] if "css|safe" in text else [])
    assert not re.search(r"autoescape|<script(?![^>]*\bsrc=)|\son\w+\s*=", text)


SECRETS = {"pin", "pin_again", "old", "password", "password_again", "new", "again"}
FIELD = re.compile(r"<input\b[^>]*?\bname=\"([\w-]+)\"[^>]*>")


def test_a_secret_is_masked_as_it_is_typed_and_may_be_pasted_or_kept_by_a_manager() -> None:
    fields = [
        (template.name, found[1], found[0])
        for template in TEMPLATES
        for found in FIELD.finditer(template.read_text(encoding="utf-8"))
        if found[1] in SECRETS
    ]
    assert len(fields) > 5
    for template, name, field in fields:
        assert 'type="password"' in field, (template, name)
        assert re.search(r'autocomplete="(current|new)-password"', field), (template, name)
        assert "readonly" not in field, (template, name)
    typed = [path.read_text(encoding="utf-8") for path in (*SCRIPTS, *TEMPLATES)]
    assert not any(re.search(r"[\"']paste[\"']|onpaste|oncopy|ondrop", text) for text in typed)


@pytest.mark.parametrize(
    "source",
    [
        "rx.toast('x')", "rx.call_script('x')", "rx.call_function(f)", "rx.run_script('x')", "rx.set_clipboard(name)",
        "rx.console_log(name)", "rx.markdown(name)", "rx.html(name)", "rx.script('x')", "rx.upload()", "rx.text(name)",
        "rx.download(name)", "rx.window_alert(name)", "rx.LocalStorage()", "rx.Cookie()", "rx.set_value('x', name)",
        "return_later = rx.toast.error", "rx.el.iframe(src=name)", "rx.el.script(name)", "rx.el.script(name, src='x')",
        "rx.el.div(dangerouslySetInnerHTML={'__html': name})", "rx.el.div(custom_attrs={'dangerouslySetInnerHTML': x})",
        "rx.el.div(dangerously_set_inner_html=name)", "from reflex_components_markdown.markdown import Markdown",
        "from reflex.components.core.html import html",
    ],
)  # fmt: skip
def test_the_rule_of_drawing_catches_it(source: str) -> None:
    assert unsafe_drawing(parsed(source))


@pytest.mark.parametrize(
    "source",
    ["rx.el.p(name)", "rx.el.script(src='/espai.js?v=1', defer=True)", "rx.redirect('/es/')", "rx.cond(a, b, c)"],
)
def test_the_rule_of_drawing_lets_the_rest_pass(source: str) -> None:
    assert unsafe_drawing(parsed(source)) == []


@pytest.mark.parametrize(
    "source", ["import subprocess", "from subprocess import run", "eval(x)", "os.system(x)", "import pickle", "exec(x)"]
)
def test_the_rule_of_obedience_catches_it(source: str) -> None:
    assert obedience(parsed(source))


@pytest.mark.parametrize("source", ["hashlib.md5(x)", "hashlib.sha1(x)", "import random", "from random import choice"])
def test_the_rule_of_secrets_catches_it(source: str) -> None:
    assert weak_secrets(parsed(source))


@pytest.mark.parametrize(
    "text", ["el.innerHTML = x", "eval (x)", "new Function(x)", "setTimeout('x')", "document.write(x)"]
)
def test_the_rule_of_scripts_catches_it(text: str) -> None:
    assert IN_A_SCRIPT.search(text)
