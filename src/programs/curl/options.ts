/** curl(1)'s command line, for what can be asked of a loopback. */
import { configWords } from "./config.ts";
import type { CurlOptions } from "./curl-options.ts";
import { resolveEntry } from "./places.ts";
import { fullName, LETTERS, OPTIONS } from "./option-table.ts";

/** What curl says about a command line it does not take. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly status: number;
  constructor(message: string, status = 2) {
    super(message);
    this.status = status;
  }
}

type Draft = { -readonly [Key in keyof CurlOptions]: CurlOptions[Key] };

/** What is collected word by word; everything else of the options has one value. */
type Collected =
  | "resolve"
  | "connectTo"
  | "urls"
  | "headers"
  | "data"
  | "form"
  | "outputs"
  | "cookies"
  | "keepPost"
  | "queries"
  | "warnings";

/** What holds where an option does not say otherwise. */
const DEFAULTS: Omit<CurlOptions, Collected> = {
  method: undefined,
  include: false,
  silent: false,
  showError: false,
  verbose: false,
  follow: false,
  head: false,
  get: false,
  fail: "no",
  remoteName: false,
  createFolders: false,
  user: undefined,
  agent: "curl/8.22.0",
  referer: undefined,
  cookieJar: undefined,
  dumpHeader: undefined,
  writeOut: undefined,
  upload: undefined,
  maxTime: undefined,
  connectTimeout: undefined,
  maxRedirects: 50,
  http10: false,
  retry: 0,
  retryRefused: false,
  retryDelay: undefined,
  noBuffer: false,
  trusted: false,
  compressed: false,
  range: undefined,
  continueAt: undefined,
  headerName: false,
  outputFolder: undefined,
  globs: true,
  junkSession: false,
  remoteTime: false,
  etagSave: undefined,
  etagCompare: undefined,
  maxFileSize: undefined,
  failEarly: false,
  pathAsIs: false,
  requestTarget: undefined,
  oauth2: undefined,
  since: undefined,
  stderr: undefined,
  existing: "replace",
  removeOnError: false,
  discard: false,
  raw: false,
  spoken: true,
};

/** What holds for the whole command line, before and behind --next. */
const GLOBAL = ["silent", "showError", "verbose", "failEarly", "stderr"] as const;

type KeyOf<Kind> = { [Key in keyof CurlOptions]: Kind extends CurlOptions[Key] ? Key : never }[keyof CurlOptions];

/** Options that only switch something on. */
const FLAGS: Readonly<Record<string, readonly KeyOf<boolean>[]>> = {
  "remote-name": ["remoteName"],
  "create-dirs": ["createFolders"],
  "retry-connrefused": ["retryRefused"],
  "retry-all-errors": ["retryRefused"],
  include: ["include"],
  "show-headers": ["include"],
  silent: ["silent"],
  "show-error": ["showError"],
  "no-progress-meter": ["silent", "showError"],
  verbose: ["verbose"],
  location: ["follow"],
  head: ["head"],
  get: ["get"],
  "http1.0": ["http10"],
  "no-buffer": ["noBuffer"],
  "location-trusted": ["follow", "trusted"],
  compressed: ["compressed"],
  "remote-header-name": ["headerName"],
  "junk-session-cookies": ["junkSession"],
  "remote-time": ["remoteTime"],
  "fail-early": ["failEarly"],
  "path-as-is": ["pathAsIs"],
  "remote-name-all": ["remoteName"],
  "remove-on-error": ["removeOnError"],
  "out-null": ["discard"],
  raw: ["raw"],
};

/** Options whose word is kept as it is. */
const TEXTS: Readonly<Record<string, KeyOf<string>>> = {
  request: "method",
  user: "user",
  "oauth2-bearer": "oauth2",
  "user-agent": "agent",
  referer: "referer",
  "cookie-jar": "cookieJar",
  "dump-header": "dumpHeader",
  "upload-file": "upload",
  range: "range",
  "output-dir": "outputFolder",
  "etag-save": "etagSave",
  "etag-compare": "etagCompare",
  "request-target": "requestTarget",
  stderr: "stderr",
};

const emptyDraft = (): {
  -readonly [Key in Collected]: Draft[Key] extends readonly (infer Item)[] ? Item[] : Map<string, string>;
} => ({
  urls: [],
  headers: [],
  data: [],
  form: [],
  outputs: [],
  cookies: [],
  keepPost: [],
  queries: [],
  warnings: [],
  connectTo: [],
  resolve: new Map(),
});

/** Answers the options, once for each part between --next, or which page was asked for. */
export async function parseOptions(
  words: readonly string[],
  read: (name: string) => Promise<string | undefined>,
  dates: { readonly parse: (text: string) => Promise<string | undefined> },
): Promise<CurlOptions[] | "help" | "version"> {
  const parts: CurlOptions[] = [];
  let draft = emptyDraft();
  let options: Partial<Omit<Draft, Collected>> = {};
  const numbers = (name: string, text: string): number => {
    const value = Number(text);
    if (text === "" || Number.isNaN(value) || value < 0)
      throw new UsageError(`option ${name}: expected a proper numerical parameter`);
    return value;
  };

  const named = async (name: string, shown: string): Promise<string> => {
    const text = await read(name);
    if (text === undefined) throw new UsageError(`option ${shown}: error encountered when reading a file`, 26);
    return text;
  };

  const apply = async (name: string, value: string, shown: string): Promise<void> => {
    for (const flag of FLAGS[name] ?? []) options[flag] = true;
    const text = TEXTS[name];
    if (text !== undefined) options[text] = value;
    switch (name) {
      case "url":
        draft.urls.push(value);
        break;
      case "header":
        if (!value.startsWith("@")) draft.headers.push(value);
        else draft.headers.push(...(await named(value.slice(1), shown)).split(/\r?\n/).filter((line) => line !== ""));
        break;
      case "data":
      case "data-ascii":
        draft.data.push({ kind: "ascii", text: value, shown });
        break;
      case "data-raw":
        draft.data.push({ kind: "raw", text: value, shown });
        break;
      case "data-binary":
        draft.data.push({ kind: "binary", text: value, shown });
        break;
      case "data-urlencode":
        draft.data.push({ kind: "urlencode", text: value, shown });
        break;
      case "json":
        draft.data.push({ kind: "json", text: value, shown });
        break;
      case "form":
      case "form-string":
        if (!value.includes("=")) throw new UsageError(`option ${shown}: is badly used here`);
        draft.form.push({ text: value, literal: name === "form-string" });
        break;
      case "output":
        draft.outputs.push(value);
        break;
      case "cookie":
        draft.cookies.push(value);
        break;
      case "write-out":
        options.writeOut = value.startsWith("@")
          ? (await named(value.slice(1), shown)).replaceAll(/\r?\n/g, "")
          : value;
        break;
      case "max-time":
        options.maxTime = numbers(shown, value);
        break;
      case "connect-timeout":
        options.connectTimeout = numbers(shown, value);
        break;
      case "max-redirs":
        options.maxRedirects = value === "-1" ? Infinity : numbers(shown, value);
        break;
      case "retry":
        options.retry = numbers(shown, value);
        break;
      case "retry-delay":
        options.retryDelay = numbers(shown, value);
        break;
      case "fail":
        if (options.fail === "with-body") draft.warnings.push("--fail deselects --fail-with-body here");
        options.fail = "silently";
        break;
      case "fail-with-body":
        if (options.fail === "silently") draft.warnings.push("--fail-with-body deselects --fail here");
        options.fail = "with-body";
        break;
      case "post301":
      case "post302":
      case "post303":
        draft.keepPost.push(Number(name.slice(4)));
        break;
      case "url-query":
        draft.queries.push(value);
        break;
      case "max-filesize":
        options.maxFileSize = numbers(shown, value);
        break;
      case "continue-at":
        if (value !== "-") numbers(shown, value);
        options.continueAt = value;
        break;
      case "config": {
        const text = await read(value);
        if (text === undefined)
          throw new UsageError(
            `cannot read config from '${value}'\ncurl: option ${shown}: error encountered when reading a file`,
            26,
          );
        const more = configWords(text);
        if (more === undefined) throw new UsageError(`option ${shown}: found an unknown config option`);
        rest.unshift(...more);
        break;
      }
      case "next": {
        if (draft.urls.length === 0) throw new UsageError(`option ${shown}: is badly used here`);
        parts.push({ ...DEFAULTS, ...options, ...draft });
        const kept = options;
        options = {};
        for (const key of GLOBAL) Object.assign(options, kept[key] === undefined ? {} : { [key]: kept[key] });
        draft = emptyDraft();
        break;
      }
      case "resolve": {
        const entry = resolveEntry(value);
        if (entry === undefined) throw new UsageError(`(49) Could not parse CURLOPT_RESOLVE entry '${value}'`, 49);
        draft.resolve.set(entry[0], entry[1]);
        break;
      }
      case "connect-to":
        draft.connectTo.push(value);
        break;
      case "time-cond": {
        const before = value.startsWith("-");
        const text = await dates.parse(value.replace(/^[-+=]/, ""));
        if (text !== undefined) options.since = { text, before };
        // Dates of digits and dashes are read as no date at all, without a word.
        else if (!/^\d{4}-\d\d-\d\d/.test(value.replace(/^[-+=]/, "")))
          draft.warnings.push(
            "Failed to get filetime: No such file or directory\nWarning: Illegal date format for -z, --time-cond (and not a filename). \nWarning: Disabling time condition. See curl_getdate(3) for valid date syntax.",
          );
        break;
      }
      case "no-clobber":
      case "clobber":
        options.existing = name === "clobber" ? "replace" : "number";
        break;
      case "skip-existing":
        options.existing = "skip";
        break;
      case "proto":
        options.spoken = speaksHttp(value);
        break;
      case "proto-default":
        if (value !== "http") throw new UsageError(`(1) Protocol "${value}" not supported`, 1);
        break;
      case "globoff":
        options.globs = false;
        break;
      default:
        // The rest says nothing about a connection without TLS, proxies and names.
        break;
    }
  };

  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === "") throw new UsageError("option : blank argument where content is expected");
    if (!word.startsWith("-") || word === "-") {
      draft.urls.push(word);
      continue;
    }
    if (word === "--") {
      draft.urls.push(...rest.splice(0));
      break;
    }
    if (word.startsWith("--")) {
      const name = fullName(word.slice(2));
      if (name === "help") return "help";
      if (name === "version") return "version";
      const option = name === undefined ? undefined : OPTIONS[name.replace(/^no-(?!buffer|progress)/, "")];
      if (name === undefined || option === undefined) throw new UsageError(`option ${word}: is unknown`);
      const value = option.value ? rest.shift() : "";
      if (value === undefined) throw new UsageError(`option ${word}: requires parameter`);
      await apply(name, value, word);
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const letter = word[at] ?? "";
      if (letter === "h") return "help";
      if (letter === "V") return "version";
      const name = LETTERS.get(letter);
      const option = name === undefined ? undefined : OPTIONS[name];
      if (name === undefined || option === undefined) throw new UsageError(`option ${word}: is unknown`);
      if (!option.value) {
        await apply(name, "", `-${letter}`);
        continue;
      }
      const value = word.slice(at + 1) || rest.shift();
      if (value === undefined) throw new UsageError(`option ${word}: requires parameter`);
      await apply(name, value, `-${letter}`);
      break;
    }
  }
  const last = { ...DEFAULTS, ...options, ...draft };
  const { silent, showError, verbose, failEarly, stderr } = last;
  return [...parts, last].map((part) => ({ ...part, silent, showError, verbose, failEarly, stderr }));
}

/** --proto's list: "=http", "-all,http", "https" (which adds to all). */
function speaksHttp(list: string): boolean {
  let spoken = true;
  for (const word of list.split(",")) {
    const [, sign = "+", name = ""] = /^([-+=]?)(.*)$/.exec(word) ?? [];
    const here = name === "http" || name === "all";
    if (sign === "=") spoken = here;
    else if (here) spoken = sign !== "-";
  }
  return spoken;
}
