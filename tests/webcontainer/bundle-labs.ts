import { build } from "esbuild";

/** The script of a page that runs labs: `lab-runner.ts` as the global `labs`. */
export async function bundleLabs(): Promise<string> {
  const bundle = await build({
    entryPoints: [new URL("lab-runner.ts", import.meta.url).pathname],
    bundle: true,
    format: "iife",
    globalName: "labs",
    target: "es2022",
    write: false,
  });
  return bundle.outputFiles[0]?.text ?? "";
}
