/* Where the focus is on the staff pages: in a panel while it is open, back where it was afterwards, and never lost. */
(() => {
  "use strict";
  const seen = (element) => element && element.isConnected && element.getClientRects().length > 0;
  const main = () => document.getElementById("main");
  const go = (element) => element?.focus({ preventScroll: true });

  /* A panel takes focus when it opens for something else, and gives it back to what opened it. */
  let group = "";
  let opener = null;
  let refused = "";
  const watchPanel = () => {
    const panel = document.querySelector(".panel[data-group]");
    const open = panel ? panel.dataset.group : "";
    if (open === group) return;
    if (open) {
      if (!group) opener = document.activeElement;
      go(panel.querySelector("[data-focus]") || panel.querySelector("h2"));
    } else {
      const known = opener && opener !== document.body && seen(opener);
      go(known ? opener : twin(opener) || main());
    }
    group = open;
    refused = "";
  };

  /* A form that was refused leads to the first field that is wrong. */
  const watchRefusal = () => {
    const form = document.querySelector("form[data-refused]");
    const count = form ? form.dataset.refused : "";
    if (count === refused) return;
    const again = refused !== "" && Number(count) > Number(refused);
    refused = count;
    if (again) document.querySelector('[aria-invalid="true"]')?.focus();
  };

  /* What had the focus was taken away: it goes to what took its place, to what comes after it in the task, or to where
     it was before, and never out of an open panel. */
  const REMEMBERED = 12;
  const been = [];
  let last = null;
  const touch = matchMedia("(pointer: coarse)");
  /* In the agenda: the same appointment wherever it is by now, else what stands nearest to its hour on that day. */
  const column = new WeakMap();
  const hour = (element) => parseFloat(element.style.getPropertyValue("--s"));
  const again = ({ dataset }) => dataset.id && document.querySelector(`.ev[data-id="${CSS.escape(dataset.id)}"]`);
  const nearest = (gone) => {
    const far = (one) => Math.abs(hour(one) - hour(gone));
    const there = [...(column.get(gone)?.querySelectorAll("a.ev, button.ev") || [])].filter(seen);
    return there.length ? there.reduce((best, one) => (far(one) < far(best) ? one : best)) : null;
  };
  const twin = (gone) => {
    if (!gone?.dataset) return null;
    if (gone.matches(".ev")) return again(gone) || nearest(gone);
    const { testid } = gone.dataset;
    const named = gone.id ? `#${CSS.escape(gone.id)}` : testid && `[data-testid="${CSS.escape(testid)}"]`;
    const found = named ? [...document.querySelectorAll(named)].filter(seen) : [];
    return found.length === 1 ? found[0] : null;
  };
  const restore = () => {
    const gone = last;
    if (!gone || gone.isConnected || document.activeElement !== document.body) return;
    const room = document.querySelector('[aria-modal="true"], dialog[open]') || document.querySelector(".panel[data-group]");
    const then = gone.dataset?.then && !touch.matches ? [...document.querySelectorAll(gone.dataset.then)].find(seen) : null;
    /* On a phone a field that has the focus brings the keyboard up: nobody asked for it. */
    const inside = room || main();
    const fits = (one) => seen(one) && inside?.contains(one) && !(touch.matches && one.matches("input, textarea"));
    const before = been.findLast(fits);
    const goal = then || twin(gone) || before || room?.querySelector("h2") || main();
    if (goal) go(goal);
  };
  addEventListener("focusin", ({ target }) => {
    last = target;
    if (target.matches(".ev")) column.set(target, target.closest(".col"));
    been.push(target);
    if (been.length > REMEMBERED) been.shift();
  });
  addEventListener("focusout", ({ target }) => {
    /* Left by a click beside it: nothing is lost. What is taken away is not there any more in a moment. */
    setTimeout(() => {
      if (last === target && target.isConnected && document.activeElement === document.body) last = null;
    }, 0);
  });

  /* A field that finds: down goes into what it found, and up comes back. Enter takes the one that was found; among
     several it goes to the first, and where there is none to what can be done about it. What was typed last may still be on its way: then the key waits for its answer. */
  let waits = null;
  const options = (field) => [...document.querySelectorAll(field.dataset.finds)].filter(seen);
  const isAnswered = (field) => field.value.trim() === (field.dataset.found || "").trim();
  const take = (field) => {
    const found = options(field);
    if (!field.value.trim()) return;
    if (!found.length && field.dataset.none) document.querySelector(field.dataset.none)?.focus();
    found[0]?.focus();
    if (found.length === 1) found[0].click();
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const field = event.target.closest?.("[data-finds]");
    if (field) {
      waits = null;
      if (event.key === "ArrowDown") options(field)[0]?.focus();
      else if (event.key === "Escape" && !field.value && field.dataset.key) go(main());
      else if (event.key === "Enter" && isAnswered(field)) take(field);
      else if (event.key === "Enter") waits = field;
      else return;
    } else {
      const owner = [...document.querySelectorAll("[data-finds]")].find((one) => event.target.matches?.(one.dataset.finds));
      const step = owner && { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      const found = options(owner);
      const next = found.indexOf(event.target) + step;
      (next < 0 ? owner : found[next])?.focus();
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  const watchFinder = () => {
    if (waits && document.activeElement !== waits) waits = null;
    if (waits && isAnswered(waits)) {
      const field = waits;
      waits = null;
      take(field);
    }
    const search = document.querySelector('input[data-key="/"]');
    if (seen(search) && sessionStorage.getItem("espai-find")) {
      sessionStorage.removeItem("espai-find");
      search.focus();
      search.select();
    }
  };

  let due = 0;
  const look = () => {
    watchPanel();
    watchRefusal();
    watchFinder();
    /* What is drawn anew comes in one piece or two: whoever has a better place for the focus goes first. */
    clearTimeout(due);
    due = setTimeout(restore, 80);
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["class", "data-group", "data-refused", "data-found", "aria-invalid"] });
  look();
})();
