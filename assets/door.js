/* What a door does beyond its forms: cells and keys, the countdown, language and theme in place, one submit at a time. */
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  /* On TLS the name says that nobody else may set it, as the server's own do (api/cookies.py). */
  const [host, secure] = location.protocol === "https:" ? ["__Host-", "; secure"] : ["", ""];
  const remember = (name, value) => {
    document.cookie = `${host}${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
  };

  /* What comes next is fetched once this page has been drawn. */
  const fetchAhead = (files = "") => {
    for (const file of files.split(" ").filter(Boolean)) {
      const link = document.createElement("link");
      link.rel = "prefetch";
      if (!file.includes(".")) link.as = "document";
      link.href = file;
      document.head.append(link);
    }
  };
  const { ahead, clock } = document.currentScript.dataset;
  addEventListener("load", () => setTimeout(fetchAhead, 0, ahead));

  /* Where a clock says something else than the practice's, the calendar has room for a word on it (start.js). */
  const lookAway = () => {
    try {
      localStorage.setItem("away", Number(clock) === -new Date().getTimezoneOffset() ? "" : "1");
    } catch {
      /* the room comes with the word */
    }
  };
  if (clock) addEventListener("load", () => setTimeout(lookAway));

  /* Theme: the same cookie, storage and class as the app's pages (espai.js). */
  const isDark = () =>
    root.classList.contains("dark") ||
    (!root.classList.contains("light") && matchMedia("(prefers-color-scheme: dark)").matches);
  const paintBar = () => {
    const bars = all('meta[name="theme-color"]');
    const { light, dark } = bars[bars.length - 1].dataset;
    for (const bar of bars) bar.content = isDark() ? dark : light;
  };
  const setTheme = (theme) => {
    root.classList.remove("light", "dark");
    root.classList.add(theme);
    remember("theme", theme);
    try {
      localStorage.setItem("theme", theme);
    } catch {
      /* the cookie is enough */
    }
    paintBar();
  };

  /* The code: what the field holds, drawn in its cells. */
  const tidy = (text) => text.normalize("NFKC").toUpperCase().replace(/[\s\p{Pd}]/gu, "");
  const drawCode = (input) => {
    const plain = tidy(input.value);
    const at = Math.min(plain.length, 5);
    all(".cell", input.parentElement).forEach((cell, place) => {
      cell.textContent = plain[place] || "";
      cell.classList.toggle("is-on", place === at);
    });
  };

  /* The PIN: dots for digits, keys for fingers. A finger's last digit sends; a keyboard has Enter and the button. */
  const drawPin = (input) => {
    all("i", input.parentElement).forEach((dot, place) => dot.classList.toggle("on", place < input.value.length));
  };
  const sayDigits = (input) => {
    const line = one("[data-count]", input.form);
    if (line) line.textContent = input.value ? input.parentElement.dataset.said.replace("{n}", input.value.length) : "";
  };
  const press = (key, form) => {
    const fields = all(".pins input", form);
    const active = fields.includes(document.activeElement) ? document.activeElement : null;
    let field = active || fields.find((each) => each.value.length < 4) || fields[fields.length - 1];
    if (key === "erase") {
      if (!field.value && fields.indexOf(field) > 0) field = fields[fields.indexOf(field) - 1];
      field.value = field.value.slice(0, -1);
    } else {
      if (field.value.length === 4) field = fields[fields.indexOf(field) + 1] || field;
      if (field.value.length === 4) return;
      field.value += key;
    }
    typed(field);
    if (field.value.length < 4) return field.focus({ preventScroll: true });
    const next = fields[fields.indexOf(field) + 1];
    if (next) next.focus({ preventScroll: true });
    else if (fields.every((each) => each.value.length === 4)) setTimeout(() => form.requestSubmit(), 120);
  };

  const typed = (input) => {
    if (input.matches("[data-code] input")) drawCode(input);
    else if (input.matches(".pins input")) {
      input.value = input.value.replace(/\D/g, "").slice(0, 4);
      drawPin(input);
      sayDigits(input);
    } else if (input.matches("[data-digits]")) input.value = input.value.replace(/\D/g, "").slice(0, 4);
    else return;
    all(".is-bad", input.form).forEach((bad) => bad.classList.remove("is-bad"));
  };

  /* The countdown runs on the clock, not on ticks: it is right after sleep, and a reload asks the server again. */
  let ticking = 0;
  const face = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const countDown = () => {
    clearInterval(ticking);
    const timer = one("[data-seconds]");
    if (!timer) return;
    const end = Date.now() + Number(timer.dataset.seconds) * 1000;
    let spoken = 0;
    const tick = () => {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      const { whole, one: single, many, over, sentence } = timer.dataset;
      if (sentence) {
        const line = one(".error span", timer);
        line.textContent = left ? sentence.replace("{t}", face(left)) : over;
      } else {
        one("[data-clock]", timer).textContent = face(left);
        one(".on", timer).setAttribute("stroke-dasharray", `${left} ${whole}`);
        const again = one("[data-retry]");
        again.textContent = left ? again.dataset.waiting.replace("{t}", face(left)) : again.dataset.retry;
        again.toggleAttribute("aria-disabled", left > 0);
        if (left) again.setAttribute("aria-disabled", "true");
        const minutes = Math.ceil(left / 60);
        if (minutes !== spoken) {
          const words = left ? (minutes === 1 ? single : many).replace("{n}", minutes) : over;
          timer.setAttribute("aria-label", words);
          one("[data-spoken]").textContent = words;
          spoken = minutes;
        }
      }
      if (!left) clearInterval(ticking);
    };
    tick();
    ticking = setInterval(tick, 250);
  };

  /* Another language: its page is fetched and put in place; what was typed stays, and so does the place of the cursor. */
  const kept = () => all("input:not([type=hidden])").map((input) => [input.id || input.name, input.value, input.checked]);
  const fill = (values) => {
    for (const [name, value, checked] of values) {
      const input = document.getElementById(name) || one(`input[name="${name}"]`);
      if (!input) continue;
      input.value = value;
      input.checked = checked;
    }
  };
  const toLanguage = async (link) => {
    const language = link.dataset.language;
    remember("lang", language);
    if (language === root.lang) return;
    try {
      const answer = await fetch(link.href, { headers: { accept: "text/html" } });
      if (answer.redirected || !answer.ok) throw new Error("elsewhere");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const values = kept();
      const focused = document.activeElement && document.activeElement.id;
      root.lang = page.documentElement.lang;
      document.title = page.title;
      one('link[rel="manifest"]').href = one('link[rel="manifest"]', page).href;
      one("main").replaceWith(one("main", page));
      fetchAhead(one("script[data-ahead]", page)?.dataset.ahead);
      history.replaceState(null, "", link.href);
      fill(values);
      draw();
      const again = (focused && document.getElementById(focused)) || one(`[data-language="${language}"]`);
      again.focus({ preventScroll: true });
    } catch {
      location.href = link.href;
    }
  };

  /* One submit at a time; the button says that it works. Coming back by the browser's arrow it is ready again. */
  const busy = (form) => {
    const button = one(".btn--primary", form);
    form.dataset.sent = "1";
    button.setAttribute("aria-busy", "true");
    button.classList.add("is-busy");
    button.style.minWidth = `${button.offsetWidth}px`;
    button.dataset.label = button.textContent;
    button.textContent = button.dataset.busy;
  };
  /* The last step asks and then goes: a page gone to is there already, fetched ahead; one that a form is led to is not. */
  const quick = async (form) => {
    let answer;
    try {
      const headers = { accept: "application/json" };
      answer = await fetch(form.action, { method: "POST", headers, body: new URLSearchParams(new FormData(form)) });
    } catch {
      /* Nobody heard it: what was typed is still there. */
      const line = one(".pin__msg", form);
      line.textContent = line.dataset.away;
      return ready();
    }
    answer.json().then(({ to }) => location.assign(to), () => form.submit());
  };
  const ready = () => {
    for (const form of all("form[data-sent]")) {
      delete form.dataset.sent;
      const button = one(".btn--primary", form);
      button.removeAttribute("aria-busy");
      button.classList.remove("is-busy");
      button.textContent = button.dataset.label;
    }
  };

  const draw = () => {
    all("[data-code] input").forEach(drawCode);
    all(".pins input").forEach((input) => {
      drawPin(input);
      /* Where the keys are drawn, the phone's own stay away. */
      if (matchMedia("(pointer: coarse) and (scripting: enabled)").matches) input.inputMode = "none";
    });
    countDown();
  };

  addEventListener("input", (event) => typed(event.target));
  addEventListener("click", (event) => {
    const key = event.target.closest("[data-key]");
    if (key) return press(key.dataset.key, key.form);
    const language = event.target.closest("[data-language]");
    if (language && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      return toLanguage(language);
    }
    if (event.target.closest('[data-testid="theme-toggle"]')) {
      event.preventDefault();
      return setTheme(isDark() ? "light" : "dark");
    }
    const link = event.target.closest('a[aria-disabled="true"]');
    if (link) event.preventDefault();
    else if (event.target.closest("[data-retry]")) {
      event.preventDefault();
      location.reload();
    }
  });
  /* What a finger rests on says so in the same frame: a browser first waits to see whether it scrolls. */
  let pressed;
  const rest = ({ type, target }) => {
    pressed?.removeAttribute("data-pressed");
    pressed = type === "pointerdown" ? target.closest("a,button,label") : null;
    pressed?.setAttribute("data-pressed", "");
  };
  for (const kind of ["down", "up", "cancel"]) addEventListener(`pointer${kind}`, rest);
  addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) return event.preventDefault();
    const code = one("[data-code] input", form);
    if (code) code.value = tidy(code.value) || code.value;
    busy(form);
    if (form.matches("[data-quick]")) {
      event.preventDefault();
      quick(form);
    }
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) ready();
  });

  if (location.search.startsWith("?theme=")) history.replaceState(null, "", location.pathname);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paintBar);
  paintBar();
  draw();
  if ("standalone" in navigator) import("/splash.js");
  if ("serviceWorker" in navigator) {
    setTimeout(() => navigator.serviceWorker.register("/sw.js").catch(() => {}), 1500);
  }
})();
