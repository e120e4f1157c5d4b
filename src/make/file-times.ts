import type { BuildState } from "./build-state.ts";
import { memberMtime } from "./archive.ts";
import { archiveMember } from "./automatic-variables.ts";
import { MISSING, VERY_NEW, type Mtime } from "./disk.ts";
import { fillPattern, parsePattern, splitWords } from "./text.ts";
import type { Target } from "./target.ts";

/**
 * The time of a target's file, looked up once: by its own name, then along the search path, then among the libraries
 * for `-lNAME`. Where it is found elsewhere, `path` is that name. Manual: "How Directory Searches are Performed".
 */
export function mtimeOf(state: BuildState, target: Target, search = true): Mtime {
  if (target.pretended !== undefined) return target.pretended;
  if (target.mtime !== undefined) return target.mtime;
  const found = look(state, target, search);
  target.mtime = target.lowResolution ? coarse(found) : found;
  if (target.lowResolution && found > 0 && !Number.isInteger(found / 1000)) {
    state.warn(`*** Warning: .LOW_RESOLUTION_TIME file '${target.name}' has a high resolution time stamp`);
  }
  if (search && !target.ran && target.mtime > 0 && target.mtime !== VERY_NEW) checkClock(state, target);
  return target.mtime;
}

/** A time that is known to the second counts as the end of that second. */
function coarse(time: Mtime): Mtime {
  return time === MISSING ? MISSING : Math.floor(time / 1000) * 1000 + 999.999;
}

function checkClock(state: BuildState, target: Target): void {
  const time = target.mtime ?? 0;
  const isCoarse = target.lowResolution || archiveMember(target.path) !== undefined;
  const ahead = ((isCoarse ? Math.floor(time / 1000) * 1000 : time) - state.host.now()) / 1000;
  if (ahead <= 0.01) return;
  const seconds = ahead >= 99 ? String(Math.trunc(ahead)) : String(Number(ahead.toPrecision(2)));
  state.warn(`Warning: File '${target.name}' has modification time ${seconds} s in the future`);
  state.clockSkew = true;
}

function look(state: BuildState, target: Target, search: boolean): Mtime {
  const checkSymlinks = state.options.checkSymlinks;
  const member = archiveMember(target.path);
  if (member !== undefined) {
    const archive = state.targets.get(member.archive);
    if (archive !== undefined) mtimeOf(state, archive, search);
    return coarse(memberMtime(state.disk, archive?.path ?? member.archive, member.member));
  }
  const own = state.disk.mtime(target.path, checkSymlinks);
  if (own !== MISSING || !search || target.path !== target.name) return own;
  const found = target.name.startsWith("-l")
    ? findLibrary(state, target.name.slice(2))
    : findOnPath(state, target.name);
  if (found === undefined) return own;
  // A file of that name that make has rules for is that target: its time counts once it is up to date.
  target.path = found;
  return state.targets.get(found)?.pretended ?? state.disk.mtime(found, checkSymlinks);
}

/** Where the search path has a file of this name; undefined when nowhere. */
export function findOnPath(state: BuildState, name: string): string | undefined {
  if (state.searchPath.isEmpty || name.startsWith("/")) return undefined;
  for (const directory of state.searchPath.directoriesFor(name)) {
    const path = `${directory}/${name}`;
    const known = state.targets.get(path);
    if ((known !== undefined && known.isTarget && known.recipe !== undefined) || state.disk.listed(path)) return path;
  }
  return undefined;
}

const SYSTEM_LIBRARIES = ["/lib", "/usr/lib/x86_64-linux-gnu", "/usr/local/lib", "/usr/lib"];

/** Manual: "Directory Search for Link Libraries". */
function findLibrary(state: BuildState, name: string): string | undefined {
  const patterns = splitWords(state.globalText(".LIBPATTERNS"));
  for (const text of patterns) {
    const pattern = parsePattern(text);
    if (pattern.suffix === undefined) {
      state.warn(`.LIBPATTERNS element '${text}' is not a pattern`);
      continue;
    }
    const file = fillPattern(pattern, name);
    if (state.disk.mtime(file) !== MISSING) return file;
    const directories = [...state.searchPath.directoriesFor(file), ...SYSTEM_LIBRARIES];
    for (const directory of directories) {
      if (state.disk.mtime(`${directory}/${file}`) !== MISSING) return `${directory}/${file}`;
    }
  }
  return undefined;
}
