import { basename, dirname, joinPath, relativePath, resolvePath, type FileSystem } from "#files";
import { wildcard } from "../tool/wildcard.ts";
import { textsOf, type Settings, type SettingsTree } from "./settings.ts";

/** Folders that hold no source of the project's own. */
// prettier-ignore
const EXCLUDED = [
  ".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".ipynb_checkpoints", ".mypy_cache", ".nox", ".pants.d",
  ".pyenv", ".pytest_cache", ".pytype", ".ruff_cache", ".svn", ".tox", ".venv", ".vscode", "__pypackages__", "_build",
  "buck-out", "dist", "node_modules", "site-packages", "venv",
];

/** A file to read: its absolute path, how it is told, and its folder's settings. */
export interface Source {
  readonly path: string;
  readonly told: string;
  readonly settings: Settings;
}

/** Whether a pattern of the settings means a path: by its whole way from the settings' folder, or by its last name. */
export function matches(pattern: string, path: string, root: string): boolean {
  const whole = resolvePath(root, pattern);
  return wildcard(whole.replaceAll("**", "*")).test(path) || wildcard(pattern).test(basename(path));
}

/** Whether a pattern means a path or a folder above it. */
export function isBelow(pattern: string, path: string, root: string): boolean {
  for (let at = path; at !== "/" && at !== root; at = dirname(at)) if (matches(pattern, at, root)) return true;
  return false;
}

/** The Python files that words of a command line mean; those that are not there come back by name. */
export function findSources(
  files: FileSystem,
  cwd: string,
  words: readonly string[],
  tree: SettingsTree,
  more: { readonly exclude: readonly string[]; readonly extended: readonly string[]; readonly force: boolean },
): { sources: readonly Source[]; missing: readonly string[] } {
  const found = new Map<string, Source>();
  const missing: string[] = [];
  const isExcluded = (path: string, settings: Settings): boolean => {
    const { exclude, "extend-exclude": extended } = settings.options;
    const own = exclude === undefined ? EXCLUDED : textsOf(exclude);
    const patterns = [...(more.exclude.length > 0 ? more.exclude : own), ...textsOf(extended), ...more.extended];
    return patterns.some((pattern) => matches(pattern, path, settings.root));
  };
  const isIncluded = (path: string, { options, root }: Settings): boolean => {
    const patterns = options.include === undefined ? ["*.py", "*.pyi"] : textsOf(options.include);
    return (
      /\.pyi?$/.test(path) &&
      [...patterns, ...textsOf(options["extend-include"])].some((each) => matches(each, path, root))
    );
  };
  const add = (path: string, settings: Settings): void => {
    const told = path.startsWith(`${cwd}/`) || cwd === "/" ? relativePath(cwd, path) : path;
    found.set(path, { path, told, settings });
  };
  const walk = (folder: string): void => {
    const settings = tree.of(folder);
    for (const { name } of files.readDirectory(folder)) {
      const path = joinPath(folder, name);
      const kind = files.tryStat(path)?.kind;
      if (kind === undefined || isExcluded(path, settings)) continue;
      if (kind === "directory" && files.lstat(path).kind === "directory") walk(path);
      else if (kind === "file" && isIncluded(path, settings)) add(path, settings);
    }
  };
  for (const word of words.length === 0 ? ["."] : words) {
    const path = resolvePath(cwd, word);
    const kind = files.tryStat(path)?.kind;
    if (kind === undefined) missing.push(word);
    else if (kind === "directory") {
      if (path === cwd || !more.force || !isExcluded(path, tree.of(path))) walk(path);
    } else {
      const settings = tree.of(joinPath(path, ".."));
      if (!more.force && settings.options["force-exclude"] !== true) add(path, settings);
      else if (!isExcluded(path, settings)) add(path, settings);
    }
  }
  return { sources: [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1)), missing };
}
