/* What a page does before it is read on. The build puts this into each page, before anything else, with the framework's
   version and what its client's first words are made of (`front_end.QuickStart`).

   The line to the server is opened while the page's scripts are still on their way: to get through takes three round
   trips, and none of it needs them. What the framework's client says first goes with the asking for the line, so that the
   answer is the first thing on it. Whoever opens the same line later is handed this one. */
((protocol, boot) => {
  "use strict";
  /* The framework goes through the head and knows nothing of this script. */
  document.currentScript.remove();

  /* Where a browser keeps nothing, or not for us, a page keeps its things by itself for as long as it is open. */
  const own = () => {
    const kept = new Map();
    return {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, String(value)),
      removeItem: (name) => void kept.delete(name),
      clear: () => kept.clear(),
    };
  };
  for (const store of ["localStorage", "sessionStorage"]) {
    try {
      window[store].setItem("kept", "");
      window[store].removeItem("kept");
    } catch {
      Object.defineProperty(window, store, { value: own() });
    }
  }

  /* The month has its weeks' room before it is drawn. */
  const [year, month] = [new Date().getFullYear(), new Date().getMonth()];
  const before = (new Date(year, month, 1).getDay() + 6) % 7;
  const weeks = Math.ceil((before + new Date(year, month + 1, 0).getDate()) / 7);
  const root = document.documentElement;
  root.style.setProperty("--weeks", weeks);

  /* The look and the view that were chosen: nothing flashes. */
  const [, theme] = document.cookie.match(/(?:^|; )(?:__Host-)?theme=(light|dark)/) || [];
  if (theme) {
    root.classList.add(theme);
    if (!(localStorage instanceof Storage)) localStorage.setItem("theme", theme); /* there the framework looks for it */
  }
  root.dataset.view = localStorage.getItem("view") || "grid";
  /* Whoever is in another time zone than the practice is told whose times they are: that has its room too. The door
     knows who is. To whoever never stood before it a practice is in Spain, whose clocks are told by what they are ahead
     by in January and in July: to ask a browser for its zone by name would hold up the first paint. */
  const behind = (month) => new Date(year, month, 1).getTimezoneOffset();
  const isAbroad = () => (["-60 -120", "0 -60"].includes(`${behind(0)} ${behind(6)}`) ? "" : "1");
  if (localStorage.getItem("away") ?? isAbroad()) root.dataset.away = "";

  const Native = window.WebSocket;
  const TOKEN = "token"; /* the tab's name, where the framework keeps it */
  const JOIN = "40/_event,";
  const LONGEST = 1000; /* as much as an address may hold of it (`first_words.LONGEST`) */
  if (document.visibilityState === "hidden") return;
  let early = null;

  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  /* What the framework's client says first says which page it is, and of which build: that much is said in the address,
     so that the answer comes with the line itself. The server makes the first words of it. */
  const here = () => {
    const { pathname, search, hash } = location;
    const router_data = { pathname, asPath: pathname + search + hash };
    const query = Object.fromEntries(new URLSearchParams(search));
    if (Object.keys(query).length) router_data.query = query;
    return JSON.stringify(router_data);
  };
  const isSame = (data, mine) => {
    const { event, state_schema } = JSON.parse(data.slice(JOIN.length));
    const { name, payload, router_data } = event;
    const [what] = Object.keys(payload);
    return name === boot.name && what === "hashes" && state_schema === boot.schema && JSON.stringify(router_data) === mine.said;
  };
  const open = () => {
    const token = sessionStorage.getItem(TOKEN) || random();
    sessionStorage.setItem(TOKEN, token);
    const said = here();
    if (said.length > LONGEST) return;
    const first = new URLSearchParams({ at: said, of: boot.of, schema: boot.schema });
    const address = `${location.origin.replace(/^http/, "ws")}/_event/?token=${token}&EIO=4&transport=websocket&${first}`;
    const socket = new Native(address, [protocol]);
    const mine = { token, socket, said, heard: [], tell: () => {} };
    socket.addEventListener("message", (message) => {
      mine.heard.push(message);
      mine.tell();
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
      if (!isSame(data, mine)) return socket.close();
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
    const isOurs = mine && new URL(address).searchParams.get("token") === mine.token;
    if (isOurs && mine.socket.readyState <= Native.OPEN) return (window.espaiLine = handOver(mine));
    mine?.socket.close();
    return (window.espaiLine = new Native(address, protocols));
  }
  Object.setPrototypeOf(Line, Native);
  Line.prototype = Native.prototype;

  try {
    open();
    window.WebSocket = Line;
  } catch {
    /* the framework's client opens the line when it is there */
  }
})
