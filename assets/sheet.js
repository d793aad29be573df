/* The open day, or a question, as a phone knows such things: the back button and the finger put it away. */
import { afterwards, peek } from "./patient.js";

const isBrowser = typeof document !== "undefined";
const open = () => peek("day") || peek("asking");
const close = () => document.querySelector('[aria-modal="true"] [data-close]')?.click();

/* While one is open, the history has one entry more, of the same address. `isOn`: it is the one we stand on. */
let isOn = false;
let isLeaving = false;
let here = isBrowser ? location.pathname + location.search : "";
const leave = () => {
  isLeaving = true;
  history.back();
};

/* A new entry is dear: a browser takes longer for it than for the drawing of a day. It comes once the day is seen. */
const enter = () => {
  if (!open() || isOn || isLeaving) return;
  isOn = true;
  history.pushState({ ...history.state, day: open() }, "");
};

/* Called when one opens and when it closes. */
export const sheetEntry = (day) => {
  if (!isBrowser) return;
  if (day) afterwards(enter);
  else if (isOn) {
    isOn = false;
    leave();
  }
};

if (isBrowser) {
  /* A change of language replaces the entry we stand on: it stays the day's. */
  for (const change of ["pushState", "replaceState"]) {
    const original = history[change];
    history[change] = function (state, title, address) {
      const kept = change === "replaceState" && isOn ? { ...state, day: open() } : state;
      const result = original.call(this, kept, title, address);
      here = location.pathname + location.search;
      return result;
    };
  }
  /* Loaded again with a day open: the day is gone, and so is its entry. */
  if (history.state?.day) leave();

  const onPop = (event) => {
    if (isLeaving) {
      /* Put away by the page itself: the router has not moved. Another day may be open by now. */
      isLeaving = false;
      event.stopImmediatePropagation();
      if (open()) sheetEntry(open());
    } else if (isOn) {
      isOn = false;
      event.stopImmediatePropagation();
      close();
    } else if (event.state?.day) {
      /* Forward to a day that was put away: it opens again if it is on the screen. */
      event.stopImmediatePropagation();
      const cell = document.querySelector(`[data-testid="day-${event.state.day}"]`);
      if (!cell) return leave();
      isOn = true;
      cell.click();
    } else {
      here = location.pathname + location.search;
      return;
    }
    if (location.pathname + location.search !== here) history.replaceState({ ...history.state, day: undefined }, "", here);
  };
  addEventListener("popstate", onPop, { capture: true });

  /* The head and the grip follow the finger down; far or fast enough, the sheet goes. */
  const FAR = 96;
  const FAST = 0.5;
  let drag = null;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const wide = matchMedia("(min-width: 48rem)");
  const put = (sheet, down) => {
    if (still.matches) return;
    sheet.style.transform = down ? `translateY(${down}px)` : "";
    const scrim = document.querySelector(".scrim");
    if (scrim) scrim.style.opacity = down ? String(Math.max(0, 1 - down / sheet.offsetHeight)) : "";
  };
  addEventListener("touchstart", (event) => {
    const sheet = event.touches.length === 1 && !wide.matches && event.target.closest?.(".sheet");
    if (!sheet) return;
    const { clientY: y } = event.touches[0];
    const isGrip = y - sheet.getBoundingClientRect().top < 32 || event.target.closest(".sheet__head");
    if (isGrip && !event.target.closest("button")) drag = { sheet, from: y, down: 0, at: event.timeStamp };
  }, { passive: true });
  addEventListener("touchmove", (event) => {
    if (!drag) return;
    drag.down = Math.max(0, event.touches[0].clientY - drag.from);
    drag.sheet.style.transition = "none";
    put(drag.sheet, drag.down);
  }, { passive: true });
  const end = (event) => {
    if (!drag) return;
    const { sheet, down, at } = drag;
    drag = null;
    sheet.style.transition = "";
    if (event.type === "touchend" && (down > FAR || (down > 24 && down / (event.timeStamp - at) > FAST))) close();
    put(sheet, 0);
  };
  addEventListener("touchend", end, { passive: true });
  addEventListener("touchcancel", end, { passive: true });
}
