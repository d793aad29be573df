/* The hand in the agenda’s grid: an appointment is moved, stretched or drawn with the mouse, a pen or the keys.
   The page shows a ghost; the server decides, and the appointment is where the server says. */
(() => {
  "use strict";
  const QUARTER = 0.25;
  const FINE = 1 / 12;
  const THRESHOLD = 4;
  const EDGE = 36;
  const ANSWER_MS = 8000;
  const grid = () => document.querySelector(".week[role=grid]");
  const seen = (element) => element && element.getClientRects().length > 0;
  const busyWithForm = () => document.querySelector('.panel:not([data-group^="new-"]) form');

  /* Hours as numbers: 9.5 is half past nine. */
  const round = (hours, step) => Math.round(hours / step) * step;
  const minutes = (hours) => Math.round(hours * 60);
  const two = (number) => String(number).padStart(2, "0");
  const said = (hours) => `${Math.floor(minutes(hours) / 60)}:${two(minutes(hours) % 60)}`;
  const sent = (hours) => `${two(Math.floor(minutes(hours) / 60))}:${two(minutes(hours) % 60)}`;
  const number = (element, name) => parseFloat(element.style.getPropertyValue(name));

  /* What scrolls up and down: the grid under its heads, or with many columns the week with both. */
  const scrollerOf = (week, body) => (getComputedStyle(body).overflowY === "visible" ? week : body);

  /* Where the hours and the columns are, measured once when the hand begins. */
  const measure = (week) => {
    const body = week.querySelector(".week__body");
    const columns = [...body.querySelectorAll(".col")].filter(seen);
    const scroller = scrollerOf(week, body);
    const { left } = body.getBoundingClientRect();
    const { top, bottom } = scroller.getBoundingClientRect();
    const heads = scroller === week ? week.querySelector(".week__head").offsetHeight : 0;
    const box = { left, top: top + heads, bottom };
    const from = number(week, "--from");
    const rows = number(week, "--rows");
    const hour = columns[0].offsetHeight / rows;
    return {
      week, body, scroller, columns, from, hour,
      until: from + rows,
      lefts: columns.map((one) => one.offsetLeft),
      widths: columns.map((one) => one.offsetWidth),
      box,
      aside: week.scrollLeft,
    };
  };
  const columnAt = (place, x) => {
    const inside = x - place.box.left + place.week.scrollLeft - place.aside;
    for (let index = place.lefts.length - 1; index > 0; index -= 1) if (inside >= place.lefts[index]) return index;
    return 0;
  };
  const hourAt = (place, y) => place.from + (y - place.box.top + place.scroller.scrollTop) / place.hour;

  /* The ghost: one element over the columns, moved by transform alone. */
  const makeGhost = (place, name, look) => {
    const ghost = document.createElement("div");
    ghost.className = `ghost ${look}`;
    ghost.setAttribute("aria-hidden", "true");
    const title = document.createElement("b");
    title.textContent = name;
    const times = document.createElement("span");
    ghost.append(title, times);
    place.body.append(ghost);
    return { ghost, times, drawn: "" };
  };
  const draw = (hand) => {
    const { place, shown, column, s, e } = hand;
    const top = (s - place.from) * place.hour + 2;
    const height = Math.max((e - s) * place.hour - 3, 10);
    const drawn = `${column} ${top} ${height}`;
    if (shown.drawn === drawn) return;
    shown.drawn = drawn;
    shown.ghost.style.width = `${place.widths[column] - 6}px`;
    shown.ghost.style.height = `${height}px`;
    shown.ghost.style.transform = `translate(${place.lefts[column] + 3}px, ${top}px)`;
    shown.times.textContent = `${said(s)} – ${said(e)}`;
  };

  let hand = null;

  const put = (next) => {
    const { place, kind } = hand;
    let { s, e, column } = { s: hand.s, e: hand.e, column: hand.column, ...next };
    const least = FINE;
    if (kind === "stretch") {
      e = Math.min(Math.max(e, s + least), place.until);
    } else {
      const length = e - s;
      s = Math.min(Math.max(s, place.from), place.until - Math.min(length, place.until - place.from));
      e = s + length;
    }
    Object.assign(hand, { s, e, column: Math.min(Math.max(column, 0), place.columns.length - 1) });
    draw(hand);
  };

  const begin = (kind, source, place, at) => {
    const title = source ? source.querySelector("b").textContent : "";
    hand = { kind, source, place, ...at, was: { ...at }, shown: makeGhost(place, title, source ? "ghost--ev" : "ghost--new") };
    source?.classList.add("is-lifted");
    document.documentElement.classList.add("is-dragging");
    draw(hand);
  };
  const clear = (held) => {
    held.shown.ghost.remove();
    held.source?.classList.remove("is-lifted");
  };
  const letGo = () => {
    const held = hand;
    hand = null;
    document.documentElement.classList.remove("is-dragging");
    cancelAnimationFrame(frame);
    return held;
  };
  const giveUp = () => {
    const held = letGo();
    if (held) goBack(held);
    tell("");
  };
  /* To where the appointment is by now, which is where the server has it. */
  const goBack = (held) => {
    if (!held.source) return clear(held);
    const now = document.querySelector(`.ev[data-id="${held.source.dataset.id}"]`);
    const column = now ? held.place.columns.indexOf(now.closest(".col")) : -1;
    if (column >= 0) {
      held.shown.ghost.classList.add("is-going-back");
      Object.assign(held, { column, s: number(now, "--s"), e: number(now, "--e") });
      draw(held);
    }
    setTimeout(() => clear(held), column >= 0 ? 160 : 0);
  };

  /* What the keys do is told to who cannot see it. */
  const tell = (words) => {
    const line = document.querySelector("[data-lifted]");
    if (line) line.textContent = words;
  };

  /* The server’s turn. */
  const offline = () => navigator.onLine === false || document.querySelector(".offline.is-on");
  const lineLost = () => {
    const word = document.querySelector("[data-line-lost]");
    if (!word) return;
    word.hidden = false;
    setTimeout(() => { word.hidden = true; }, 8000);
  };
  let waiting = null;
  let givenUp = null;
  const submit = (name, values) => {
    const form = document.querySelector(`form[data-hand=${name}]`);
    for (const [field, value] of Object.entries(values)) form.elements[field].value = value;
    form.requestSubmit();
    return form;
  };
  const place = (held) => {
    const column = held.place.columns[held.column];
    return { on: column.dataset.on, therapist_id: column.dataset.therapist, time: sent(held.s) };
  };
  const drop = (held) => {
    const { was } = held;
    if (held.s === was.s && held.e === was.e && held.column === was.column) return goBack(held);
    if (offline()) {
      lineLost();
      return goBack(held);
    }
    held.shown.ghost.classList.add("is-waiting");
    const form = submit("drop", {
      appointment_id: held.source.dataset.id,
      seen: held.source.dataset.seen,
      line: document.querySelector("form[data-hand=drop]").dataset.line,
      minutes: minutes(held.e - held.s),
      ...place(held),
    });
    waiting = {
      held,
      answers: form.dataset.answers,
      timer: setTimeout(() => {
        givenUp = waiting.answers;
        waiting = null;
        lineLost();
        goBack(held);
      }, ANSWER_MS),
    };
  };
  const answered = () => {
    const form = (waiting || givenUp !== null) && document.querySelector("form[data-hand=drop]");
    /* An answer that came after all says itself what became of it. */
    if (form && !waiting && form.dataset.answers !== givenUp) {
      givenUp = null;
      document.querySelector("[data-line-lost]").hidden = true;
    }
    if (!form || !waiting || form.dataset.answers === waiting.answers) return;
    const { held, timer } = waiting;
    waiting = null;
    clearTimeout(timer);
    goBack(held);
  };
  new MutationObserver(answered).observe(document.documentElement, { subtree: true, childList: true, attributeFilter: ["data-answers"] });

  /* The mouse and the pen. A finger scrolls: it has the form. */
  let frame = 0;
  let pointer = null;
  let point = { x: 0, y: 0, fine: false };
  const follow = () => {
    if (!hand || !pointer) return;
    const { place, kind, grip } = hand;
    const below = point.y - (place.box.bottom - EDGE);
    const above = place.box.top + EDGE - point.y;
    if (below > 0) place.scroller.scrollTop += Math.min(below, EDGE) / 4;
    else if (above > 0) place.scroller.scrollTop -= Math.min(above, EDGE) / 4;
    const edges = place.week.getBoundingClientRect();
    const aside = point.x > edges.right - EDGE ? 1 : point.x < edges.left + EDGE ? -1 : 0;
    if (aside) place.week.scrollLeft += aside * 8;
    const step = point.fine ? FINE : QUARTER;
    const at = hourAt(place, point.y);
    if (kind === "move") put({ s: round(at - grip, step), column: columnAt(place, point.x), e: round(at - grip, step) + hand.e - hand.s });
    else if (kind === "stretch") put({ e: round(at, step) });
    else {
      const [first, last] = at < hand.from ? [at, hand.from] : [hand.from, at];
      hand.s = Math.max(Math.floor(first / step + 1e-6) * step, place.from);
      hand.e = Math.min(Math.max(Math.ceil(last / step - 1e-6) * step, hand.s + step), place.until);
      draw(hand);
    }
    if (below > 0 || above > 0 || aside) frame = requestAnimationFrame(follow);
  };
  const onMove = (event) => {
    point = { x: event.clientX, y: event.clientY, fine: event.shiftKey };
    if (!hand) {
      if (Math.hypot(event.clientX - pointer.x, event.clientY - pointer.y) < THRESHOLD) return;
      if (pointer.target.matches(".ev")) {
        const place = measure(pointer.week);
        const at = { s: number(pointer.target, "--s"), e: number(pointer.target, "--e"), column: place.columns.indexOf(pointer.target.closest(".col")) };
        begin(pointer.stretch ? "stretch" : "move", pointer.target, place, at);
        hand.grip = hourAt(place, pointer.y) - at.s;
      } else {
        const place = measure(pointer.week);
        const from = Math.floor(hourAt(place, pointer.y) / QUARTER) * QUARTER;
        begin("draw", null, place, { s: from, e: from + QUARTER, column: place.columns.indexOf(pointer.target) });
        hand.from = from;
      }
    }
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(follow);
    event.preventDefault();
  };
  const stop = () => {
    removeEventListener("pointermove", onMove);
    removeEventListener("pointerup", onUp);
    removeEventListener("pointercancel", onCancel);
    pointer = null;
  };
  const noClick = () => {
    const swallow = (event) => {
      event.stopPropagation();
      event.preventDefault();
    };
    addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
  };
  const onCancel = () => {
    stop();
    giveUp();
  };
  const onUp = (event) => {
    const pressed = pointer;
    if (hand) {
      cancelAnimationFrame(frame);
      point = { x: event.clientX, y: event.clientY, fine: event.shiftKey };
      follow();
    }
    stop();
    const held = letGo();
    if (held) noClick();
    if (held?.source) drop(held);
    else if (held) {
      submit("draw", { minutes: minutes(held.e - held.s), ...place(held) });
      clear(held);
    } else if (pressed.target.matches(".col")) {
      const at = measure(pressed.week);
      const s = Math.floor(hourAt(at, event.clientY) / QUARTER) * QUARTER;
      submit("draw", { minutes: "", ...place({ place: at, s, column: at.columns.indexOf(pressed.target) }) });
    }
  };
  addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType === "touch" || hand || waiting) return;
    const week = event.target.closest?.(".week[role=grid]");
    if (!week || !week.querySelector(".week__head")?.getClientRects().length) return;
    const on = event.target.closest(".ev[data-movable=yes]") || (event.target.matches(".closed") ? event.target.parentElement : event.target);
    const fresh = on.matches(".col[data-free=yes]") && !busyWithForm();
    if (!on.matches(".ev[data-movable=yes]") && !fresh) return;
    const box = on.getBoundingClientRect();
    pointer = { x: event.clientX, y: event.clientY, target: on, week, stretch: on.matches(".ev") && box.bottom - event.clientY < Math.min(8, box.height / 3) };
    addEventListener("pointermove", onMove);
    addEventListener("pointerup", onUp);
    addEventListener("pointercancel", onCancel);
  });
  addEventListener("offline", () => {
    if (!hand) return;
    stop();
    lineLost();
    giveUp();
  });
  addEventListener("blur", () => {
    if (!hand || !pointer) return;
    stop();
    giveUp();
  });

  /* A grid that is longer than the screen begins with the hours at hand: an hour before now, else at eight. */
  const MORNING = 8;
  let begun = null;
  const beginAtHand = () => {
    const week = grid();
    const body = week?.querySelector(".week__body");
    if (!body || body === begun || !body.querySelector(".col")) return;
    begun = body;
    const now = body.querySelector(".nowt");
    const first = now ? number(now, "--s") - 1 : MORNING;
    scrollerOf(week, body).scrollTop = (first - number(week, "--from")) * (body.querySelector(".col").offsetHeight / number(week, "--rows"));
  };
  new MutationObserver(beginAtHand).observe(document.documentElement, { subtree: true, childList: true });
  beginAtHand();

  /* By keyboard: x lifts what has the focus, the arrows carry it; not where single letters are turned off. */
  const lettersOff = () => {
    try {
      return localStorage.getItem("espai-keys-off") === "1";
    } catch {
      return false;
    }
  };
  const carried = (key, fine) => {
    const step = fine ? FINE : QUARTER;
    const { s, e, column } = hand;
    switch (key) {
      case "ArrowUp": return { s: s - step, e: e - step };
      case "ArrowDown": return { s: s + step, e: e + step };
      case "ArrowLeft": return { column: column - 1 };
      case "ArrowRight": return { column: column + 1 };
      case "+": return { e: e + step };
      case "-": return { e: Math.max(e - step, s + FINE) };
      default: return null;
    }
  };
  addEventListener("keydown", (event) => {
    if (hand && event.key === "Escape") {
      stop();
      giveUp();
    } else if (hand?.keys) {
      const next = carried(event.key, event.shiftKey);
      if (next) {
        hand.kind = "e" in next && !("s" in next) ? "stretch" : "move";
        put(next);
        hand.shown.ghost.scrollIntoView({ block: "nearest" });
        const column = hand.place.columns[hand.column];
        tell(`${column.dataset.name}, ${said(hand.s)} – ${said(hand.e)}`);
      } else if (event.key === "Enter") {
        tell("");
        drop(letGo());
      } else if (event.key === "Tab") giveUp();
    } else {
      const source = document.activeElement;
      if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || waiting || lettersOff()) return;
      if (!source?.matches?.(".ev[data-movable=yes]") || !grid()?.querySelector(".week__head")?.getClientRects().length) return;
      const at = measure(grid());
      begin("move", source, at, { s: number(source, "--s"), e: number(source, "--e"), column: at.columns.indexOf(source.closest(".col")) });
      hand.keys = true;
      tell(`${source.querySelector("b").textContent}, ${said(hand.s)} – ${said(hand.e)}`);
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  addEventListener("focusout", (event) => {
    if (hand?.keys && event.target === hand.source) giveUp();
  });
})();
