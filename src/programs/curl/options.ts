/** curl(1)'s command line, for what can be asked of a loopback. */
import { configWords } from "./config.ts";
import type { CurlOptions, DataPart, FormPart } from "./curl-options.ts";
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

/** Answers the options, or which page was asked for. */
export async function parseOptions(
  words: readonly string[],
  read: (name: string) => Promise<string | undefined>,
): Promise<CurlOptions | "help" | "version"> {
  const draft = {
    urls: [] as string[],
    headers: [] as string[],
    data: [] as DataPart[],
    form: [] as FormPart[],
    outputs: [] as string[],
    cookies: [] as string[],
    keepPost: [] as number[],
    queries: [] as string[],
    warnings: [] as string[],
  };
  const options: Partial<Draft> = {};
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
    switch (name) {
      case "url":
        draft.urls.push(value);
        break;
      case "request":
        options.method = value;
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
      case "remote-name":
        options.remoteName = true;
        break;
      case "create-dirs":
        options.createFolders = true;
        break;
      case "write-out":
        options.writeOut = value.startsWith("@")
          ? (await named(value.slice(1), shown)).replaceAll(/\r?\n/g, "")
          : value;
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
        if (options.fail === "with-body") draft.warnings.push("--fail deselects --fail-with-body here");
        options.fail = "silently";
        break;
      case "fail-with-body":
        if (options.fail === "silently") draft.warnings.push("--fail-with-body deselects --fail here");
        options.fail = "with-body";
        break;
      case "http1.0":
        options.http10 = true;
        break;
      case "no-buffer":
        options.noBuffer = true;
        break;
      case "post301":
      case "post302":
      case "post303":
        draft.keepPost.push(Number(name.slice(4)));
        break;
      case "location-trusted":
        options.follow = true;
        options.trusted = true;
        break;
      case "url-query":
        draft.queries.push(value);
        break;
      case "max-filesize":
        options.maxFileSize = numbers(shown, value);
        break;
      case "range":
        options.range = value;
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
      case "compressed":
        options.compressed = true;
        break;
      case "remote-header-name":
        options.headerName = true;
        break;
      case "junk-session-cookies":
        options.junkSession = true;
        break;
      case "remote-time":
        options.remoteTime = true;
        break;
      case "fail-early":
        options.failEarly = true;
        break;
      case "path-as-is":
        options.pathAsIs = true;
        break;
      case "output-dir":
        options.outputFolder = value;
        break;
      case "etag-save":
        options.etagSave = value;
        break;
      case "etag-compare":
        options.etagCompare = value;
        break;
      case "request-target":
        options.requestTarget = value;
        break;
      case "remote-name-all":
        options.remoteName = true;
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
    keepPost: draft.keepPost,
    queries: draft.queries,
    warnings: draft.warnings,
    trusted: options.trusted ?? false,
    compressed: options.compressed ?? false,
    range: options.range,
    continueAt: options.continueAt,
    headerName: options.headerName ?? false,
    outputFolder: options.outputFolder,
    globs: options.globs ?? true,
    junkSession: options.junkSession ?? false,
    remoteTime: options.remoteTime ?? false,
    etagSave: options.etagSave,
    etagCompare: options.etagCompare,
    maxFileSize: options.maxFileSize,
    failEarly: options.failEarly ?? false,
    pathAsIs: options.pathAsIs ?? false,
    requestTarget: options.requestTarget,
    oauth2: options.oauth2,
  };
}
