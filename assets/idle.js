/* The end of a session nobody uses: asked of the server, which alone knows what other tabs and the line have done;
   announced a minute before, put off by "stay", and at the end the page leaves to the door by itself. The same answer
   tells which version is served. */
(() => {
  "use strict";
  const WARN = 60;
  const words = () => document.getElementById("idle")?.dataset;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("espai-session") : null;
  let ends = Infinity;
  let canStay = true;
  let timer = 0;
  let box = null;
  let ticking = 0;
  let leaving = false;

  const left = () => Math.ceil((ends - Date.now()) / 1000);
  const later = (seconds) => {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(1, seconds) * 1000);
  };

  const leave = () => {
    if (leaving) return;
    leaving = true;
    window.espai.leave(words().door);
  };

  /* A newer version is served than the one this page is of. It takes over by itself while nobody looks, or just looks
     again; else the page says so. What is typed or open is never taken away without a tap. */
  let build = "";
  let bar = null;
  let isTyped = false;
  let lookedAt = 0;
  addEventListener("input", () => { isTyped = true; }, true);
  const mayTakeOver = () => !isTyped && !document.querySelector('[aria-modal="true"]');
  const announce = () => {
    if (bar) return;
    bar = made("div", { role: "status", "data-testid": "newer" });
    document.body.append(bar);
    const button = made("button", { type: "button" }, words().load);
    button.addEventListener("click", () => location.reload());
    const toast = made("div", { class: "toast" }, made("p", { class: "grow" }, words().newer), button);
    setTimeout(() => bar.append(toast));
  };
  const newer = () => {
    if (!bar && mayTakeOver() && (document.visibilityState === "hidden" || Date.now() - lookedAt < 3000)) return location.reload();
    announce();
  };
  /* The framework finds so when it joins the server (front_end_news.py): it would reload, or has just done so in vain,
     which it cannot know where the page's things are not kept (start.js). */
  const isForgotten = !(sessionStorage instanceof Storage);
  addEventListener("espai:older", (event) => (mayTakeOver() && !isForgotten) || event.preventDefault());
  addEventListener("espai:newer", announce);
  if (window.espaiNewer) setTimeout(announce);
  /* From then on each page comes anew: the old one's parts may be gone. */
  addEventListener("click", (event) => {
    const link = bar && event.target.closest?.('a[href^="/"]:not([target], [download])');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    location.assign(link.href);
  }, true);

  const hear = (told) => {
    if (build && told.build && told.build !== build) newer();
    build = build || told.build;
    ends = Date.now() + told.left * 1000;
    canStay = told.stay;
    window.espaiSession = told.whose;
    dispatchEvent(new Event("espai:session"));
    if (told.left > WARN) hide();
    else show();
  };

  /* Asking is not being active. Without a line it asks again; a minute past the end it leaves without an answer. */
  const ask = async (options, path = "/api/session?side=" + words().side) => {
    try {
      const answer = await fetch(path, { cache: "no-store", ...options });
      if (answer.status === 401) return leave();
      if (!answer.ok) throw new Error(String(answer.status));
      hear(await answer.json());
    } catch {
      if (left() < -WARN) return leave();
    }
    if (!words()) return;
    const away = left() - WARN;
    later(away > 0 ? Math.min(away, 86400) : left() > 5 ? 5 : 1);
  };
  const look = () => words() && ask();
  const stay = async () => {
    const body = new URLSearchParams({ side: words().side });
    await ask({ method: "POST", body }, "/api/session/stay");
    channel?.postMessage("stay");
  };

  const made = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  };
  const face = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const draw = () => {
    if (!box) return;
    box.querySelector("[data-left]").textContent = words().left.replace("{t}", face(Math.max(0, left())));
  };
  const show = () => {
    if (box) return draw();
    const said = words();
    const button = made(
      "button",
      { type: "button", class: "btn btn--primary btn--wide", "data-focus": "", "data-close": "", "data-testid": "idle-stay" },
      canStay ? said.stay : said.read,
    );
    button.addEventListener("click", canStay ? stay : () => box && (box.hidden = true));
    const dialog = made(
      "div",
      { role: "alertdialog", "aria-modal": "true", "aria-labelledby": "idle-title", "aria-describedby": "idle-words", class: "dialog", "data-testid": "idle" },
      made("h2", { id: "idle-title", class: "h2" }, said.title),
      made("p", { id: "idle-words", class: "body2" }, canStay ? said.sentence : said.last),
      made("p", { class: "sm ink2 num", role: "timer", "data-left": "" }),
      made("div", { class: "dialog__acts" }, button),
    );
    box = made("div", { class: "idle" }, made("div", { class: "scrim scrim--dialog" }), dialog);
    document.body.append(box);
    draw();
    ticking = setInterval(draw, 1000);
  };
  const hide = () => {
    clearInterval(ticking);
    box?.remove();
    box = null;
  };

  channel?.addEventListener("message", look);
  addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") return bar && mayTakeOver() && location.reload();
    lookedAt = Date.now();
    look();
  });
  addEventListener("espai:back", look);
  addEventListener("pageshow", (event) => event.persisted && look());
  const begin = () => (words() ? look() : setTimeout(begin, 1000));
  begin();
})();
