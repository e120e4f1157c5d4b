/**
 * What the page and its preview frame say to one another over one MessagePort. The frame holds served pages, which
 * may send anything: `parseFromPreview` is the only way in, and what it does not know is dropped.
 */

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** A served page that asks the page around it. Addresses are absolute. */
export type FromPreview =
  | {
      readonly type: "navigate";
      readonly url: string;
      readonly method: "GET" | "POST";
      readonly contentType?: string;
      readonly body?: Uint8Array;
      readonly replace: boolean;
      /** The link asked that the server be told of no page. */
      readonly noReferrer?: boolean;
    }
  | { readonly type: "download"; readonly url: string; readonly name: string }
  | {
      readonly type: "fetch";
      readonly id: number;
      readonly url: string;
      readonly method: string;
      readonly headers: HeaderList;
      readonly body?: Uint8Array;
      readonly mode: "cors" | "no-cors" | "same-origin";
      readonly credentials: "omit" | "same-origin" | "include";
      readonly redirect: "follow" | "manual" | "error";
    }
  | { readonly type: "abort"; readonly id: number }
  | { readonly type: "resource"; readonly id: number; readonly url: string; readonly kind: ResourceKind }
  | { readonly type: "history"; readonly url: string; readonly state: unknown; readonly replace: boolean }
  | { readonly type: "go"; readonly delta: number }
  | { readonly type: "cookie"; readonly text: string }
  | { readonly type: "storage"; readonly area: "local" | "session"; readonly entries: HeaderList }
  | { readonly type: "title"; readonly text: string };

export type ResourceKind = "binary" | "style" | "script" | "module";

export type ToPreview =
  | {
      readonly type: "show";
      readonly url: string;
      readonly html: string;
      readonly cookie: string;
      readonly state: unknown;
      readonly referrer: string;
      readonly local: HeaderList;
      readonly session: HeaderList;
    }
  /** More text of a document that comes as a stream. */
  | { readonly type: "append"; readonly text: string }
  /** Another address inside the same document; `back` tells a step through the history from a new fragment. */
  | { readonly type: "traverse"; readonly url: string; readonly state: unknown; readonly back: boolean }
  | { readonly type: "cookie"; readonly text: string }
  | {
      readonly type: "head";
      readonly id: number;
      readonly status: number;
      readonly reason: string;
      readonly headers: HeaderList;
      readonly url: string;
      readonly redirected: boolean;
      readonly kind: "basic" | "cors" | "opaque" | "opaqueredirect";
    }
  | { readonly type: "chunk"; readonly id: number; readonly bytes: Uint8Array }
  | { readonly type: "end"; readonly id: number }
  | { readonly type: "failed"; readonly id: number; readonly message: string }
  /** A `data:` address for each address asked for: one, or a module with all that it imports; none where it failed. */
  | { readonly type: "resource"; readonly id: number; readonly addresses: HeaderList };

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const flag: Check = (value) => typeof value === "boolean";
const whole: Check = (value) => Number.isSafeInteger(value);
const maybeFlag: Check = (value) => value === undefined || flag(value);
const anything: Check = () => true;
const bytes: Check = (value) => value === undefined || value instanceof Uint8Array;
const maybeText: Check = (value) => value === undefined || typeof value === "string";
const pairs: Check = (value) =>
  Array.isArray(value) && value.every((pair: unknown) => Array.isArray(pair) && pair.length === 2 && pair.every(text));
const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && allowed.includes(value);

const SHAPES: Readonly<Record<FromPreview["type"], Readonly<Record<string, Check>>>> = {
  navigate: {
    url: text,
    method: oneOf("GET", "POST"),
    contentType: maybeText,
    body: bytes,
    replace: flag,
    noReferrer: maybeFlag,
  },
  download: { url: text, name: text },
  fetch: {
    id: whole,
    url: text,
    method: (value) => typeof value === "string" && /^[A-Z-]+$/.test(value),
    headers: pairs,
    body: bytes,
    mode: oneOf("cors", "no-cors", "same-origin"),
    credentials: oneOf("omit", "same-origin", "include"),
    redirect: oneOf("follow", "manual", "error"),
  },
  abort: { id: whole },
  resource: { id: whole, url: text, kind: oneOf("binary", "style", "script", "module") },
  history: { url: text, state: anything, replace: flag },
  go: { delta: whole },
  cookie: { text },
  storage: { area: oneOf("local", "session"), entries: pairs },
  title: { text },
};

/** The message, when it is one; undefined for anything else. */
export function parseFromPreview(data: unknown): FromPreview | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const fields = data as Fields;
  const type = fields.type;
  if (typeof type !== "string" || !Object.hasOwn(SHAPES, type)) return undefined;
  const shape = SHAPES[type as FromPreview["type"]];
  return Object.entries(shape).every(([name, check]) => check(fields[name])) ? (data as FromPreview) : undefined;
}
