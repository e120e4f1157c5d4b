import { readFileSync } from "node:fs";

const PAGE = new URL("../../content/handbook/webcontainer.md", import.meta.url);

/** The cases of the engine contract that differ on WebContainer, from the handbook's own table: | Case | Why |. */
export function leftOutCases(): string[] {
  const table = readFileSync(PAGE, "utf8")
    .replace(/^[\s\S]*\n## Differences from the page's machine\n/, "")
    .replace(/\n## [\s\S]*$/, "");
  return [...table.matchAll(/^\| (?!Case |---)([^|]+) \| [^|]+ \|$/gm)].map(([, name = ""]) => name.trim());
}
