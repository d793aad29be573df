/* In the browser's scripts, what is in `lighter/react-router` stands for the router's module of the same name. What a
   stand-in does not give is `undefined`. A build stops where the router is not as the stand-ins take it to be. */
import { readdirSync, readFileSync } from "node:fs";

const HOME = new URL("./react-router/", import.meta.url);
const MODULE = /\/react-router\/dist\/production\/lib\/(.*\.js)$/;
const GIVEN = /^export const (\w+)/gm;
const EXPORTS = /^export \{([^}]*)\};?\s*$/m;

export default function lighter() {
  const known = new Map(
    readdirSync(HOME, { recursive: true })
      .map((name) => name.replaceAll("\\", "/"))
      .filter((name) => name.endsWith(".js"))
      .map((name) => [name, readFileSync(new URL(name, HOME), "utf8")]),
  );
  const used = new Set();
  return {
    name: "lighter",
    apply: "build",
    enforce: "pre",
    applyToEnvironment: (environment) => environment.name === "client",
    load(id) {
      const name = MODULE.exec(id)?.[1];
      const ours = known.get(name);
      if (ours === undefined) return null;
      used.add(name);
      const asked = EXPORTS.exec(readFileSync(id, "utf8"))?.[1].split(",").map((one) => one.trim().split(" ").pop()) ?? [];
      const given = [...ours.matchAll(GIVEN)].map((found) => found[1]);
      const strange = given.filter((one) => !asked.includes(one));
      if (strange.length) throw new Error(`${name} of the router has no ${strange.join(", ")} any more.`);
      const missing = asked.filter((one) => !given.includes(one));
      return [ours, ...missing.map((one) => `export const ${one} = undefined;`)].join("\n");
    },
    generateBundle() {
      const idle = [...known.keys()].filter((one) => !used.has(one));
      if (idle.length) throw new Error(`The router no longer has ${idle.join(", ")}.`);
    },
  };
}
