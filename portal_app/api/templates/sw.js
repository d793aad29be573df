/* Keeps the shell and the offline page. Never a page of the app, never data: those come from the line or not at all. */
const CACHE = `espai-${VERSION}`;
const LASTING = /^\/(assets|icons|styles)\/|^\/(door|espai|idle|offline)\.js$/;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const cache = await caches.open(CACHE);
    await cache.add(new Request("/offline.html", { cache: "reload" }));
    await Promise.allSettled(KEPT.slice(1).map((file) => cache.add(file)));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("espai-") && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
    /* A page is asked for while this worker still wakes. */
    await self.registration.navigationPreload?.enable();
  };
  event.waitUntil(tidy());
});

const fromLine = async ({ request, preloadResponse }) => {
  try {
    return (await preloadResponse) || (await fetch(request));
  } catch {
    return (await caches.match("/offline.html")) || Response.error();
  }
};

const fromShelf = async (request) => {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && /immutable/.test(answer.headers.get("cache-control") || "")) {
    const copy = answer.clone();
    caches.open(CACHE).then((cache) => cache.put(request, copy));
  }
  return answer;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  /* A form is the browser's own affair, but for the certainty that it goes nowhere. */
  if (request.method !== "GET") {
    if (request.mode === "navigate" && navigator.onLine === false) event.respondWith(caches.match("/offline.html"));
    return;
  }
  if (request.mode === "navigate") {
    if (!pathname.startsWith("/api/")) event.respondWith(fromLine(event));
  } else if (LASTING.test(pathname)) {
    event.respondWith(fromShelf(request));
  }
});
