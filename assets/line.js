/* The page's line to the server, opened while the page's scripts are still on their way: to get through takes three
   round trips and more, and none of it needs them. Whoever opens the same line later is handed this one. */
(() => {
  "use strict";
  const Native = window.WebSocket;
  const { protocol } = document.currentScript.dataset;
  const TOKEN = "token"; /* the tab's name, where the framework keeps it */
  if (document.visibilityState === "hidden") return;
  let early = null;

  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const open = () => {
    const token = sessionStorage.getItem(TOKEN) || random();
    sessionStorage.setItem(TOKEN, token);
    const address = `${location.origin.replace(/^http/, "ws")}/_event/?token=${token}&EIO=4&transport=websocket`;
    const socket = new Native(address, [protocol]);
    const heard = [];
    const hear = (said) => heard.push(said);
    socket.addEventListener("message", hear);
    early = { token, socket, heard, hear };
  };

  /* What was said meanwhile is told once the new owner listens: at the end of the task in which it is handed over. */
  const handOver = ({ socket, heard, hear }) => {
    socket.removeEventListener("message", hear);
    const isOpen = socket.readyState === Native.OPEN;
    queueMicrotask(() => {
      if (isOpen) socket.onopen?.(new Event("open"));
      heard.forEach((said) => socket.onmessage?.(said));
    });
    return socket;
  };
  function Line(address, protocols) {
    const mine = early;
    early = null;
    const isSame = mine && new URL(address).searchParams.get("token") === mine.token;
    if (isSame && mine.socket.readyState <= Native.OPEN) return handOver(mine);
    mine?.socket.close();
    return new Native(address, protocols);
  }
  Object.setPrototypeOf(Line, Native);
  Line.prototype = Native.prototype;

  try {
    open();
    window.WebSocket = Line;
  } catch {
    /* a browser that keeps nothing opens its line when the scripts are there */
  }
})();
