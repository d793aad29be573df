/* What the staff pages do by themselves: keys, the now line, toasts that go away. The focus is in focus.js, forms are in
   written.js. */
(() => {
  "use strict";
  const seen = (element) => element && element.getClientRects().length > 0;
  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

  /* Keys: a control names its own in data-key. Where two share one, a field wins. */
  const controlOf = (key) => {
    const named = [...document.querySelectorAll("[data-key]")].filter((one) => one.dataset.key === key && seen(one));
    return named.find((one) => one.matches("input")) || named[0];
  };
  const press = (control) => {
    if (control.matches("input")) return control.focus(), control.select();
    /* What opens goes back, when it closes, to where the focus was; to its own button where it was nowhere. */
    const nowhere = document.activeElement === document.body || document.activeElement.id === "main";
    if (nowhere && control.hasAttribute("aria-haspopup")) control.focus({ preventScroll: true });
    control.click();
  };

  /* The agenda: up and down within a day, left and right to what is nearest in the next day that has something. */
  const stops = (column) => [...column.querySelectorAll("a.ev, button.ev")].filter(seen);
  const goal = (grid, from, key) => {
    const columns = [...grid.querySelectorAll(".col")].filter(seen);
    const column = columns.findIndex((one) => one.contains(from));
    if (column < 0) {
      const today = columns.find((one) => one.classList.contains("is-today") && stops(one).length);
      return stops(today || columns.find((one) => stops(one).length) || grid)[0];
    }
    const here = stops(columns[column]);
    const at = here.indexOf(from);
    if (key === "ArrowUp") return here[at - 1];
    if (key === "ArrowDown") return here[at + 1];
    if (key === "Home") return here[0];
    if (key === "End") return here[here.length - 1];
    const step = key === "ArrowRight" ? 1 : -1;
    for (let next = column + step; columns[next]; next += step) {
      const there = stops(columns[next]);
      const top = from.getBoundingClientRect().top;
      const far = (one) => Math.abs(one.getBoundingClientRect().top - top);
      if (there.length) return there.reduce((best, one) => (far(one) < far(best) ? one : best));
    }
    return null;
  };
  /* A month: by day and by week. */
  const cellGoal = (grid, from, key) => {
    const cells = [...grid.querySelectorAll(".cell")];
    const at = cells.indexOf(from);
    if (at < 0) return cells.find((one) => one.classList.contains("is-today")) || cells[0];
    const monday = at - (at % 7);
    const to = { ArrowUp: at - 7, ArrowDown: at + 7, ArrowLeft: at - 1, ArrowRight: at + 1, Home: monday, End: monday + 6 };
    return cells[to[key]];
  };
  const ARROWS = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"];

  /* Keys of a single letter can be turned off on this device (WCAG 2.1.4). */
  const KEYS_OFF = "espai-keys-off";
  const lettersOff = () => {
    try {
      return localStorage.getItem(KEYS_OFF) === "1";
    } catch {
      return false;
    }
  };
  const setLetters = (on) => {
    try {
      if (on) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "1");
    } catch {
      /* a browser that keeps nothing has them on again the next time */
    }
  };
  addEventListener("click", (event) => {
    /* The way to the patients lands in their search: focus.js does it when that is there. */
    if (event.target.closest?.(".find")) sessionStorage.setItem("espai-find", "1");
    const opens = event.target.closest?.("[data-opens]");
    const shuts = event.target.closest?.("[data-shuts]") || (event.target.matches?.("dialog") && event.target);
    if (opens) {
      const sheet = document.getElementById(opens.dataset.opens);
      const box = sheet?.querySelector("[data-keys-switch]");
      if (box) box.checked = !lettersOff();
      sheet?.showModal();
    } else if (shuts) shuts.closest("dialog").close();
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  addEventListener("change", (event) => {
    if (event.target.matches?.("[data-keys-switch]")) setLetters(event.target.checked);
    const chosen = event.target.type === "file" && event.target.parentElement.querySelector("[data-chosen]");
    if (chosen && event.target.files.length) chosen.textContent = event.target.files[0].name;
  });

  /* The inbox: j and k go from row to row, and with the focus in one a letter presses the button that says it. */
  const inRows = (event) => {
    const rows = [...document.querySelectorAll("[data-rows] [data-row]")].filter(seen);
    if (!rows.length) return false;
    const line = event.target.closest?.("[data-rows] li");
    const at = line ? rows.indexOf(line.querySelector("[data-row]")) : -1;
    const step = { j: 1, k: -1 }[event.key];
    if (step) {
      const next = rows[at < 0 ? 0 : at + step];
      next?.focus();
      next?.scrollIntoView({ block: "nearest" });
    } else if (line) {
      const control = line.querySelector(`[data-do="${CSS.escape(event.key)}"]`);
      if (!control) return false;
      pressed = at;
      control.focus({ preventScroll: true });
      control.click();
    } else return false;
    event.preventDefault();
    return true;
  };
  /* A row that was answered goes; the focus goes to the one that takes its place. */
  let pressed = -1;
  const watchRows = () => {
    if (pressed < 0 || document.activeElement !== document.body) return;
    const rows = [...document.querySelectorAll("[data-rows] [data-row]")].filter(seen);
    if (rows.length) rows[Math.min(pressed, rows.length - 1)].focus({ preventScroll: true });
    pressed = -1;
  };

  /* The number at the inbox stands in the tab's title too. */
  const watchTitle = () => {
    const number = document.querySelector("[data-waiting]")?.dataset.waiting;
    const plain = document.title.replace(/^\(\d+\) /, "");
    const title = number ? `(${number}) ${plain}` : plain;
    if (plain && document.title !== title) document.title = title;
  };

  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector('[aria-modal="true"], dialog[open]')) return;
    const menu = event.key === "Escape" && document.querySelector("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
      event.preventDefault();
      return;
    }
    const panel = document.querySelector(".panel [data-close]");
    if (event.key === "Escape" && panel) {
      panel.click();
      event.preventDefault();
      return;
    }
    /* What is being filled in keeps its letters; a panel that is only read does not stand in the way of the page's keys. */
    if (typing(event.target) || event.target.closest?.('[role="dialog"]:has(form)')) return;
    const grid = document.querySelector(".week[role=grid], .month[role=grid]");
    const inGrid = grid && !event.target.closest("details");
    if (inGrid && ARROWS.includes(event.key)) {
      const next = grid.matches(".month") ? cellGoal(grid, event.target, event.key) : goal(grid, event.target, event.key);
      /* Where nothing is, the arrows go to the days before and after. */
      const turns = !next && !stops(grid).length && { ArrowLeft: "PageUp", ArrowRight: "PageDown" }[event.key];
      if (next) next.focus();
      else if (turns) controlOf(turns)?.click();
      else return;
      event.preventDefault();
      return;
    }
    if (event.key.length === 1 && !lettersOff() && inRows(event)) return;
    const control = event.key.length === 1 && lettersOff() ? null : controlOf(event.key);
    if (control) {
      press(control);
      event.preventDefault();
    }
  });

  /* One stop for the Tab key in the grid, the rest by arrows; before the first arrow every one is a stop. */
  addEventListener("focusin", (event) => {
    const grid = event.target.closest?.(".week[role=grid], .month[role=grid]");
    if (!grid || !event.target.matches(".ev, .cell")) return;
    grid.querySelectorAll("a.ev, button.ev, .cell").forEach((one) => {
      one.tabIndex = one === event.target ? 0 : -1;
    });
  });

  /* The now line goes on from the hour the server gave: the practice's clock, not this computer's. */
  const given = new WeakMap();
  const clock = (hours) => `${Math.floor(hours)}:${String(Math.floor((hours % 1) * 60 + 1e-6)).padStart(2, "0")}`;
  const tick = () => {
    document.querySelectorAll("[data-now]").forEach((line) => {
      const known = given.get(line);
      if (!known || known.text !== line.dataset.now) given.set(line, { text: line.dataset.now, at: performance.now() });
      const hours = Number(line.dataset.now) + (performance.now() - given.get(line).at) / 3600000;
      line.style.setProperty("--s", hours);
      if ("clock" in line.dataset && line.firstChild) line.firstChild.nodeValue = clock(hours);
    });
  };
  setInterval(tick, 15000);

  /* A toast goes by itself, not while it is pointed at or holds the focus. */
  let toast = "";
  let left = 0;
  const watchToast = () => {
    const shown = document.querySelector("[data-toast]");
    const number = shown ? shown.dataset.toast : "";
    if (number === toast) return;
    toast = number;
    left = shown ? Number(shown.dataset.seconds) : 0;
  };
  setInterval(() => {
    const shown = toast && document.querySelector("[data-toast]");
    if (!shown || left <= 0 || shown.matches(":hover") || shown.contains(document.activeElement)) return;
    left -= 0.25;
    if (left <= 0) shown.querySelector("[data-dismiss]")?.click();
  }, 250);

  /* Which theme is chosen: known to the browser alone. */
  const markTheme = () => {
    const chosen = (document.cookie.match(/(?:^|; )(?:__Host-)?theme=(\w+)/) || [])[1] || "system";
    document.querySelectorAll("[data-theme-choice]").forEach((one) => {
      const pressed = String(one.dataset.themeChoice === chosen);
      if (one.getAttribute("aria-pressed") !== pressed) one.setAttribute("aria-pressed", pressed);
    });
  };

  /* A row of sections that is wider than the screen shows the one that is open. */
  let section = null;
  const watchSection = () => {
    const here = document.querySelector(".tabs2 [aria-current]");
    if (here && here !== section) here.scrollIntoView({ block: "nearest", inline: "center" });
    section = here;
  };

  const look = () => {
    watchSection();
    watchRows();
    watchTitle();
    watchToast();
    markTheme();
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["class", "data-toast", "data-waiting"] });
  look();
})();
