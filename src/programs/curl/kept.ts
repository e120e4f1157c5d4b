/** What curl keeps beside the body: headers, entity tags and times, and where a download goes on. */
import { encodeUtf8 } from "#base";
import { resolvePath } from "#files";
import type { Process } from "#kernel";
import { readNamed } from "./body.ts";
import type { CurlOptions } from "./curl-options.ts";
import { headerOf, latin1, type ResponseHead } from "./response.ts";
import type { Task } from "./task.ts";
import { remoteName } from "./url.ts";

/** The byte that -C begins with: the one that is told, or the length of the file; 0 for the whole. */
export function resumeAt(process: Process, { continueAt }: CurlOptions, filename: string | undefined): number {
  if (continueAt === undefined) return 0;
  if (continueAt !== "-") return Number(continueAt);
  return filename === undefined ? 0 : (process.files.tryStat(resolvePath(process.cwd, filename))?.size ?? 0);
}

/** The tag in the file of --etag-compare; the empty one when there is no file. */
export async function savedTag(process: Process, { etagCompare }: CurlOptions): Promise<string | undefined> {
  if (etagCompare === undefined) return undefined;
  const text = await readNamed(process, etagCompare).then(latin1, () => "");
  return text.trim() || '""';
}

/** --etag-save. */
export async function keepTag(process: Process, { etagSave }: CurlOptions, head: ResponseHead): Promise<void> {
  const tag = headerOf(head, "etag");
  if (etagSave === undefined || tag === undefined) return;
  const file = process.open(etagSave, { write: true, create: true, truncate: true });
  await file.write(encodeUtf8(`${tag}\n`));
  file.close();
}

/** -R: the file is as old as the server says. */
export function keepTime(process: Process, filename: string, head: ResponseHead): void {
  const modified = Date.parse(headerOf(head, "last-modified") ?? "");
  const path = resolvePath(process.cwd, filename);
  if (!Number.isNaN(modified) && process.files.tryStat(path) !== undefined)
    process.files.setTimes(path, modified, modified);
}

/** -D: every head of the run in one file, "-" for standard output. */
export async function dumpHead(process: Process, path: string, bytes: Uint8Array, append: boolean): Promise<void> {
  if (path === "-") return process.write(1, bytes);
  const file = process.open(path, { write: true, create: true, append, truncate: !append });
  await file.write(bytes);
  file.close();
}

export function isThere(process: Process, name: string): boolean {
  return process.files.tryStat(resolvePath(process.cwd, name)) !== undefined;
}

/** --no-clobber: the name, or the first free one with a number behind it. */
function freeName(process: Process, name: string): string {
  if (!isThere(process, name)) return name;
  let number = 1;
  while (isThere(process, `${name}.${String(number)}`)) number += 1;
  return `${name}.${String(number)}`;
}

/** The file that the body goes to; undefined for standard output. */
export function filenameOf(process: Process, options: CurlOptions, { url, output }: Task): string | undefined {
  const path = output ?? (options.remoteName ? remoteName(url) : undefined);
  if (path === "-" || path === undefined) return undefined;
  const folder = options.outputFolder;
  const name = folder === undefined ? path : `${folder.replace(/\/$/, "")}/${path}`;
  return options.existing === "number" ? freeName(process, name) : name;
}
