/* What a page does before it is read on. The build puts this into each page, before anything else, with the framework's
   version and what its client's first words are made of (`front_end.QuickStart`).

   The line to the server is opened while the page's scripts are still on their way: to get through takes three round
   trips and more, and none of it needs them. What the framework's client says first is said at once too, so that its
   answer comes meanwhile. Whoever opens the same line later is handed this one. */
((protocol, boot) => {
  "use strict";
  /* The framework goes through the head and knows nothing of this script. */
  document.currentScript.remove();

  /* The month has its weeks' room before it is drawn. */
  const [year, month] = [new Date().getFullYear(), new Date().getMonth()];
  const before = (new Date(year, month, 1).getDay() + 6) % 7;
  const weeks = Math.ceil((before + new Date(year, month + 1, 0).getDate()) / 7);
  const root = document.documentElement;
  root.style.setProperty("--weeks", weeks);

  /* The look and the view that were chosen: nothing flashes. */
  const [, theme] = document.cookie.match(/(?:^|; )(?:__Host-)?theme=(light|dark)/) || [];
  if (theme) root.classList.add(theme);
  try {
    root.dataset.view = localStorage.getItem("view") || "grid";
  } catch {
    /* the month it is */
  }

  const Native = window.WebSocket;
  const TOKEN = "token"; /* the tab's name, where the framework keeps it */
  const JOIN = "40/_event,";
  if (document.visibilityState === "hidden") return;
  let early = null;

  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  /* In the framework's own words and order: they are compared with what its client says when it is there. */
  const firstWords = () => {
    const { name, hashes, schema } = boot;
    const { pathname, search, hash } = location;
    const router_data = { pathname, asPath: pathname + search + hash };
    const query = Object.fromEntries(new URLSearchParams(search));
    if (Object.keys(query).length) router_data.query = query;
    return JOIN + JSON.stringify({ event: { name, payload: { hashes }, router_data }, state_schema: schema });
  };
  const open = () => {
    const token = sessionStorage.getItem(TOKEN) || random();
    sessionStorage.setItem(TOKEN, token);
    const address = `${location.origin.replace(/^http/, "ws")}/_event/?token=${token}&EIO=4&transport=websocket`;
    const socket = new Native(address, [protocol]);
    const mine = { token, socket, said: "", heard: [], tell: () => {} };
    socket.addEventListener("message", (message) => {
      mine.heard.push(message);
      mine.tell();
    });
    socket.addEventListener("open", () => {
      mine.said = firstWords();
      Native.prototype.send.call(socket, mine.said);
    });
    early = mine;
  };

  /* What was heard is told once the new owner listens, at the end of the task in which the line is handed over; the
     answer to the first words only when the owner has come to say them, which need not be said again. */
  const handOver = (mine) => {
    const { socket, heard } = mine;
    const isOpen = socket.readyState === Native.OPEN;
    let listener = null;
    let hasJoined = false;
    mine.tell = () => {
      while (listener && heard.length && (hasJoined || !heard[0].data.startsWith("4"))) listener.call(socket, heard.shift());
    };
    Object.defineProperty(socket, "onmessage", { get: () => listener, set: (given) => (listener = given) });
    socket.send = (data) => {
      if (hasJoined || !String(data).startsWith(JOIN)) return Native.prototype.send.call(socket, data);
      /* It has something else to say: it begins anew on a line of its own. */
      if (mine.said !== data) return socket.close();
      hasJoined = true;
      queueMicrotask(mine.tell);
    };
    queueMicrotask(() => {
      if (isOpen) socket.onopen?.(new Event("open"));
      mine.tell();
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
})
