import type { Step } from "./tab.ts";

export interface Scenario {
  readonly name: string;
  readonly steps: readonly Step[];
  /** More that is compared after each step, by name. */
  readonly also?: Readonly<Record<string, string>>;
  /** What the page says when it is done: nothing is compared before. */
  readonly done?: string;
  readonly downloads?: number;
}

const open = (path: string): Step => ["open", path];
const click = (selector: string): Step => ["click", selector];
const scrolled = { scrolled: "Math.round(scrollY)" };
const style = (selector: string, property: string): string =>
  `getComputedStyle(document.querySelector(${JSON.stringify(selector)}))[${JSON.stringify(property)}]`;
/** Addresses differ by design: what is compared is whether there is an image, and how large it is. */
const natural = (ids: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    ids.map((id) => [id, `[document.getElementById("${id}")?.naturalWidth, document.getElementById("${id}")?.title]`]),
  );

export const SCENARIOS: readonly Scenario[] = [
  ...["rel", "abs"].map((id): Scenario => ({
    name: `a link from the first page: ${id}`,
    steps: [open("/"), click(`#${id}`)],
  })),
  ...["up", "same", "asked", "scheme", "whole", "deep", "spaced", "inner"].map((id): Scenario => ({
    name: `a link: ${id}`,
    steps: [open("/links/"), click(`#${id}`), ["back"]],
  })),
  {
    name: "a base of the page's own",
    steps: [open("/base/page"), click("#a")],
    also: { image: "document.getElementById('i')?.naturalWidth" },
  },
  ...[
    "get-b",
    "post-s",
    "multi-b",
    "plain-b",
    "over-b",
    "self-b",
    "scripted-b",
    "requested-b",
    "kept-b",
    "outside-b",
  ].map((id): Scenario => ({ name: `a form: ${id}`, steps: [open("/forms"), click(`#${id}`)] })),
  { name: "a form with a file", steps: [open("/forms"), ["file", "#file"], click("#multi-b"), ["back"]] },
  {
    name: "a form sent by Enter, refused while it is not valid",
    steps: [
      open("/forms"),
      ["press", "#enter-i", "Enter"],
      ["fill", "#enter-i", "X"],
      ["press", "#enter-i", "Enter"],
      ["fill", "#enter-i", "x"],
      ["press", "#enter-i", "Enter"],
    ],
  },
  { name: "a form that was posted, again by reload", steps: [open("/forms"), click("#post-s"), ["reload"]] },
  ...[301, 302, 303, 307, 308].map((status): Scenario => ({
    name: `a post that is redirected by ${status}`,
    steps: [open("/redirects"), click(`#p${status}`)],
  })),
  { name: "redirects in a row, and back", steps: [open("/redirects"), click("#loop"), ["back"], ["forward"]] },
  { name: "a redirect to a fragment", steps: [open("/redirects"), click("#frag")], also: scrolled },
  {
    name: "cookies of the server and of scripts",
    steps: [
      open("/cookies/set"),
      click("#read"),
      click("#deep"),
      click("#own"),
      click("#read"),
      click("#again"),
      click("#drop"),
      click("#read"),
      click("#again"),
      ["reload"],
    ],
  },
  {
    name: "a session: in, seen twice, out",
    steps: [
      open("/profile"),
      ["fill", "#user", "Noor ü"],
      click("#b"),
      click("#p"),
      ["reload"],
      click("#out"),
      ["back"],
    ],
  },
  { name: "fetch in all its ways", steps: [open("/fetch")], done: "end" },
  { name: "XMLHttpRequest in all its ways", steps: [open("/xhr")], done: "end" },
  { name: "events of the server", steps: [open("/events")], done: "end bye" },
  { name: "modules, import maps, classic scripts that write", steps: [open("/modules")], done: "computed" },
  { name: "a font of the page's own", steps: [open("/fonts")], done: "true" },
  {
    name: "style sheets that import others, and what they load",
    steps: [open("/css")],
    also: {
      first: style("#f", "width"),
      second: style("#s", "width"),
      third: style("#t", "width"),
      colour: style("#m", "color"),
      content: style("#b", "content"),
      inline: style("#i", "width"),
      own: style("#w", "width"),
      media: style("#w", "height"),
      images: `["#f","#b","#i"].map((s)=>getComputedStyle(document.querySelector(s)).backgroundImage.split("url(").length)`,
    },
  },
  {
    name: "images: by address, by srcset, in a picture, broken, made by a script",
    steps: [open("/images")],
    also: natural(["png", "rel", "data", "broken", "loaded", "set", "sizes", "picture", "made", "inner"]),
  },
  { name: "a download by its header", steps: [open("/download"), click("#attached")], downloads: 1 },
  { name: "a download by its link", steps: [open("/download"), click("#named")], downloads: 1 },
  { name: "a download with a name in Unicode", steps: [open("/download"), click("#odd")], downloads: 1 },
  { name: "a download of bytes", steps: [open("/download"), click("#binary")], downloads: 1 },
  {
    name: "back, forward and reload ask again",
    steps: [open("/count"), ["reload"], click("#a"), ["back"], ["forward"], ["back"], ["reload"]],
  },
  {
    name: "anchors: to, back, to the top, to nowhere",
    steps: [open("/anchors"), click("#go"), click("#top"), ["back"], ["back"], ["forward"], click("#none")],
    also: { far: "scrollY > 1000" },
  },
  { name: "an anchor in the address that is typed", steps: [open("/anchors#far")], also: { far: "scrollY > 1000" } },
  {
    name: "history written by the page",
    steps: [
      open("/history"),
      click("#push"),
      click("#push2"),
      ["back"],
      click("#back"),
      ["forward"],
      click("#replace"),
      click("#bad"),
      ["reload"],
      click("#rel"),
      ["back"],
    ],
  },
  ...[404, 500, 418, 403].map((status): Scenario => ({
    name: `an error page: ${status}`,
    steps: [open(`/error/${status}`)],
  })),
  { name: "an error of the framework's own", steps: [open("/"), open("/crash"), ["back"], open("/no/such/page")] },
  { name: "text that comes in pieces", steps: [open("/stream/text")] },
  { name: "a page that comes in pieces", steps: [open("/stream/html")] },
  { name: "a page of five megabytes", steps: [open("/big")], also: { rows: "document.querySelectorAll('tr').length" } },
  { name: "letters in Latin-1", steps: [open("/latin")] },
  { name: "letters by the page's own word", steps: [open("/meta-charset")] },
  { name: "an address in Unicode", steps: [open("/ünï cödé/ä?q=ü%20x&é"), click("#a")] },
  { name: "a page that goes on by itself", steps: [open("/"), open("/meta-refresh")], done: "refreshed" },
  ...["href", "assign", "replace", "plain", "document", "alias", "search", "hash", "js", "click", "stopped"].map(
    (id): Scenario => ({
      name: `a script goes elsewhere: ${id}`,
      steps: [open("/"), open("/scripted"), click(`#${id}`), ["back"]],
    }),
  ),
  {
    name: "storage over pages",
    steps: [open("/storage"), click("#set"), click("#again"), click("#clear"), ["reload"]],
  },
  { name: "the referrer, seen by both sides", steps: [open("/referrer"), click("#a"), click("#no"), ["back"]] },
  { name: "a page without a doctype", steps: [open("/quirks")], also: { mode: "document.compatMode" } },
  { name: "the order of scripts", steps: [open("/order")], done: "timer" },
  {
    name: "JSON and text as pages",
    steps: [open("/json"), open("/stream/text"), ["back"]],
    also: { type: "document.querySelectorAll('pre').length" },
  },
  { name: "a page that is compressed", steps: [open("/gzip")] },
  {
    name: "scripts and sheets put in by a script",
    steps: [open("/inserted")],
    done: "loaded",
    also: { width: style("#s", "width") },
  },
  {
    name: "an image as a page",
    steps: [open("/red.png")],
    also: { image: "[document.images.length, document.images[0].naturalWidth]" },
  },
];
