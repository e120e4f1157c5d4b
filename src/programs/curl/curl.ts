/**
 * curl(1) to the loopback: real HTTP/1.1 over the kernel's network, in curl 8's words. There is no other network and
 * no TLS: names that are not this machine do not resolve.
 */
import { encodeUtf8, type ExitStatus } from "#base";
import { resolvePath } from "#files";
import type { Process, Program } from "#kernel";
import { BodyError, dataBody, readNamed, type RequestBody } from "./body.ts";
import { Connections } from "./connections.ts";
import { Cookies } from "./cookies.ts";
import { parseDateText } from "../tool/date-text.ts";
import { utc } from "../tool/zone.ts";
import type { CurlOptions } from "./curl-options.ts";
import { expandGlobs, fillName, GlobError, type GlobbedUrl } from "./glob.ts";
import { parseOptions, UsageError } from "./options.ts";
import { latin1 } from "./response.ts";
import { Run } from "./run.ts";
import type { Task } from "./task.ts";
import { HELP, VERSION } from "./usage.ts";

export const curl: Program = async (process) => {
  const refuse = async (error: UsageError): Promise<ExitStatus> => {
    if (error.status === 49) {
      await process.write(2, `curl: ${error.message}\n`);
      return 49;
    }
    const first = error.message === "" ? "" : `curl: ${error.message}\n`;
    await process.write(2, `${first}curl: try 'curl --help' or 'curl --manual' for more information\n`);
    return error.status;
  };
  const read = (name: string): Promise<string | undefined> => readNamed(process, name).then(latin1, () => undefined);
  let parts: CurlOptions[] | "help" | "version";
  try {
    parts = await parseOptions(process.argv.slice(1), read, {
      parse: (text) => Promise.resolve(dateOf(process, text)),
    });
    if (typeof parts !== "string" && parts[0]?.urls.length === 0)
      throw new UsageError(process.argv.length > 1 ? "(2) no URL specified" : "");
  } catch (error) {
    if (error instanceof UsageError) return refuse(error);
    throw error;
  }
  if (parts === "help") {
    await process.write(1, HELP);
    return 0;
  }
  if (parts === "version") {
    await process.write(1, VERSION);
    return 0;
  }
  const complaints = parts.at(-1)?.stderr;
  if (complaints !== undefined) {
    const file =
      complaints === "-"
        ? process.descriptors.get(1)?.dup()
        : process.open(complaints, { write: true, create: true, truncate: true });
    if (file !== undefined) {
      process.descriptors.get(2)?.close();
      process.descriptors.set(2, file);
    }
  }
  const session: Session = { cookies: new Cookies(), connections: new Connections(), number: 0 };
  let status: ExitStatus = 0;
  try {
    for (const options of parts) {
      const result = await transferAll(process, options, session, read);
      if (typeof result !== "number") return await refuse(result);
      status = result;
      if (status !== 0 && options.failEarly) break;
    }
  } finally {
    session.connections.close();
  }
  const jar = parts.at(-1)?.cookieJar;
  if (jar === "-") await process.write(1, session.cookies.render());
  else if (jar !== undefined)
    process.files.writeFile(resolvePath(process.cwd, jar), encodeUtf8(session.cookies.render()));
  return status;
};

/** -z's time as HTTP writes it: a file's, or a date with a month's name or eight digits. */
function dateOf(process: Process, text: string): string | undefined {
  const stat = process.files.tryStat(resolvePath(process.cwd, text));
  const known = /[A-Za-z]{3}|^\d{8}$/.test(text);
  const ms = stat?.mtimeMs ?? (known ? parseDateText(text, Date.now(), utc)?.ms : undefined);
  return ms === undefined ? undefined : new Date(ms).toUTCString();
}

/** What the parts of a command line share. */
interface Session {
  readonly cookies: Cookies;
  readonly connections: Connections;
  /** Of the next transfer. */
  number: number;
}

async function transferAll(
  process: Process,
  options: CurlOptions,
  session: Session,
  read: (name: string) => Promise<string | undefined>,
): Promise<ExitStatus | UsageError> {
  const { cookies } = session;
  if (options.urls.length === 0) return new UsageError("(2) no URL specified");
  if (options.head && !options.get && options.data.length + options.form.length > 0) {
    const body = options.form.length > 0 ? "multipart formpost (-F, --form)" : "POST (-d, --data)";
    if (!options.silent)
      await process.write(
        2,
        wrapped(`You can only select one HTTP request method! You asked for both ${body} and HEAD (-I, --head).`),
      );
    return 2;
  }
  for (const warning of options.warnings) await process.write(2, `Warning: ${warning}\n`);
  for (const given of options.cookies)
    if (given.includes("=")) cookies.give(given);
    else cookies.read((await read(given)) ?? "", options.junkSession);
  let data: RequestBody | undefined;
  try {
    if (options.data.length > 0) data = await dataBody(process, options.data);
  } catch (error) {
    if (error instanceof BodyError) return new UsageError(error.message, error.status);
    throw error;
  }
  let status: ExitStatus = 0;
  for (const [index, pattern] of options.urls.entries()) {
    let urls: GlobbedUrl[];
    try {
      urls = options.globs ? expandGlobs(pattern) : [{ url: pattern, parts: [] }];
    } catch (error) {
      if (!(error instanceof GlobError)) throw error;
      if (!options.silent || options.showError) await process.write(2, `curl: (3) ${error.message}\n`);
      return 3;
    }
    for (const { url, parts } of urls) {
      const output = options.discard ? "/dev/null" : options.outputs[index];
      const { number } = session;
      const task = { url, output: output === undefined ? undefined : fillName(output, parts), number, data };
      status = await withRetries(process, options, session, task);
      session.number += 1;
      if (status !== 0 && options.failEarly) return status;
    }
  }
  return status;
}

async function withRetries(process: Process, options: CurlOptions, session: Session, task: Task): Promise<ExitStatus> {
  for (let left = options.retry; ; left -= 1) {
    const run = new Run(process, options, session.cookies, session.connections, task);
    const status = await run.run();
    const transient = status === 28 || (status !== 0 && options.retryRefused) || run.transient;
    if (!transient || left <= 0) return status;
    const wait = options.retryDelay ?? 2 ** (options.retry - left);
    const problem = run.transient
      ? "HTTP error"
      : status === 28
        ? "timeout"
        : status === 7
          ? "connection refused"
          : "(retrying all errors)";
    if (!options.silent)
      await process.write(
        2,
        `Warning: Problem : ${problem}. Retrying in ${wait} second${wait === 1 ? "" : "s"}. ${left} retr${left === 1 ? "y" : "ies"} left.\n`,
      );
    await process.sleep(wait * 1000);
  }
}

/** A warning in lines of 79 columns at most, each with its mark. */
function wrapped(text: string): string {
  const mark = "Warning: ";
  const lines = [""];
  for (const word of text.match(/\S+ ?/g) ?? [])
    if (mark.length + (lines.at(-1) ?? "").length + word.length > 79) lines.push(word);
    else lines.push((lines.pop() ?? "") + word);
  return lines.map((line) => `${mark}${line}\n`).join("");
}
