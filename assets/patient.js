/* What the patient's pages know by themselves: which month, day, step and words are on the screen (no round trip),
   and the calendar's arithmetic. Dates are ISO days; the arithmetic runs in UTC so that no clock change meets it. */
import { useLayoutEffect, useState, useSyncExternalStore } from "react";

/* Held outside React: it survives a change of language, which is a change of page, but not a reload. */
const EMPTY = { month: "", focus: "", view: "grid", day: "", room: "times", step: "pick", slot: "", place: "", message: "", tap: "", attempt: "", behind: "", gone: "", asking: "", here: "", install: "", read: "" };
const held = { ...EMPTY };
const listeners = new Set();
const subscribe = (listener) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useHeld = (name) => useSyncExternalStore(subscribe, () => held[name], () => EMPTY[name]);
export const peek = (name) => held[name];
export const hold = (values) => {
  Object.assign(held, values);
  listeners.forEach((listener) => listener());
};

/* A skeleton that came to be seen stays long enough to be one, instead of flickering: 400 ms until it shows, 300 after. */
const [SHOWS, STAYS] = [400, 300];
export const useSettled = (isThere) => {
  const [isSettled, settle] = useState(isThere);
  useLayoutEffect(() => {
    if (!isThere) return settle(false);
    const seen = [...document.querySelectorAll(".sk--late")].pop()?.getAnimations?.()[0]?.currentTime ?? 0;
    if (seen < SHOWS || seen >= SHOWS + STAYS) return settle(true);
    const timer = setTimeout(settle, SHOWS + STAYS - seen, true);
    return () => clearTimeout(timer);
  }, [isThere]);
  return isThere && isSettled;
};

const isBrowser = typeof document !== "undefined";
const DAY = 86400000;
const at = (iso) => new Date(`${iso}T00:00:00Z`);
const iso = (date) => date.toISOString().slice(0, 10);
const plus = (day, days) => iso(new Date(at(day).getTime() + days * DAY));
const nth = (day, first) => (at(day) - at(first)) / DAY;
const weekday = (day) => (at(day).getUTCDay() + 6) % 7;
const localToday = () => {
  const now = new Date();
  return iso(new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate())));
};
const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/* The month on the screen, by its first day. */
const shown = (month, today) => month || today.slice(0, 8) + "01";
export const otherMonth = (month, today, by) => {
  const first = at(shown(month, today));
  if (Number.isNaN(first.getTime())) return "";
  return iso(new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + by, 1)));
};
export const monthTitle = (month, today, words) => {
  const first = shown(month, today);
  return first.length < 10 ? "\u00a0" : `${words.months[+first.slice(5, 7) - 1]} ${first.slice(0, 4)}`;
};
export const spoken = (day, words) => day && `${words.weekdays[weekday(day)]} ${+day.slice(8)} ${words.ofMonths[+day.slice(5, 7) - 1]}`;
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
export const isBefore = (day, other) => day < other;
export const dayTitle = (day, words) => (day ? capital(spoken(day, words)) : "");

const [CONFIRMED, PENDING, PAST, OPEN] = [1, 2, 4, 8];
const holds = (day, first, days) => (first ? parseInt(days[nth(day, first)] || "0", 16) : 0);
const look = (bits) => (bits & CONFIRMED ? "ok" : bits & PENDING ? "wait" : bits & PAST ? "past" : bits & OPEN ? "open" : "none");
const states = (bits) =>
  [[CONFIRMED, "confirmed"], [PENDING, "pending"], [PAST, "past"], [OPEN, "open"]].filter(([bit]) => bits & bit).map(([, name]) => name);

/* What changed since the days were sent, put in its place: `index:day count` each; `which` of the two is wanted. */
export const patched = (sent, changes, which) => {
  const cells = [...sent];
  for (const change of changes.split(" ").filter(Boolean)) {
    const [index, now] = change.split(":");
    cells[+index] = now[which];
  }
  return cells.join("");
};

/* How much an open day will hold is known before its words come: its times, that there are none, or what was on it.
   A day that is not known may hold anything. */
const roomOf = (day, today, first, days, bits) => {
  const isKnown = first && days[nth(day, first)];
  if (!isKnown || bits & (CONFIRMED | PENDING | OPEN)) return "times";
  if (day < today) return bits & PAST ? "past" : "nothing";
  return bits ? "times" : "none";
};
/* While requests are closed a word stands where the times would. */
export const roomOfClosed = (room) => ({ times: "closed", none: "word" })[room] || room;

const openOn = (day, first, counts) => parseInt(counts[nth(day, first)] || "0", 36);
const amount = (number, one, many) => (number === 1 ? one : many).replace("{n}", number);

/* A day is spoken whole: Tuesday 24 November, 1 request pending, 3 open times. */
const spokenWhole = (day, first, bits, counts, waiting, words) => {
  const said = [spoken(day, words)];
  if (bits & CONFIRMED) said.push(words.confirmed);
  if (bits & PENDING) said.push(amount(waiting.split(" ").filter((start) => start.startsWith(day)).length || 1, words.pendingOne, words.pendingMany));
  if (bits & PAST) said.push(words.past);
  if (bits & OPEN) said.push(amount(openOn(day, first, counts), words.openOne, words.openMany));
  return said.join(", ");
};

/* The weeks of the month: seven cells each, those of other months without a name. One cell takes the Tab key. */
export const weeks = (month, today, first, days, counts, waiting, focus, words) => {
  const begins = shown(month, today);
  if (begins.length < 10) return [];
  const here = begins.slice(0, 7);
  const stop = focus.startsWith(here) ? focus : today.startsWith(here) ? today : begins;
  const rows = [];
  for (let day = plus(begins, -weekday(begins)); day.slice(0, 7) <= here; ) {
    const row = [];
    for (let n = 0; n < 7; n++, day = plus(day, 1)) {
      const bits = holds(day, first, days);
      const isOut = day.slice(0, 7) !== here;
      row.push({
        on: day,
        number: String(+day.slice(8)),
        look: isOut ? "out" : look(bits),
        states: states(bits).join(" "),
        label: isOut ? "" : spokenWhole(day, first, bits, counts, waiting, words),
        out: isOut,
        today: day === today,
        stop: day === stop,
        room: roomOf(day, today, first, days, bits),
      });
    }
    rows.push({ days: row });
  }
  return rows;
};

/* The month as a list: the days on which something is, with how many times are open. */
export const listed = (month, today, first, days, counts, words) => {
  const begins = shown(month, today);
  if (!first) return [];
  const rows = [];
  for (let day = begins; day.slice(0, 7) === begins.slice(0, 7); day = plus(day, 1)) {
    const bits = holds(day, first, days);
    if (!bits) continue;
    const times = bits & OPEN ? amount(openOn(day, first, counts), words.openOne, words.openMany) : "";
    rows.push({ on: day, title: capital(spoken(day, words)), look: look(bits), states: states(bits).join(" "), open: times, today: day === today, room: roomOf(day, today, first, days, bits) });
  }
  return rows;
};
export const onDay = (entries, day) => entries.filter((entry) => entry.on === day);

/* An answer that came to an open page is unfolded by whoever wants to read it, and folded again. */
export const readAnswer = (request) => hold({ read: held.read.includes(request) ? held.read.replace(request, "") : held.read + request });

/* What nobody waits for comes after the frame that they do wait for. */
export const afterwards = (what) => requestAnimationFrame(() => setTimeout(what));

/* The sheet: a day, then a time, then the words that go with it. A new time is a new wish with a key of its own. */
export const openDay = (day, room) => {
  hold({ day, room, step: "pick", slot: "", place: "", tap: "", attempt: "", ...(held.day === day ? {} : { message: "" }) });
  /* The server is asked once the sheet is seen. What is behind it comes last, for all of it is looked over: the page is
     out of reach now, and the grid has another day of its own. */
  afterwards(() => {
    if (held.day === day) press("day-again");
    afterwards(() => hold({ focus: day, behind: held.day }));
  });
};
export const closeDay = () => {
  hold({ day: "", behind: "", step: "pick", slot: "", place: "", message: "", tap: "", attempt: "" });
  offerInstall();
};
export const chooseSlot = (slot, place) => hold({ slot, place, tap: random(), attempt: "" });
export const review = () => held.slot && hold({ step: "confirm" });
export const backToTimes = () => hold({ step: "pick", attempt: "" });
export const newAttempt = () => {
  const attempt = random().slice(0, 8);
  hold({ attempt });
  return attempt;
};
/* Another page of ours leads to a day, with a time chosen if it is one. */
export const wantDay = (day, slot, place) => hold({ ...EMPTY, here: held.here, install: held.install, view: held.view, gone: held.gone, day, behind: day, focus: day, month: `${day.slice(0, 8)}01`, slot, place, tap: random() });

/* What the server said of this attempt: nothing yet, or its word. */
export const outcome = (attempt, answered, said) => (attempt && attempt === answered ? said : "");
export const isSending = (attempt, answered, failure) => Boolean(attempt) && attempt !== answered && !failure;
/* A line that dies loses what was on it, and a server started anew knows of no open day: what waits is asked for again
   until it is answered. The request's key is the same each time, so it is made once. */
const ASK_AGAIN = 5000;
const waits = {};
export const insist = (isWaiting, button) => {
  clearInterval(waits[button]);
  if (!isWaiting) return;
  waits[button] = setInterval(() => {
    if (!document.querySelector(".offline.is-on, .is-offline")) press(button);
  }, ASK_AGAIN);
};
const AGAIN = ["slot_taken", "slot_not_offered", "already_asked"];
const DONE = ["sent", "confirmed"];
export const sheetStep = (day, step, attempt, answered, said) => {
  const word = outcome(attempt, answered, said);
  if (!day) return "";
  if (DONE.includes(word)) return "sent";
  return AGAIN.includes(word) ? "taken" : step;
};

/* The times as they are sent: a date where it is another one's, hour and minute, + (online too), ! (asked for already),
   the number of the place unless 0. */
const TIME = /^(\d{4}-\d\d-\d\d)?(\d\d)(\d\d)(\+?)(!?)(\d*)$/;
const clockOf = (minutes) => `${Math.floor(minutes / 60) % 24}:${String(minutes % 60).padStart(2, "0")}`;
const shortDate = (day, words) => `${+day.slice(8)} ${words.ofShortMonths[+day.slice(5, 7) - 1]}`;
export const times = (on, sent, minutes, places, words) =>
  sent.split(" ").filter(Boolean).map((one) => {
    const [, day = on, hour, minute, online, mine, place] = TIME.exec(one);
    const begins = +hour * 60 + +minute;
    return {
      key: `${day}T${hour}:${minute}`,
      on: day,
      day: day === on ? "" : `${words.shortWeekdays[weekday(day)]} ${shortDate(day, words)}`,
      clock: `${hour}:${minute}`,
      time: clockOf(begins),
      span: `${clockOf(begins)} – ${clockOf(begins + minutes)}`,
      centre: places[+place]?.key || "",
      online_too: Boolean(online),
      mine: Boolean(mine),
    };
  });
export const until = (noon, list) => list.filter((time) => time.clock < noon);
export const since = (noon, list) => list.filter((time) => time.clock >= noon);
export const chosen = (slot, ...lists) => lists.flat().find((time) => time.key === slot && !time.mine) || {};
export const isChosen = (time) => Boolean(time.key);
export const placesOf = (time, places, online) =>
  places
    .filter((place) => time.key && (place.key === time.centre || (place.online && time.online_too)))
    .map((place) => (place.online ? { ...place, name: online } : place));
export const lead = (list, minutes, places, words) => {
  const used = places.filter((place) => !place.online && list.some((time) => time.centre === place.key));
  const online = places.some((place) => place.online) && list.some((time) => time.online_too);
  const form = !used.length ? words.online : online ? words.either : words.inPerson;
  return form.replace("{n}", minutes).replace("{place}", used.map((place) => place.name).join(words.or));
};
/* What the clock says where the practice is, to whoever is where it says something else: asked once, it is slow. */
const away = {};
export const clockThere = (zone) => {
  if (!zone || !isBrowser) return "";
  const now = new Date(); /* one moment for both: a minute may begin between two */
  const say = (timeZone) => now.toLocaleTimeString("es", { timeZone, hour: "numeric", minute: "2-digit" });
  away[zone] ??= say(zone) !== say();
  return away[zone] ? say(zone) : "";
};
const hour = (moment) => clockOf(+moment.slice(11, 13) * 60 + +moment.slice(14, 16));
export const momentTitle = (moment, words) => moment && `${dayTitle(moment.slice(0, 10), words)}, ${hour(moment)}`;

/* What waits, by its starts; a date is not torn from its time. */
export const waitingTitle = (starts, words) => amount(starts.split(" ").length, words.one, words.many);
export const waitingTimes = (starts, words) =>
  starts.split(" ").filter(Boolean).map((start) => `${shortDate(start.slice(0, 10), words)}, ${hour(start)}`.replaceAll(" ", "\u00a0")).join("\u00a0· ");

/* The room of what waits does not shrink while the page is open: what stands under it stays where it is. It is measured
   once the frame is laid out, which it is then anyway. */
export const keepRoom = () =>
  afterwards(() => {
    const room = document.querySelector(".room");
    if (room) room.style.minHeight = `${room.offsetHeight}px`;
  });

/* A date on a ticket. */
export const ticket = (on, words) =>
  on ? { weekday: words.shortWeekdays[weekday(on)], day: String(+on.slice(8)), month: words.shortMonths[+on.slice(5, 7) - 1] } : {};

/* Directions open in the device's own map; the address of the practice goes to nobody before the tap. */
export const mapOf = (address) => {
  const query = encodeURIComponent(address);
  const device = isBrowser ? navigator.userAgent : "";
  if (/Android/.test(device)) return `geo:0,0?q=${query}`;
  if (/iPhone|iPad|Macintosh/.test(device)) return `https://maps.apple.com/?q=${query}`;
  return `https://www.openstreetmap.org/search?query=${query}`;
};

/* A toast leaves after its time, but not while somebody is at it. */
export const leaveLater = (key, seconds) => {
  if (!key) return;
  let left = seconds * 10;
  const timer = setInterval(() => {
    const toast = document.querySelector(`[data-toast="${key}"]`);
    if (!toast) return clearInterval(timer);
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    if (left <= 0) {
      clearInterval(timer);
      hold({ gone: key });
    }
  }, 100);
};

export const setView = (view) => {
  hold({ view });
  document.documentElement.dataset.view = view;
  try {
    localStorage.setItem("view", view);
  } catch {
    /* a browser that keeps nothing shows the month again next time */
  }
};

/* The home screen: an offer where the browser has one to make or, on an iPhone, where Safari has a way. A no is kept. */
const NEVER = "install-never";
/* What keeps nothing would ask at every visit. */
const remembers = (name) => !(localStorage instanceof Storage) || Boolean(localStorage.getItem(name));
export const installNever = () => {
  hold({ install: "" });
  try {
    localStorage.setItem(NEVER, "1");
  } catch {
    /* it was not offered then */
  }
};
export const install = () => {
  window.espai.installPrompt?.prompt();
  installNever();
};
const offerInstall = () => {
  const isInstalled = matchMedia("(display-mode: standalone)").matches || navigator.standalone;
  if (isInstalled || remembers(NEVER)) return;
  const isApple = /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
  const isSafari = /Safari\//.test(navigator.userAgent) && !/CriOS|FxiOS|EdgiOS|OPiOS|OPT\/|GSA|DuckDuckGo/.test(navigator.userAgent);
  if (window.espai?.installPrompt) hold({ install: /Android/.test(navigator.userAgent) ? "prompt" : "desk" });
  else if (isApple && isSafari) hold({ install: "ios" });
};
/* The browser makes its offer at a moment of its own: nothing comes between what is being read for it. It is passed on
   with the page, or when a day is put away. */
if (isBrowser) offerInstall();

const press = (name) => document.querySelector(`[data-testid="${name}"]`)?.click();
/* What is held is drawn before the next key or tap is heard, and so is the focus where it was meant to be. */
const focusOn = (find) => queueMicrotask(() => find()?.focus());
const focusDay = (day) => {
  const turns = (+day.slice(0, 4) - +held.focus.slice(0, 4)) * 12 + +day.slice(5, 7) - +held.focus.slice(5, 7);
  hold({ focus: day });
  for (let n = 0; n < Math.abs(turns); n++) press(turns < 0 ? "month-prev" : "month-next");
  focusOn(() => document.querySelector(`[data-day="${day}"]`));
};
const sameDay = (day, months) => {
  const first = otherMonth(`${day.slice(0, 8)}01`, "", months);
  const last = at(otherMonth(first, "", 1)).getTime() - DAY;
  return iso(new Date(Math.min(at(first).getTime() + (+day.slice(8) - 1) * DAY, last)));
};
const MOVES = {
  ArrowLeft: (day) => plus(day, -1),
  ArrowRight: (day) => plus(day, 1),
  ArrowUp: (day) => plus(day, -7),
  ArrowDown: (day) => plus(day, 7),
  Home: (day) => plus(day, -weekday(day)),
  End: (day) => plus(day, 6 - weekday(day)),
  PageUp: (day) => sameDay(day, -1),
  PageDown: (day) => sameDay(day, 1),
};

/* The list's keys: its days one after the other, and the months as in the grid. */
const STEPS = { ArrowUp: (at) => at - 1, ArrowDown: (at) => at + 1, Home: () => 0, End: (_, last) => last };
const TURNS = { PageUp: "month-prev", PageDown: "month-next" };
const rowsOfList = () => [...document.querySelectorAll(".list .row")];
const focusRow = (row, key) => {
  const rows = rowsOfList();
  if (STEPS[key]) return rows[STEPS[key](rows.indexOf(row), rows.length - 1)]?.focus();
  press(TURNS[key]);
  focusOn(() => rowsOfList()[0] || document.querySelector(`[data-testid="${TURNS[key]}"]`));
};

/* Keys in the grid, in the list (and on the choice of a place), and a swipe across the month. */
if (isBrowser) {
  held.here = localToday(); /* until the server says what day it is there */
  try {
    if (localStorage.getItem("view") === "list") held.view = "list";
  } catch {
    /* the month it is */
  }
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const day = event.target.closest?.("[data-day]")?.dataset.day;
    const radio = event.target.closest?.('[role="radio"]');
    const row = event.target.closest?.(".list .row");
    if (day && MOVES[event.key]) {
      event.preventDefault();
      held.focus = day;
      focusDay(MOVES[event.key](day));
    } else if (row && (STEPS[event.key] || TURNS[event.key])) {
      event.preventDefault();
      focusRow(row, event.key);
    } else if (radio && /^Arrow/.test(event.key)) {
      event.preventDefault();
      const all = [...radio.parentElement.querySelectorAll('[role="radio"]')];
      const next = all[(all.indexOf(radio) + (/Left|Up/.test(event.key) ? all.length - 1 : 1)) % all.length];
      next.focus();
      next.click();
    }
  });
  /* The month goes along with the finger; far or fast enough, the next one comes in from that side. */
  const [FAR, FAST] = [48, 0.4];
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let swipe = null;
  const slide = (from, to, duration) =>
    still.matches || swipe.month.animate?.([from, to].map((x) => ({ transform: `translateX(${x}px)`, opacity: 1 - Math.min(0.7, Math.abs(x) / 300) })), { duration, easing: "cubic-bezier(.2,.8,.2,1)" });
  addEventListener("touchstart", (event) => {
    const [touch, more] = event.touches;
    const month = !more && event.target.closest?.("[data-swipe]")?.querySelector(".cal, .list");
    swipe = month ? { month, x: touch.clientX, y: touch.clientY, at: event.timeStamp, by: 0 } : null;
  }, { passive: true });
  addEventListener("touchmove", (event) => {
    if (!swipe) return;
    const [x, y] = [event.touches[0].clientX - swipe.x, event.touches[0].clientY - swipe.y];
    if (!swipe.by && Math.abs(y) > Math.max(8, Math.abs(x))) return (swipe = null);
    if (!swipe.by && Math.abs(x) < 8) return;
    swipe.by = x;
    if (still.matches) return;
    swipe.month.style.transform = `translateX(${x}px)`;
    swipe.month.style.opacity = 1 - Math.min(0.7, Math.abs(x) / 300);
  }, { passive: true });
  const letGo = (event) => {
    if (!swipe) return;
    const { month, by, at } = swipe;
    month.style.transform = month.style.opacity = "";
    const isFast = Math.abs(by) > 24 && Math.abs(by) / (event.timeStamp - at) > FAST;
    if (event.type === "touchend" && (Math.abs(by) > FAR || isFast)) {
      press(by > 0 ? "month-prev" : "month-next");
      slide(by > 0 ? -120 : 120, 0, 220);
    } else if (by) slide(by, 0, 220);
    swipe = null;
  };
  addEventListener("touchend", letGo, { passive: true });
  addEventListener("touchcancel", letGo, { passive: true });
}

/* What had the focus was taken away (a request taken back, a page gone from): it goes to what took its place, to what
   stands where it stood, to the question that is open, or to the page's title. It is never lost. In a card that is there
   still it goes no further than that: what is alike in another one was not meant. Under a finger the page stays where it
   is. */
if (isBrowser) {
  let last = null;
  let place = 0;
  let home = null;
  let seat = 0;
  let preventScroll = false;
  const alike = ({ dataset, attributes }) => {
    const name = dataset.testid ? "data-testid" : "href";
    const value = attributes[name]?.value;
    return value ? [...document.querySelectorAll(`[${name}="${CSS.escape(value)}"]`)].filter((one) => one.getClientRects().length && !one.closest("[inert]")) : [];
  };
  const title = () => {
    const found = document.querySelector('[aria-modal="true"] [data-focus]') || document.querySelector("main h1");
    if (found && found.tabIndex < 0) found.tabIndex = -1;
    return found;
  };
  let due = 0;
  const restore = () => {
    if (!last || last.isConnected || document.activeElement !== document.body) return;
    const there = home?.isConnected ? home : null;
    const heir = there?.children[seat]?.matches("a, button") && there.children[seat];
    const card = there?.closest("article[tabindex]");
    if (card) return (heir || card).focus({ preventScroll: true });
    const others = alike(last);
    (others[place] || others[others.length - 1] || heir || title())?.focus({ preventScroll });
  };
  addEventListener("focusin", ({ target }) => {
    last = target;
    place = Math.max(0, alike(target).indexOf(target));
    home = target.parentElement;
    seat = [...(home?.children || [])].indexOf(target);
    preventScroll = !target.matches(":focus-visible");
  });
  new MutationObserver(() => {
    clearTimeout(due);
    due = setTimeout(restore, 60);
  }).observe(document.documentElement, { childList: true, subtree: true });
}

/* The home screen's shortcut to a time: the next day with open times opens by itself, once the days are there. */
if (isBrowser && location.search === "?ask") {
  history.replaceState(history.state, "", location.pathname);
  let left = 50;
  const openNext = () => {
    const day = document.querySelector('[data-testid^="day-"][data-state~="open"]');
    if (day) return day.click();
    if (document.querySelector('.cal[aria-busy="false"], .list .row') && left % 5 === 0) press("month-next");
    left -= 1;
    if (left) setTimeout(openNext, 200);
  };
  setTimeout(openNext);
}

/* A message not sent yet outlives the page for an hour, in this tab: the PIN may be asked for in between. It comes back
   to the same person only (idle.js tells who, by a word of no meaning); a sign-out wipes it with the rest. */
const UNSENT = "unsent";
const HOUR = 3600000;
/* By the day's own button, so that the server is asked for its times as by a finger; as soon as there is one to press. */
const reopen = ({ day, slot, place, message }, tries) => {
  if (!held.month) hold({ month: `${day.slice(0, 8)}01` });
  document.querySelector(`[data-day="${day}"]`)?.click();
  if (held.day === day) hold({ slot, place, message, tap: random() });
  else if (!held.day && tries) setTimeout(reopen, 200, { day, slot, place, message }, tries - 1);
};
const giveBack = () => {
  const whose = window.espaiSession;
  if (!whose) return;
  try {
    const unsent = JSON.parse(sessionStorage.getItem(UNSENT) || "null");
    const isTheirs = unsent && unsent.whose === whose && Date.now() - unsent.at < HOUR;
    if (unsent && !isTheirs) sessionStorage.removeItem(UNSENT);
    if (!isTheirs || held.day || !/\/calendar\/?$/.test(location.pathname)) return;
    sessionStorage.removeItem(UNSENT);
    reopen(unsent, 50);
  } catch {
    /* a browser that keeps nothing has nothing to give back */
  }
};
if (isBrowser) {
  addEventListener("pagehide", () => {
    const { day, slot, place, message } = held;
    if (!message.trim() || !day || !window.espaiSession) return;
    try {
      sessionStorage.setItem(UNSENT, JSON.stringify({ whose: window.espaiSession, at: Date.now(), day, slot, place, message }));
    } catch {
      /* it is lost with the page */
    }
  });
  addEventListener("espai:session", giveBack);
  giveBack();
}
