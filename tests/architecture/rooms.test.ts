import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { describe, expect, test } from "vitest";

/** What each room may import, its own files aside. A pair that is not here is refused. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  files: ["base"],
  make: ["base", "files"],
  shell: ["base", "files"],
  http: ["base", "files"],
  kernel: ["base", "files"],
  python: ["base", "files", "protocol"],
  protocol: ["base"],
  programs: ["base", "files", "make", "shell", "http", "kernel", "python", "protocol"],
  engines: ["base", "protocol", "http"],
  hosts: ["base", "files", "make", "kernel", "programs", "protocol", "python", "preview"],
  // The browser of a preview: page side and frame side; in layers above the protocol.
  preview: ["base", "protocol", "engines"],
  session: ["base", "protocol", "engines", "preview"],
  elements: ["base", "protocol", "engines", "preview", "session"],
  components: ["base", "protocol", "elements", "session", "styles", "content"],
  layouts: ["base", "components", "elements", "styles", "content"],
  pages: ["base", "layouts", "components", "elements", "session", "styles", "content"],
  styles: [],
  // Building and serving: never part of what a browser loads.
  content: ["base", "session", "protocol"],
  build: [
    ...["base", "files", "make", "shell", "http", "kernel", "python", "programs", "protocol", "hosts", "content"],
    // What a page would do to Swagger UI each time is done once.
    "preview",
  ],
};

const SOURCE = new URL("../../src/", import.meta.url).pathname;

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.(ts|mts|mjs|astro)$/.test(name) && !name.endsWith(".d.ts") ? [path] : [];
  });
}

/** Every `import … from "x"`, `import("x")` and `export … from "x"` of a file. */
function imports(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)["']([^"']+)["']/g)].map((match) => match[1] ?? "");
}

const files = sources(SOURCE).map((path) => ({ path: relative(SOURCE, path), text: readFileSync(path, "utf8") }));

describe("rooms import only downward", () => {
  const edges = files.flatMap(({ path, text }) => {
    const room = path.split(sep)[0] ?? "";
    return imports(text).flatMap((specifier) => {
      if (specifier.startsWith("#")) return [{ path, room, specifier, target: specifier.slice(1).split("/")[0] ?? "" }];
      if (!specifier.startsWith(".")) return [];
      const target = join(path, "..", specifier).split(sep)[0] ?? "";
      return target === room ? [] : [{ path, room, specifier, target }];
    });
  });

  test("there are rooms to check", () => {
    expect(edges.length).toBeGreaterThan(5);
  });

  test.each(Object.keys(MAY_IMPORT))("%s", (room) => {
    const refused = edges
      .filter((edge) => edge.room === room && edge.target !== room && !MAY_IMPORT[room]?.includes(edge.target))
      .map((edge) => `${edge.path} imports ${edge.specifier}`);
    expect(refused).toEqual([]);
  });

  test("every file is in a room of the table", () => {
    const strays = files
      .map(({ path }) => path.split(sep)[0] ?? "")
      .filter((room) => !(room in MAY_IMPORT) && room !== "content.config.ts");
    expect([...new Set(strays)]).toEqual([]);
  });

  test("TypeScript rooms are entered by their door (#room), not by a file inside", () => {
    const around = edges.filter(
      (edge) =>
        edge.specifier.startsWith(".") &&
        edge.path.endsWith(".ts") &&
        !/^(pages|layouts|components|styles)$/.test(edge.target),
    );
    expect(around.map((edge) => `${edge.path} imports ${edge.specifier}`)).toEqual([]);
  });
});
