/* The page without a line: in the person's language and look, and gone by itself when the line is back. */
(() => {
  "use strict";
  const root = document.documentElement;
  const pages = [...document.querySelectorAll("[data-offline]")];
  const [, named] = location.pathname.match(/^\/(es|ca|en)(?=\/|$)/) || [];
  const chosen = (document.cookie.match(/(?:^|; )(?:__Host-)?lang=(es|ca|en)/) || [])[1];
  const wished = [named, chosen, ...(navigator.languages || [])].filter(Boolean).map((tag) => tag.slice(0, 2).toLowerCase());
  const language = wished.find((tag) => pages.some((page) => page.dataset.offline === tag)) || root.lang;
  for (const page of pages) {
    page.hidden = page.dataset.offline !== language;
    if (!page.hidden) document.title = page.dataset.title;
  }
  root.lang = language;
  /* Another language is the same page's there; it is gone to, for nothing can be put in its place without a line. */
  for (const link of document.querySelectorAll("[data-language]")) {
    link.href = `/${link.dataset.language}${named ? location.pathname.slice(3) : "/"}`;
    delete link.dataset.language;
  }
  const theme = (document.cookie.match(/(?:^|; )(?:__Host-)?theme=(light|dark)/) || [])[1];
  if (theme) root.classList.add(theme);

  /* In the place of a page it is that page again; in the place of a form's answer it is the form, as it was filled in. */
  const goOn = () => (location.pathname.startsWith("/api/") ? history.back() : location.reload());
  addEventListener("click", (event) => {
    if (!event.target.closest("[data-reload]")) return;
    event.preventDefault();
    goOn();
  });
  /* The browser says "online" a little before the server can be reached, and some never say it: ask the server. */
  const ask = () => fetch("/health/live", { cache: "no-store" }).then((answer) => answer.ok && goOn(), () => {});
  addEventListener("online", ask);
  setInterval(ask, 4000);
})();
