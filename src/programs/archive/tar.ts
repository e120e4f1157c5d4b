import type { OpenFile } from "#files";
import { parseDateText } from "../tool/date-text.ts";
import { readAll, readChunk } from "../tool/input.ts";
import { applyMode, parseMode } from "../tool/mode.ts";
import { Owners } from "../tool/owner.ts";
import { quoteInMessage } from "../tool/quote.ts";
import { isFileError, Refusal, type Run, tool } from "../tool/tool.ts";
import { zoneOf } from "../tool/zone.ts";
import { Compressor, decompress, GzipFault } from "./gzip-stream.ts";
import { Creator } from "./tar-create.ts";
import { Extractor } from "./tar-extract.ts";
import type { Entry } from "./tar-format.ts";
import { Listing } from "./tar-listing.ts";
import { Exclusions, Wanted } from "./tar-names.ts";
import { TarReader } from "./tar-reader.ts";

/** Full output blocks: 20 records of 512 bytes. */
const FULL_BLOCK = 10_240;
const FATAL = "Error is not recoverable: exiting now";

function fatal(run: Run, message: string): never {
  throw new Refusal(`${message}\n${run.name}: ${FATAL}`);
}

interface Named {
  readonly name: string;
  readonly folder: string;
  /** Operands in front of it: what of --exclude counts. */
  readonly position: number;
}

/** Lines of a file named by -T or -X. */
async function listedNames(run: Run, list: string): Promise<string[]> {
  try {
    const file = run.openInput(list);
    const text = run.locale.text(await readAll(run, file));
    file.close();
    return text.split(run.has("null") ? "\0" : "\n").filter((line) => line !== "");
  } catch (error) {
    if (!isFileError(error)) throw error;
    return fatal(run, `${list}: Cannot open: ${error.reason}`);
  }
}

/** Operands, each with the folder that the -C before it named. */
async function namesOf(run: Run): Promise<{ names: Named[]; folder: string }> {
  const names: Named[] = [];
  let folder = ".";
  let taken = 0;
  const takeUntil = (count: number): void => {
    for (; taken < count; taken += 1) names.push({ name: run.operands[taken] ?? "", folder, position: taken });
  };
  for (const { key, value = "", operandsBefore } of run.options) {
    if (key !== "C" && key !== "T") continue;
    takeUntil(operandsBefore);
    if (key === "T") {
      for (const name of await listedNames(run, value)) names.push({ name, folder, position: operandsBefore });
      continue;
    }
    folder = value.startsWith("/") ? value : `${folder}/${value}`;
    const kind = run.tryStat(folder)?.kind;
    if (kind !== "directory") {
      fatal(run, `${value}: Cannot open: ${kind === undefined ? "No such file or directory" : "Not a directory"}`);
    }
  }
  takeUntil(run.operands.length);
  return { names, folder };
}

function archiveName(run: Run): string {
  return run.value("f") ?? run.process.env.TAPE ?? "-";
}

function openArchive(run: Run, name: string): OpenFile {
  try {
    return run.openInput(name);
  } catch (error) {
    if (!isFileError(error)) throw error;
    if (error.code === "EISDIR") {
      return fatal(run, `${name}: Cannot read: Is a directory\n${run.name}: At beginning of tape, quitting now`);
    }
    return fatal(run, `${quoteInMessage(name)}: Cannot open: ${error.reason}`);
  }
}

async function isCompressed(run: Run, file: OpenFile): Promise<boolean> {
  const head = await readChunk(run, file, 2);
  if (head === null) return false;
  file.unread(head.slice());
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** Hands the archive's bytes to a reader until it has enough. */
async function readArchive(run: Run, name: string, reader: TarReader): Promise<void> {
  const file = openArchive(run, name);
  try {
    const packed = await isCompressed(run, file);
    if (packed && !run.has("z") && file.kind !== "file") fatal(run, "Archive is compressed. Use -z option");
    if (packed || run.has("z")) {
      try {
        await decompress(run, file, (bytes) => reader.push(bytes));
      } catch (error) {
        if (!(error instanceof GzipFault)) throw error;
        await run.complain(`\ngzip: stdin: ${error.message}\n`);
        if (reader.inside) await run.warn("Unexpected EOF in archive");
        fatal(run, "Child returned status 1");
      }
    } else {
      let any = false;
      for (let chunk = await readChunk(run, file); chunk !== null; chunk = await readChunk(run, file)) {
        any = true;
        await reader.push(chunk.slice());
        if (reader.ended) break;
      }
      if (!any) {
        if (file.kind === "file") await run.error("This does not look like a tar archive");
        return;
      }
    }
    if (reader.damaged)
      await run.error(reader.count === 0 ? "This does not look like a tar archive" : "Skipping to next header");
    else if (reader.inside) {
      if (reader.count === 0) await run.error("This does not look like a tar archive");
      else {
        if (reader.unpacking) await run.warn("Unexpected EOF in archive");
        fatal(run, "Unexpected EOF in archive");
      }
    }
  } finally {
    file.close();
  }
}

function fixedFacts(run: Run): (entry: Entry) => Entry {
  const owners = new Owners(run);
  const owner = (key: string): { id: number; name: string } | undefined => {
    const text = run.value(key);
    if (text === undefined) return undefined;
    const [name = "", id] = text.split(":");
    if (/^\+?\d+$/.test(name)) {
      const known = key === "owner" ? owners.user(Number(name)) : owners.group(Number(name));
      return { id: Number(name), name: /^\d+$/.test(known) ? "" : known };
    }
    return { id: id === undefined ? 0 : Number(id), name };
  };
  const [user, group] = [owner("owner"), owner("group")];
  const dateText = run.value("mtime");
  const date = dateText === undefined ? undefined : parseDateText(dateText, Date.now(), zoneOf(run.process.env));
  if (dateText !== undefined && date === undefined) fatal(run, `Invalid date format: ${run.locale.quote(dateText)}`);
  const modeText = run.value("mode");
  const mode = modeText === undefined ? undefined : parseMode(modeText);
  if (modeText !== undefined && mode === undefined) fatal(run, "Invalid mode given on option");
  return (entry) => ({
    ...entry,
    ...(user === undefined ? {} : { uid: user.id, user: user.name }),
    ...(group === undefined ? {} : { gid: group.id, group: group.name }),
    ...(date === undefined ? {} : { mtime: Math.floor(date.ms / 1000) }),
    ...(mode === undefined ? {} : { mode: applyMode(mode, entry.mode, entry.kind === "directory", 0) }),
  });
}

/** What --exclude and its like say; those behind the `position`th operand do not count for it. */
async function exclusionsOf(run: Run, position = Infinity): Promise<Exclusions> {
  const patterns: string[] = [];
  for (const { key, value = "", operandsBefore } of run.options) {
    if (operandsBefore > position) continue;
    if (key === "exclude") patterns.push(value);
    if (key === "X") patterns.push(...(await listedNames(run, value)));
  }
  if (run.has("exclude-vcs")) patterns.push(".git", ".svn", ".hg", ".bzr", "CVS", ".gitignore", ".gitattributes");
  return new Exclusions(patterns);
}

/** --exclude behind the last name changes nothing: that is an error. */
async function lateOptions(run: Run): Promise<void> {
  const late = run.options.filter(
    ({ key, operandsBefore }) =>
      ["exclude", "X"].includes(key) && operandsBefore > 0 && operandsBefore === run.operands.length,
  );
  if (late.length === 0 || run.has("T")) return;
  await run.error(
    "The following options were used after any non-optional arguments in archive create or update mode.  " +
      "These options are positional and affect only arguments that follow them.  Please, rearrange them properly.",
  );
  for (const { key, value = "" } of late) {
    await run.error(`--${key === "X" ? "exclude-from" : key} ${run.locale.quote(value)} has no effect`);
  }
}

async function create(run: Run, mode: "c" | "r" | "u"): Promise<void> {
  const { names } = await namesOf(run);
  if (names.length === 0 && !run.has("T")) {
    throw new Refusal("Cowardly refusing to create an empty archive", { usage: true });
  }
  await lateOptions(run);
  const name = archiveName(run);
  const packed = run.has("z") || (run.has("a") && /\.(t?gz|taz)$/.test(name));
  const known = new Map<string, number>();
  let position = 0;
  if (mode !== "c" && run.tryStat(name) !== undefined) {
    const reader = new TarReader((entry) => {
      known.set(entry.name.replace(/\/$/, ""), entry.mtime);
      return Promise.resolve(undefined);
    });
    const file = openArchive(run, name);
    const compressed = await isCompressed(run, file);
    file.close();
    if (compressed) fatal(run, "Cannot update compressed archives");
    await readArchive(run, name, reader);
    position = reader.endsAt;
  }
  let output: OpenFile | undefined;
  if (name !== "-") {
    try {
      output = run.process.open(name, { write: true, create: true, truncate: mode === "c" });
    } catch (error) {
      if (!isFileError(error)) throw error;
      fatal(run, `${quoteInMessage(name)}: Cannot open: ${error.reason}`);
    }
    output.seek(position, "start");
  } else if (run.out.isTerminal) {
    fatal(run, "Refusing to write archive contents to terminal (missing -f option?)");
  }
  const send = async (bytes: Uint8Array): Promise<void> => {
    if (output === undefined) await run.process.write(1, bytes);
    else await output.write(bytes, run.process.signal);
  };
  const compressor = packed ? new Compressor({ level: 6 }, send) : undefined;
  let written = position;
  const write = async (bytes: Uint8Array): Promise<void> => {
    written += bytes.length;
    await (compressor === undefined ? send(bytes) : compressor.push(bytes));
  };
  const creator = new Creator(run, {
    write,
    listing: new Listing(run, run.values("v").length > 1),
    show: async (text) => (output === undefined ? run.complain(text) : await run.out.text(text)),
    archive: output === undefined ? undefined : run.tryStat(name),
    newer: (member, mtimeMs) => mode !== "u" || Math.floor(mtimeMs / 1000) > (known.get(member) ?? -Infinity),
    fixed: fixedFacts(run),
  });
  for (const { name: member, folder, position } of names) {
    await creator.add(member, folder, await exclusionsOf(run, position));
  }
  await write(new Uint8Array(1024));
  await write(new Uint8Array((FULL_BLOCK - (written % FULL_BLOCK)) % FULL_BLOCK));
  await compressor?.end();
  output?.close();
  if (run.status === 0 && run.has("remove-files")) {
    for (const { name: member, folder } of [...names].reverse()) run.files.unlink(run.path(`${folder}/${member}`));
  }
}

async function read(run: Run, mode: "x" | "t"): Promise<void> {
  const { names, folder } = await namesOf(run);
  const wanted = new Wanted(
    names.map(({ name }) => name),
    run.lastOf("wildcards", "no-wildcards") === "wildcards",
  );
  const exclusions = await exclusionsOf(run);
  const strip = run.value("strip-components");
  if (strip !== undefined && !/^\d+$/.test(strip)) {
    throw new Refusal(`${strip}: Invalid number of elements`, { usage: true });
  }
  const listing = new Listing(run, mode === "t" ? run.has("v") : run.values("v").length > 1);
  const show = async (text: string): Promise<void> => {
    if (mode === "x" && run.has("O")) await run.complain(text);
    else await run.out.text(text);
  };
  const extractor = new Extractor(run, { wanted, exclusions, listing, show, folder });
  const reader = new TarReader(async (entry) => {
    if (mode === "x") return extractor.entry(entry);
    if (wanted.has(entry.name) && !exclusions.has(entry.name)) await show(listing.line(entry));
    return undefined;
  });
  await readArchive(run, archiveName(run), reader);
  extractor.finish();
  const globs = !run.has("wildcards", "no-wildcards") && wanted.missing.some((name) => /[*?[]/.test(name));
  if (globs) {
    await run.warn("Pattern matching characters used in file names");
    await run.warn("Use --wildcards to enable pattern matching, or --no-wildcards to suppress this warning");
  }
  for (const name of wanted.missing) await run.error(`${name}: Not found in archive`);
}

/** The old way: `tar czf a.tgz x`, letters in the first word, their arguments in the words that follow. */
function prepare(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  if (first.startsWith("-") || first === "") return words;
  const options: string[] = [];
  for (const letter of first) {
    options.push(`-${letter}`);
    if ("fCTXb".includes(letter)) {
      const value = rest.shift();
      if (value === undefined)
        throw new Refusal(`Old option '${letter}' requires an argument.`, { usage: true, status: 2 });
      options.push(value);
    }
  }
  return [...options, ...rest];
}

/** GNU tar: makes, lists and unpacks archives, plain or through gzip; -j and -J name programs that are not here. */
export const tar = tool(
  {
    options:
      "c,create x,extract,get t,list r,append u,update f,file= C,directory= v,verbose z,gzip,gunzip,ungzip " +
      "a,auto-compress j,bzip2 J,xz zstd k,keep-old-files skip-old-files keep-newer-files overwrite O,to-stdout " +
      "p,preserve-permissions,same-permissions no-same-permissions no-same-owner m,touch h,dereference T,files-from= " +
      "X,exclude-from= exclude= exclude-vcs strip-components= wildcards no-wildcards no-recursion owner= group= " +
      "numeric-owner mtime= mode= sort= format= full-time P,absolute-names null show-transformed-names remove-files",
    failure: 2,
    usageFailure: 64,
    hint: (name) => `Try '${name} --help' or '${name} --usage' for more information.`,
    prepare,
  },
  async (run) => {
    const modes = run.options.filter(({ key }) => "cxtru".includes(key) && key.length === 1);
    const mode = modes[0]?.key;
    if (mode === undefined) {
      throw new Refusal("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options", {
        usage: true,
      });
    }
    if (new Set(modes.map(({ key }) => key)).size > 1) {
      throw new Refusal("You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option", {
        usage: true,
      });
    }
    if (run.has("j", "J", "zstd")) {
      const program = run.has("j") ? "bzip2" : run.has("J") ? "xz" : "zstd";
      throw new Refusal(`${program} is not here; use -z (gzip)`);
    }
    const format = run.value("format") ?? "gnu";
    if (format !== "gnu") throw new Refusal(`--format=${format}: archives are written in GNU's format here`);
    const sort = run.value("sort") ?? "none";
    if (sort !== "none" && sort !== "name") throw new Refusal(`--sort=${sort}: only none and name are known here`);
    if (mode === "c" || mode === "r" || mode === "u") await create(run, mode);
    else if (mode === "x" || mode === "t") await read(run, mode);
    if (run.status !== 0) await run.warn("Exiting with failure status due to previous errors");
    return undefined;
  },
);
