/* The router, as far as the pages use one: links, an address, the way back, and where a page was scrolled to. Each page
   is known from the start (`__reactRouterManifest`), and its script is loaded when somebody goes there. What answers at
   no page of ours is the server's business. Its exports bear the names that the framework asks for. */
import {
  Component,
  createContext,
  createElement,
  startTransition,
  use,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
} from "react";

const POSITIONS = "react-router-scroll-positions"; /* as the prerendered pages' own line names it */
const Here = createContext(null);

/* The pages by how their addresses look, the plainest first. */
let pages;
const known = () =>
  (pages ??= Object.values(window.__reactRouterManifest.routes)
    .filter(({ path }) => path && path !== "*")
    .map((route) => {
      const names = [];
      const parts = route.path.split("/").map((part) => {
        if (!part.startsWith(":")) return part.replace(/\W/g, "\\$&");
        names.push(part.slice(1));
        return "([^/]+)";
      });
      return { route, names, address: new RegExp(`^/${parts.join("/")}/?$`, "i") };
    })
    .sort((one, other) => one.names.length - other.names.length));

const pageAt = (pathname) => {
  for (const { route, names, address } of known()) {
    const found = address.exec(pathname);
    if (found) return { route, params: Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(found[at + 1])])) };
  }
  return null;
};

const nowhere = () => {
  const route = Object.values(window.__reactRouterManifest.routes).find(({ path }) => path === "*");
  return { route, params: { "*": window.location.pathname.slice(1) } };
};

const scriptOf = (route) => {
  const loaded = window.__reactRouterRouteModules;
  return loaded[route.id] ?? import(/* @vite-ignore */ route.module).then((script) => (loaded[route.id] = script));
};

/* What staff's pages keep comes with them: from one side to the other a page is loaded anew. */
const isStaffs = (pathname) => pathname.split("/")[2] === "staff";

const locationOf = ({ pathname, search, hash }, entry) => ({
  pathname,
  search,
  hash,
  state: entry?.usr ?? null,
  key: entry?.key ?? "default",
});

let positions = {};
let now; /* what is shown */
let show; /* shows something else */
let turn = 0;

/* Draws the page of an address as soon as its script is there; `enter` changes the history first. What was asked for
   meanwhile wins. */
const go = async (address, page, { location, enter, scroll }) => {
  const mine = ++turn;
  positions[now.location.key] = scrollY;
  let script = scriptOf(page.route);
  if (script instanceof Promise) {
    try {
      script = await script;
    } catch {
      /* the build it was of is gone */
      window.location.assign(address);
      return;
    }
  }
  if (mine !== turn) return;
  enter?.();
  now = { location, script, scroll, params: page.params };
  startTransition(() => show(now));
};

export const navigate = (to, { replace = false, state = null } = {}) => {
  if (typeof to === "number") return history.go(to);
  const address = new URL(to, window.location.href);
  const isNear = address.origin === window.location.origin && isStaffs(address.pathname) === isStaffs(now.location.pathname);
  const page = isNear && pageAt(address.pathname);
  if (!page) return window.location.assign(address);
  const entry = { usr: state, key: Math.random().toString(36).slice(2, 10) };
  const how = replace || address.href === window.location.href ? "replaceState" : "pushState";
  return go(address, page, {
    location: locationOf(address, entry),
    enter: () => history[how](entry, "", address),
    scroll: null,
  });
};

const back = ({ state }) => {
  const { pathname } = window.location;
  const page = isStaffs(pathname) === isStaffs(now.location.pathname) && pageAt(pathname);
  if (!page) return window.location.reload();
  const location = locationOf(window.location, state);
  return go(window.location.href, page, { location, scroll: positions[location.key] ?? null });
};

/* A page that cannot be drawn is loaded anew; if that does not help, the server has words for it. That it was tried is
   kept with the page's place in the history: there it is found also where a browser keeps nothing else. */
class Boundary extends Component {
  static getDerivedStateFromError() {
    return { failed: true };
  }

  componentDidCatch(error) {
    reportError(error);
    if (Date.now() - (history.state?.failed ?? 0) < 60_000) return window.location.replace("/api/undrawn");
    history.replaceState({ ...history.state, failed: Date.now() }, "");
    setTimeout(() => window.location.reload(), 500);
  }

  render() {
    return this.state?.failed ? null : this.props.children;
  }
}

/* What is shown first is what was prerendered, which is no page yet where its address has an id in it. Its script is
   waited for all the same: what its states hold at first comes with it. */
let first;
const begin = () => {
  const { location, history } = window;
  const page = pageAt(location.pathname) ?? nowhere();
  const script = window.__reactRouterRouteModules[page.route.id];
  now = { location: locationOf(location, history.state), script, params: page.params };
  return { page, shown: now, arrives: script ? null : Promise.resolve(scriptOf(page.route)).catch(() => {}) };
};

export const HydratedRouter = () => {
  first ??= begin();
  if (first.arrives) use(first.arrives);
  const [here, setHere] = useState(first.shown);
  useLayoutEffect(() => {
    show = setHere;
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  useEffect(() => {
    if (now.script) return;
    const { location } = now;
    go(window.location.href, first.page, { location, scroll: positions[location.key] });
  }, []);
  const { Layout, default: App } = window.__reactRouterRouteModules.root;
  return createElement(
    Boundary,
    null,
    createElement(Here.Provider, { value: here }, createElement(Layout, null, createElement(App))),
  );
};

export const Outlet = () => {
  const { script } = useContext(Here);
  return script ? createElement(script.default) : null;
};

export const ScrollRestoration = () => {
  const { location, scroll } = useContext(Here);
  useEffect(() => {
    const keep = () => {
      positions[now.location.key] = scrollY;
      try {
        sessionStorage.setItem(POSITIONS, JSON.stringify(positions));
      } catch {
        /* a browser that keeps nothing starts at the top */
      }
      history.scrollRestoration = "auto";
    };
    const take = () => (history.scrollRestoration = "manual");
    try {
      positions = { ...JSON.parse(sessionStorage.getItem(POSITIONS)), ...positions };
    } catch {
      /* as above */
    }
    take();
    addEventListener("pagehide", keep);
    addEventListener("pageshow", take);
    return () => {
      removeEventListener("pagehide", keep);
      removeEventListener("pageshow", take);
    };
  }, []);
  useLayoutEffect(() => {
    if (scroll === undefined) return;
    const target = scroll === null && location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target) target.scrollIntoView();
    else scrollTo(0, scroll ?? 0);
  }, [location, scroll]);
  return null;
};

export const Link = ({ to, onClick, replace, state, ...others }) => {
  const follow = (event) => {
    onClick?.(event);
    const { button, metaKey, altKey, ctrlKey, shiftKey, defaultPrevented } = event;
    if (defaultPrevented || button !== 0 || metaKey || altKey || ctrlKey || shiftKey) return;
    if (others.target && others.target !== "_self") return;
    event.preventDefault();
    navigate(to, { replace, state });
  };
  return createElement("a", { ...others, href: to, onClick: follow });
};

export const useLocation = () => useContext(Here).location;
export const useNavigate = () => navigate;
export const useParams = () => useContext(Here).params;
export const useSearchParams = () => {
  const { search } = useContext(Here).location;
  return [useMemo(() => new URLSearchParams(search), [search])];
};

/* The prerendered page has brought what these would bring. */
export const Links = () => null;
export const Meta = () => null;
export const Scripts = () => null;
export const UNSAFE_withComponentProps = (page) => page;
