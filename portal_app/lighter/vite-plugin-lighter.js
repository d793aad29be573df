/* In the browser's scripts, `router.js` stands for the router; a page is prerendered with the real one, and so it is
   while somebody works on the pages. */
import { fileURLToPath } from "node:url";

const OURS = fileURLToPath(new URL("./router.js", import.meta.url));

export default function lighter() {
  return {
    name: "lighter",
    apply: "build",
    enforce: "pre",
    applyToEnvironment: (environment) => environment.name === "client",
    resolveId: (source) => (/^react-router(\/dom)?$/.test(source) ? OURS : null),
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => Object.keys(chunk.modules ?? {}));
      if (!modules.includes(OURS) || modules.some((one) => /node_modules\/react-router\//.test(one))) {
        throw new Error("The pages no longer ask for their router where we know it.");
      }
    },
  };
}
