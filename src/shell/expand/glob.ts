import { resolvePath, type FileSystem } from "#files";
import { byteString } from "../text.ts";
import { compilePattern, isPattern, unquotePattern } from "./pattern.ts";

export interface GlobOptions {
  readonly files: FileSystem;
  readonly cwd: string;
  readonly extglob?: boolean;
  readonly dotglob?: boolean;
  readonly globstar?: boolean;
  readonly ignoreCase?: boolean;
  readonly noCaret?: boolean;
  /** `*` and `.*` never give `.` and `..` (bash's globskipdots). */
  readonly skipDots?: boolean;
  /** Characters are bytes. */
  readonly bytes?: boolean;
}

/** The names a pattern matches, sorted; empty when there are none (POSIX 2.13.3). */
export function glob(pattern: string, options: GlobOptions): string[] {
  if (!isPattern(pattern, options.extglob)) return [];
  const segments = splitSegments(pattern);
  let found = pattern.startsWith("/") ? ["/"] : [""];
  const last = segments.length - 1;
  for (const [at, segment] of segments.entries()) {
    if (segment === "" && at === last) {
      found = found
        .filter((path) => options.files.tryStat(resolve(path, options))?.kind === "directory")
        .map((path) => `${path.replace(/\/$/, "")}/`);
      continue;
    }
    if (segment === "") {
      if (at > 0) found = found.map((path) => (path.endsWith("/") ? `${path}/` : `${path}//`));
      continue;
    }
    const trailing = at === last - 1 && segments[last] === "";
    found = found.flatMap((path) =>
      segment === "**" && options.globstar === true
        ? descend(path, at === last, trailing && path === "", options)
        : matchSegment(path, segment, at === last, options),
    );
    if (found.length === 0) return [];
  }
  return found.sort(byCodePoint);
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function resolve(path: string, options: GlobOptions): string {
  return resolvePath(options.cwd, path === "" ? "." : path);
}

/** Splits at slashes; one inside brackets or parentheses ends the pattern there, as glob(3) has it. */
function splitSegments(pattern: string): string[] {
  const segments: string[] = [];
  let segment = "";
  let depth = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? "";
    if (character === "\\") {
      segment += character + (pattern[at + 1] ?? "");
      at += 1;
    } else if (character === "/" && depth === 0) {
      segments.push(segment);
      segment = "";
    } else {
      if (character === "(") depth += 1;
      if (character === ")" && depth > 0) depth -= 1;
      segment += character;
    }
  }
  return [...segments, segment];
}

function join(path: string, name: string): string {
  return path === "" || path.endsWith("/") ? `${path}${name}` : `${path}/${name}`;
}

function matchSegment(path: string, segment: string, last: boolean, options: GlobOptions): string[] {
  if (!isPattern(segment, options.extglob)) {
    const name = join(path, unquotePattern(segment.replace(/\\\//g, "/")));
    return exists(name, options) ? [name] : [];
  }
  const units = options.bytes === true ? byteString : (text: string): string => text;
  const pattern = compilePattern(units(segment), {
    extglob: options.extglob === true,
    ignoreCase: options.ignoreCase === true,
    noCaret: options.noCaret === true,
  });
  const dots = /^\\?\./.test(segment);
  return entries(path, options)
    .filter(
      ({ name }) => (name.startsWith(".") ? dots || options.dotglob === true : true) && pattern.matches(units(name)),
    )
    .concat(
      dots && options.skipDots !== true
        ? [".", ".."].filter((name) => pattern.matches(name)).map((name) => ({ name, directory: true }))
        : [],
    )
    .filter((entry) => last || entry.directory)
    .map((entry) => join(path, entry.name));
}

/**
 * `**`: every directory below, and every file when it is the last segment; the directory itself too, but for the
 * working directory, which has no name to show (`below`).
 */
function descend(path: string, last: boolean, below: boolean, options: GlobOptions): string[] {
  const found = below || (last && path === "") ? [] : [last ? `${path}/` : path];
  for (const entry of entries(path, options)) {
    if (entry.name.startsWith(".") && options.dotglob !== true) continue;
    const name = join(path, entry.name);
    if (last) found.push(name);
    else if (!entry.directory) continue;
    if (entry.directory && !entry.link) {
      const deeper = descend(name, last, false, options);
      found.push(...(last ? deeper.filter((each) => each !== `${name}/`) : deeper));
    }
  }
  return found;
}

function exists(path: string, options: GlobOptions): boolean {
  try {
    options.files.lstat(resolve(path, options));
    return true;
  } catch {
    return false;
  }
}

function entries(path: string, options: GlobOptions): { name: string; directory: boolean; link?: boolean }[] {
  try {
    const folder = resolve(path, options);
    return options.files.readDirectory(folder).map(({ name, kind }) => ({
      name,
      link: kind === "symlink",
      directory:
        kind === "directory" ||
        (kind === "symlink" && options.files.tryStat(`${folder}/${name}`)?.kind === "directory"),
    }));
  } catch {
    return [];
  }
}
