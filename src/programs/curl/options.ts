/** curl(1)'s command line, for what can be asked of a loopback. */

export interface CurlOptions {
  readonly urls: readonly string[];
  readonly method: string | undefined;
  readonly headers: readonly string[];
  readonly data: readonly DataPart[];
  readonly form: readonly FormPart[];
  readonly outputs: readonly string[];
  readonly cookies: readonly string[];
  readonly include: boolean;
  readonly silent: boolean;
  readonly showError: boolean;
  readonly verbose: boolean;
  readonly follow: boolean;
  readonly head: boolean;
  readonly get: boolean;
  readonly fail: "no" | "silently" | "with-body";
  readonly remoteName: boolean;
  readonly createFolders: boolean;
  readonly user: string | undefined;
  readonly agent: string;
  readonly referer: string | undefined;
  readonly cookieJar: string | undefined;
  readonly dumpHeader: string | undefined;
  readonly writeOut: string | undefined;
  readonly upload: string | undefined;
  readonly maxTime: number | undefined;
  readonly connectTimeout: number | undefined;
  readonly maxRedirects: number;
  readonly http10: boolean;
  readonly retry: number;
  readonly retryRefused: boolean;
  readonly retryDelay: number | undefined;
  readonly noBuffer: boolean;
  readonly post301: boolean;
  readonly oauth2: string | undefined;
}

export interface DataPart {
  readonly kind: "ascii" | "raw" | "binary" | "urlencode" | "json";
  readonly text: string;
}

interface FormPart {
  readonly text: string;
  /** --form-string: "@" and "<" mean themselves. */
  readonly literal: boolean;
}

/** What curl says about a command line it does not take; status 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Long names, whether they take a value, and the letter that stands for them. */
const OPTIONS: Readonly<Record<string, { value: boolean; letter?: string }>> = {
  request: { value: true, letter: "X" },
  header: { value: true, letter: "H" },
  data: { value: true, letter: "d" },
  "data-ascii": { value: true },
  "data-raw": { value: true },
  "data-binary": { value: true },
  "data-urlencode": { value: true },
  json: { value: true },
  form: { value: true, letter: "F" },
  "form-string": { value: true },
  output: { value: true, letter: "o" },
  "remote-name": { value: false, letter: "O" },
  "create-dirs": { value: false },
  "write-out": { value: true, letter: "w" },
  user: { value: true, letter: "u" },
  "oauth2-bearer": { value: true },
  basic: { value: false },
  "user-agent": { value: true, letter: "A" },
  referer: { value: true, letter: "e" },
  cookie: { value: true, letter: "b" },
  "cookie-jar": { value: true, letter: "c" },
  "dump-header": { value: true, letter: "D" },
  "upload-file": { value: true, letter: "T" },
  "max-time": { value: true, letter: "m" },
  "connect-timeout": { value: true },
  "max-redirs": { value: true },
  retry: { value: true },
  "retry-delay": { value: true },
  "retry-connrefused": { value: false },
  "retry-all-errors": { value: false },
  url: { value: true },
  include: { value: false, letter: "i" },
  "show-headers": { value: false },
  silent: { value: false, letter: "s" },
  "show-error": { value: false, letter: "S" },
  verbose: { value: false, letter: "v" },
  location: { value: false, letter: "L" },
  head: { value: false, letter: "I" },
  get: { value: false, letter: "G" },
  fail: { value: false, letter: "f" },
  "fail-with-body": { value: false },
  insecure: { value: false, letter: "k" },
  "no-buffer": { value: false, letter: "N" },
  "http1.0": { value: false, letter: "0" },
  "http1.1": { value: false },
  http2: { value: false },
  ipv4: { value: false, letter: "4" },
  globoff: { value: false, letter: "g" },
  "progress-bar": { value: false, letter: "#" },
  "no-progress-meter": { value: false },
  post301: { value: false },
  compressed: { value: false },
  disable: { value: false, letter: "q" },
};
const LETTERS = new Map(Object.entries(OPTIONS).flatMap(([name, { letter }]) => (letter ? [[letter, name]] : [])));

type Draft = { -readonly [Key in keyof CurlOptions]: CurlOptions[Key] };

/** Answers the options, or which page was asked for. */
export function parseOptions(words: readonly string[]): CurlOptions | "help" | "version" {
  const draft = {
    urls: [] as string[],
    headers: [] as string[],
    data: [] as DataPart[],
    form: [] as FormPart[],
    outputs: [] as string[],
    cookies: [] as string[],
    noMeter: false,
  };
  const options: Partial<Draft> = {};
  const numbers = (name: string, text: string): number => {
    const value = Number(text);
    if (text === "" || Number.isNaN(value) || value < 0)
      throw new UsageError(`option ${name}: expected a proper numerical parameter`);
    return value;
  };

  const apply = (name: string, value: string, shown: string): void => {
    switch (name) {
      case "url":
        draft.urls.push(value);
        break;
      case "request":
        options.method = value;
        break;
      case "header":
        draft.headers.push(value);
        break;
      case "data":
      case "data-ascii":
        draft.data.push({ kind: "ascii", text: value });
        break;
      case "data-raw":
        draft.data.push({ kind: "raw", text: value });
        break;
      case "data-binary":
        draft.data.push({ kind: "binary", text: value });
        break;
      case "data-urlencode":
        draft.data.push({ kind: "urlencode", text: value });
        break;
      case "json":
        draft.data.push({ kind: "json", text: value });
        break;
      case "form":
      case "form-string":
        draft.form.push({ text: value, literal: name === "form-string" });
        break;
      case "output":
        draft.outputs.push(value);
        break;
      case "cookie":
        draft.cookies.push(value);
        break;
      case "remote-name":
        options.remoteName = true;
        break;
      case "create-dirs":
        options.createFolders = true;
        break;
      case "write-out":
        options.writeOut = value;
        break;
      case "user":
        options.user = value;
        break;
      case "oauth2-bearer":
        options.oauth2 = value;
        break;
      case "user-agent":
        options.agent = value;
        break;
      case "referer":
        options.referer = value;
        break;
      case "cookie-jar":
        options.cookieJar = value;
        break;
      case "dump-header":
        options.dumpHeader = value;
        break;
      case "upload-file":
        options.upload = value;
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
      case "retry-connrefused":
      case "retry-all-errors":
        options.retryRefused = true;
        break;
      case "include":
      case "show-headers":
        options.include = true;
        break;
      case "silent":
        options.silent = true;
        break;
      case "show-error":
        options.showError = true;
        break;
      case "no-progress-meter":
        options.silent = true;
        options.showError = true;
        break;
      case "verbose":
        options.verbose = true;
        break;
      case "location":
        options.follow = true;
        break;
      case "head":
        options.head = true;
        break;
      case "get":
        options.get = true;
        break;
      case "fail":
        options.fail = "silently";
        break;
      case "fail-with-body":
        options.fail = "with-body";
        break;
      case "http1.0":
        options.http10 = true;
        break;
      case "no-buffer":
        options.noBuffer = true;
        break;
      case "post301":
        options.post301 = true;
        break;
      default:
        // The rest says nothing about a connection without TLS, proxies and names.
        break;
    }
  };

  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
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
      apply(name, value, word);
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
        apply(name, "", `-${letter}`);
        continue;
      }
      const value = word.slice(at + 1) || rest.shift();
      if (value === undefined) throw new UsageError(`option ${word}: requires parameter`);
      apply(name, value, `-${letter}`);
      break;
    }
  }
  return {
    urls: draft.urls,
    headers: draft.headers,
    data: draft.data,
    form: draft.form,
    outputs: draft.outputs,
    cookies: draft.cookies,
    method: options.method,
    include: options.include ?? false,
    silent: options.silent ?? false,
    showError: options.showError ?? false,
    verbose: options.verbose ?? false,
    follow: options.follow ?? false,
    head: options.head ?? false,
    get: options.get ?? false,
    fail: options.fail ?? "no",
    remoteName: options.remoteName ?? false,
    createFolders: options.createFolders ?? false,
    user: options.user,
    agent: options.agent ?? "curl/8.22.0",
    referer: options.referer,
    cookieJar: options.cookieJar,
    dumpHeader: options.dumpHeader,
    writeOut: options.writeOut,
    upload: options.upload,
    maxTime: options.maxTime,
    connectTimeout: options.connectTimeout,
    maxRedirects: options.maxRedirects ?? 50,
    http10: options.http10 ?? false,
    retry: options.retry ?? 0,
    retryRefused: options.retryRefused ?? false,
    retryDelay: options.retryDelay,
    noBuffer: options.noBuffer ?? false,
    post301: options.post301 ?? false,
    oauth2: options.oauth2,
  };
}

/** A long option may be shortened as far as it stays the only one. */
function fullName(given: string): string | undefined {
  if (given in OPTIONS || given === "help" || given === "version") return given;
  if (given.startsWith("no-") && given.slice(3) in OPTIONS) return given;
  const possible = Object.keys(OPTIONS).filter((name) => name.startsWith(given));
  return possible.length === 1 ? possible[0] : undefined;
}
