/* What is written in a form of the staff pages stands, however late the server's answer comes. */
(() => {
  "use strict";
  /* A form that is drawn anew holds what the server has heard of it. On a slow line the last of it is still on its way,
     and of a file it knows nothing: what stands in a field goes over into the new one. In another language that is all
     of it; otherwise what was written since somebody pressed anything, in a form that is still about the same. */
  const GOES_OVER_MS = 5000;
  const HELD_BY = { checkbox: "checked", file: "files" };
  const FIELD = "form [name]:not(button, [type=hidden], [type=radio]), [data-held]";
  const fields = () => [...document.querySelectorAll(FIELD)];
  const called = (field) => field.dataset.held || field.dataset.testid || field.name;
  const held = (field) => field[HELD_BY[field.type] || "value"];
  const about = (field) => field.closest("form")?.dataset.about;
  const hold = (field, value) => {
    field[HELD_BY[field.type] || "value"] = value;
    if (field.type === "file" && value.length) field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  /* What was unfolded is so in the other language too. */
  const folds = () => [...document.querySelectorAll("main details:not([data-menu])")];
  const unfold = () => {
    const now = folds();
    if (now.length !== written.folds.length || now.some((one) => written.folds.includes(one))) return;
    now.forEach((one, at) => (one.open = written.open[at]));
    written.folds = [];
  };
  let written = null;
  const last = new Map();
  addEventListener("click", (event) => {
    if (!event.target.closest?.("[data-testid^=language-]")) return;
    const were = fields();
    const values = new Map(were.map((one) => [called(one), held(one)]));
    written = { were: new Set(were), values, at: performance.now(), lang: document.documentElement.lang };
    written.folds = folds();
    written.open = written.folds.map((one) => one.open);
  }, true);
  const forget = ({ target }) => target.closest?.(`label, summary, ${FIELD}`) || last.clear();
  ["pointerdown", "click"].forEach((kind) => addEventListener(kind, forget, true));
  let focused = null;
  addEventListener("focusin", ({ target }) => {
    focused = target;
  });
  addEventListener("input", ({ target }) => {
    if (!target.matches?.(FIELD)) return;
    last.set(target, target.closest(".panel"));
    if (written?.were.has(target)) written.values.set(called(target), held(target));
  }, true);
  /* What was written in a form that gave way to a question in its panel is there again when the form is. */
  let away = [];
  const watchLast = () => {
    const gone = [...away, ...[...last].filter(([one]) => !one.isConnected)];
    if (!gone.length) return;
    const now = fields();
    away = [];
    gone.forEach(([one, panel]) => {
      last.delete(one);
      const next = now.find((field) => called(field) === called(one) && about(field) === about(one));
      if (!next) return panel?.isConnected && away.push([one, panel]);
      hold(next, held(one));
      last.set(next, next.closest(".panel"));
      if (one !== focused || document.activeElement !== document.body) return;
      next.focus({ preventScroll: true });
      if (next.matches("textarea, [type=text]")) next.setSelectionRange(one.selectionStart, one.selectionEnd);
    });
  };
  const watchFields = () => {
    if (!written || written.lang === document.documentElement.lang) return watchLast();
    if (performance.now() - written.at > GOES_OVER_MS) return (written = null);
    fields().forEach((one) => {
      if (written.were.has(one) || !written.values.has(called(one))) return;
      hold(one, written.values.get(called(one)));
      written.values.delete(called(one));
    });
    unfold();
    watchLast();
  };

  /* A service that is chosen brings its length at once, unless another stands there than the service before had. */
  const before = new WeakMap();
  addEventListener("change", ({ target }) => {
    const chosen = target.selectedOptions?.[0];
    if (!chosen?.dataset.minutes) return;
    const was = before.get(target) || [...target.options].find((one) => one.defaultSelected);
    const length = target.form.elements.minutes;
    before.set(target, chosen);
    if (length.value && length.value !== was?.dataset.minutes) return;
    length.value = chosen.dataset.minutes;
    /* Told to the server as if it had been written. */
    length.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  });

  new MutationObserver(watchFields).observe(document.documentElement, { childList: true, subtree: true });
})();
