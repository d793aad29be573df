/* The end of a session nobody uses: asked of the server, which alone knows what other tabs and the line have done;
   announced a minute before, put off by "stay", and at the end the page leaves to the door by itself. */
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
    location.replace(words().door);
  };

  const hear = (told) => {
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
  addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  addEventListener("pageshow", (event) => event.persisted && look());
  const begin = () => (words() ? look() : setTimeout(begin, 1000));
  begin();
})();
