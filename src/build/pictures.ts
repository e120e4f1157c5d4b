import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { copyFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { initWasm, Resvg } from "@resvg/resvg-wasm";
import satori from "satori";
import { site } from "#content";

/**
 * The pictures that stand for a page where it is linked to: the site's name, what kind of page it is, its title, a line
 * on it. Set by satori and drawn by resvg, both without a browser and with a font that comes with them, so they are the
 * same on every machine.
 */
const WIDTH = 1200;
const HEIGHT = 630;

const require = createRequire(import.meta.url);
const font = (weight: 400 | 600) => ({
  name: "Source Serif 4",
  weight,
  style: "normal" as const,
  data: readFileSync(require.resolve(`@fontsource/source-serif-4/files/source-serif-4-latin-${weight}-normal.woff`)),
});

/** What is drawn. */
export interface Picture {
  readonly label: string;
  readonly title: string;
  readonly text: string;
}

interface Box {
  readonly type: "div";
  readonly props: { readonly style: Readonly<Record<string, string | number>>; readonly children?: string | Box[] };
}

const box = (style: Box["props"]["style"], children?: string | Box[]): Box => ({
  type: "div",
  props: { style: { display: "flex", ...style }, ...(children === undefined ? {} : { children }) },
});

/** The light theme of `tokens.css`. */
const COLOURS = { paper: "#fbfaf6", ink: "#1e2024", soft: "#575a62", line: "#dedacd", accent: "#0b6b66" };

const drawn = ({ label, title, text }: Picture): Box =>
  box(
    {
      width: "100%",
      height: "100%",
      boxSizing: "border-box",
      flexDirection: "column",
      padding: "70px 80px",
      background: COLOURS.paper,
      color: COLOURS.ink,
      fontFamily: "Source Serif 4",
      borderLeft: `18px solid ${COLOURS.accent}`,
    },
    [
      box({ fontSize: 30, color: COLOURS.soft }, label),
      box({ marginTop: 40, fontSize: title.length > 60 ? 62 : 76, fontWeight: 600, lineHeight: 1.15 }, title),
      box({ marginTop: 30, fontSize: 34, lineHeight: 1.35, color: COLOURS.soft }, shortened(text, 150)),
      box({ marginTop: "auto", paddingTop: 24, fontSize: 30, borderTop: `2px solid ${COLOURS.line}` }, site.name),
    ],
  );

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).replace(/\s+\S*$/, "")} …`;
}

let ready: Promise<void> | undefined;

export async function drawPicture(picture: Picture): Promise<Uint8Array> {
  ready ??= initWasm(readFileSync(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  await ready;
  const svg = await satori(drawn(picture), { width: WIDTH, height: HEIGHT, fonts: [font(400), font(600)] });
  const drawing = new Resvg(svg, { font: { loadSystemFonts: false } });
  return drawing.render().asPng();
}

const KINDS: Readonly<Record<string, string>> = {
  note: "Chapter",
  concept: "Concept",
  certification: "Certification",
  lab: "Lab",
  handbook: "Handbook",
};

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };
const plain = (text: string) => text.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);

/** Draws the picture of every page that names one; what was drawn before is taken from `cache`. Returns their number. */
export async function writePictures(siteFolder: string, cache: string): Promise<number> {
  mkdirSync(cache, { recursive: true });
  const own = createHash("sha256")
    .update(readFileSync(import.meta.filename))
    .digest("hex");
  let count = 0;
  rmSync(join(siteFolder, "pictures"), { recursive: true, force: true });
  for (const file of globSync("**/*.html", { cwd: siteFolder }).sort()) {
    const page = readFileSync(join(siteFolder, file), "utf8");
    const meta = (name: string) =>
      plain(new RegExp(`<meta property="${name}" content="([^"]*)"`).exec(page)?.[1] ?? "");
    const path = /\/pictures\/(.*\.png)$/.exec(meta("og:image"))?.[1];
    if (path === undefined) continue;
    const target = join(siteFolder, "pictures", path);
    if (existsSync(target)) continue; // shared by several pages
    const kind = /<main\b[^>]*data-kind="(\w+)"/.exec(page)?.[1] ?? "";
    const picture = { label: KINDS[kind] ?? "", title: meta("og:title"), text: meta("og:description") };
    const hash = createHash("sha256")
      .update(own + JSON.stringify(picture))
      .digest("hex")
      .slice(0, 32);
    const kept = join(cache, `${hash}.png`);
    if (!existsSync(kept)) await writeFile(kept, await drawPicture(picture));
    mkdirSync(dirname(target), { recursive: true });
    await copyFile(kept, target);
    count++;
  }
  return count;
}
