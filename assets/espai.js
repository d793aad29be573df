/* What a page does by itself, without asking the server: theme, language of the document, focus, service worker. */
(() => {
  "use strict";
  const root = document.documentElement;
  const YEAR = 31536000;
  /* On TLS the name says that nobody else may set it, as the server's own do (api/cookies.py). */
  const [host, secure] = location.protocol === "https:" ? ["__Host-", "; secure"] : ["", ""];
  const remember = (name, value, seconds = YEAR) => {
    document.cookie = `${host}${name}=${value}; path=/; max-age=${seconds}; samesite=lax${secure}`;
  };
  const recall = (name) => (document.cookie.match(new RegExp(`(?:^|; )${host}${name}=([^;]*)`)) || [])[1];
  const prefersDark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.classList.contains("dark") || (!root.classList.contains("light") && prefersDark.matches);

  const applyTheme = (theme) => {
    root.classList.remove("light", "dark");
    if (theme === "light" || theme === "dark") root.classList.add(theme);
    root.style.colorScheme = "";
    colourBar();
  };

  /* The phone's own bar; each page brings its colour anew. */
  const colourBar = () => {
    const { light, dark } = document.querySelector("meta[data-light]")?.dataset ?? {};
    if (light) document.querySelectorAll('meta[name="theme-color"]').forEach((bar) => (bar.content = isDark() ? dark : light));
  };
  new MutationObserver(colourBar).observe(document.head, { childList: true });
  prefersDark.addEventListener("change", colourBar);

  const setTheme = (theme) => {
    try {
      localStorage.setItem("theme", theme);
    } catch {
      /* a browser that keeps nothing still has the cookie */
    }
    remember("theme", theme);
    applyTheme(theme);
  };

  /* The document's language follows the first part of the address, also when the page changes without a reload. */
  const followAddress = () => {
    const language = location.pathname.split("/")[1];
    if (/^(es|ca|en)$/.test(language) && root.lang !== language) root.lang = language;
  };
  for (const change of ["pushState", "replaceState"]) {
    const original = history[change];
    history[change] = function (...given) {
      const result = original.apply(this, given);
      followAddress();
      return result;
    };
  }
  addEventListener("popstate", followAddress);
  followAddress();
  applyTheme(recall("theme") || "system");

  /* Dialogs and sheets: focus goes in, Tab stays inside, Escape presses what closes, focus returns where it was. */
  const FOCUSABLE = 'a[href],button:not([disabled]),input:not([disabled]),textarea,select,[tabindex]:not([tabindex="-1"])';
  let opener = null;
  const topDialog = () => [...document.querySelectorAll('[aria-modal="true"]')].pop();
  addEventListener("keydown", (event) => {
    const dialog = topDialog();
    if (!dialog) return;
    if (event.key === "Escape") {
      dialog.querySelector("[data-close]")?.click();
      event.preventDefault();
    } else if (event.key === "Tab") {
      const stops = [...dialog.querySelectorAll(FOCUSABLE)].filter((stop) => stop.offsetParent !== null);
      if (!stops.length) return;
      const [first, last] = [stops[0], stops[stops.length - 1]];
      if (!dialog.contains(document.activeElement)) first.focus();
      else if (event.shiftKey && document.activeElement === first) last.focus();
      else if (!event.shiftKey && document.activeElement === last) first.focus();
      else return;
      event.preventDefault();
    }
  });
  let shown = null;
  /* A field is written in at once. A title waits for the drawing, which the focus would hold up by a layout of its own;
     a key may have been quicker. */
  const enter = (dialog) => {
    const first = dialog.querySelector("[data-focus]") || dialog;
    const focus = () => dialog.contains(document.activeElement) || first.focus({ preventScroll: true });
    if (first.matches("input, select, textarea")) focus();
    else requestAnimationFrame(() => setTimeout(focus));
  };
  new MutationObserver(() => {
    const dialog = topDialog() || null;
    if (dialog === shown) return;
    document.body.style.overflow = dialog ? "hidden" : "";
    if (dialog) {
      if (!shown) opener = document.activeElement;
      enter(dialog);
    } else if (opener && document.contains(opener)) {
      opener.focus({ preventScroll: true });
    }
    shown = dialog;
  }).observe(root, { childList: true, subtree: true });

  /* What a finger rests on shows it in the same frame: a browser first waits to see whether it scrolls. */
  let pressed = null;
  const lift = () => pressed?.removeAttribute("data-pressed");
  addEventListener("pointerdown", ({ target }) => {
    lift();
    pressed = target.closest?.("a, button");
    pressed?.setAttribute("data-pressed", "");
  }, { passive: true });
  addEventListener("pointercancel", lift);
  addEventListener("pointerup", () => setTimeout(lift, 100));

  /* The browser knows that the line dropped well before the socket does. */
  const followLine = () => root.classList.toggle("is-offline", navigator.onLine === false);
  addEventListener("online", followLine);
  addEventListener("offline", followLine);
  followLine();

  const renew = () => navigator.serviceWorker?.getRegistration().then((worker) => worker?.update()).catch(() => {});

  /* The socket is back: whatever asks the server by itself asks now. */
  let wasDown = false;
  const followSocket = (isDown) => {
    if (wasDown && !isDown) {
      dispatchEvent(new Event("espai:back"));
      renew();
    }
    wasDown = isDown;
  };

  /* A phone's line may have died in a pocket, and neither end knows: it is called on, and given up where nothing is heard
     in time; the framework opens another. */
  const IN_TIME = 2_000;
  const CALL = '42/_event,["ping"]';
  const giveUpUnlessHeard = (line) => {
    if (line?.readyState !== WebSocket.OPEN) return;
    const giveUp = setTimeout(() => {
      line.onclose?.(new CloseEvent("close"));
      line.close();
    }, IN_TIME);
    line.addEventListener("message", () => clearTimeout(giveUp), { once: true });
    line.send(CALL);
  };

  /* Back from the background the page asks for what is new, unless it has just done so. */
  const GONE = 2_000;
  let hiddenAt = 0;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") hiddenAt = Date.now();
    else if (hiddenAt) {
      if (Date.now() - hiddenAt > GONE) {
        const refresh = document.querySelector("[data-refresh]");
        refresh?.click();
        if (refresh) giveUpUnlessHeard(window.espaiLine);
        renew();
      }
      hiddenAt = 0;
    }
  });

  /* A script of an older version that is not there any more: load the page again, once. */
  const ONCE = 60_000;
  addEventListener("error", async ({ target }) => {
    const file = target?.src || target?.href || "";
    if (!file.startsWith(`${location.origin}/assets/`)) return;
    const answer = await fetch(file, { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (answer?.status !== 404 || Date.now() - (history.state?.mended ?? 0) < ONCE) return;
    history.replaceState({ ...history.state, mended: Date.now() }, "");
    location.reload();
  }, true);

  /* The browser's offer to install is kept until the page makes it its own. */
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    window.espai.installPrompt = event;
  });

  /* The server ended this page's session: leave with a full page load. The door says why, and leads back here; unless
     the person left everywhere themselves, which the address tells by its `?`. */
  const leave = (address) => {
    if (!address) return;
    const door = address.replace("?", "");
    if (door === address) remember("onward", `ended:${location.pathname.slice(3).replace(/\/$/, "")}`, 600);
    location.replace(door);
  };

  /* An iPhone's own pictures of the start (splash.py). */
  if ("standalone" in navigator) setTimeout(() => import("/splash.js"), 3000);

  if ("serviceWorker" in navigator && location.protocol !== "file:") {
    setTimeout(() => navigator.serviceWorker.register("/sw.js").catch(() => {}), 1500);
  }

  window.espai = {
    leave,
    followSocket,
    setTheme,
    toggleTheme: () => setTheme(isDark() ? "light" : "dark"),
    setLanguage: (language) => {
      remember("lang", language);
      /* What was said a moment ago was said in the language before. */
      if (language !== root.lang) document.querySelectorAll("[data-dismiss]").forEach((button) => button.click());
    },
    inLanguage: (language) => location.pathname.replace(/^\/(es|ca|en)(?=\/|$)/, `/${language}`) + location.search,
    copy: (value) => navigator.clipboard?.writeText(value),
    focus: (selector) => requestAnimationFrame(() => document.querySelector(selector)?.focus()),
  };
})();
