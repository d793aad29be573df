/* In the browser's scripts, `router.js` stands for the router, what staff's pages have in their states comes with
   staff's pages alone, and what every page needs is in few files. A page is prerendered with the real router and all
   states, and so it is while somebody works on the pages. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROUTER = fileURLToPath(new URL("./router.js", import.meta.url));
const CONTEXT = fileURLToPath(new URL("../utils/context.jsx", import.meta.url));
const STATES = /^export const initialState = (\{.*\})$/m;
const STAFF_STATES = "virtual:staff-states";
const STAFF_PAGE = /\/app\/routes\/\[\w\w\]\.\[staff\]/;

/* Each file is a request that a page waits for on a slow line: React and the line to the server are one, and so is what
   our own scripts do on patients' pages. The bundler would make six of them, some of two hundred bytes. */
const FEW_FILES = [
  { name: "common", test: /\/utils\/context\.jsx$/, priority: 2 },
  { name: "patient", test: /\/public\/(patient|sheet)\.js$/, priority: 1 },
];

const statesOf = (side) => {
  const found = STATES.exec(readFileSync(CONTEXT, "utf8"));
  if (!found) throw new Error("The context no longer holds its states where we know them.");
  const isStaffs = ([name]) => name.includes("___staff___");
  const states = Object.entries(JSON.parse(found[1])).filter((one) => isStaffs(one) === (side === "staff"));
  if (!states.length) throw new Error(`No state is ${side}'s any more.`);
  return JSON.stringify(Object.fromEntries(states));
};

export default function lighter() {
  return {
    name: "lighter",
    apply: "build",
    enforce: "pre",
    applyToEnvironment: (environment) => environment.name === "client",
    outputOptions: (output) => ({
      ...output,
      codeSplitting: { ...output.codeSplitting, groups: [...FEW_FILES, ...(output.codeSplitting?.groups ?? [])] },
    }),
    resolveId(source) {
      if (/^react-router(\/dom)?$/.test(source)) return ROUTER;
      return source === STAFF_STATES ? `\0${STAFF_STATES}` : null;
    },
    load: (id) =>
      id === `\0${STAFF_STATES}`
        ? `import { initialState } from "$/utils/context";\nObject.assign(initialState, ${statesOf("staff")});`
        : null,
    transform(code, id) {
      if (id === CONTEXT) return code.replace(STATES, () => `export const initialState = ${statesOf("patients")};`);
      return STAFF_PAGE.test(id) && !id.includes("?") ? `import "${STAFF_STATES}";\n${code}` : null;
    },
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => Object.keys(chunk.modules ?? {}));
      if (![ROUTER, `\0${STAFF_STATES}`].every((one) => modules.includes(one))) {
        throw new Error("The pages no longer ask for their router or their states where we know it.");
      }
      if (modules.some((one) => one.includes("/node_modules/react-router/"))) {
        throw new Error("Something asks for a part of the router that has no stand-in.");
      }
    },
  };
}
