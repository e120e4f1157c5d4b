import { signalName } from "#base";
import { FileError, resolvePath } from "#files";
import { decodeText } from "../text.ts";
import type { Shell } from "../state/shell.ts";
import { keysOf } from "../state/variable.ts";

/** What an action of `compgen` and `complete` offers, all of it: what does not begin with the word goes later. */
export type Actions = Readonly<Record<string, (shell: Shell, wanted: string) => Iterable<string>>>;

/** Every action, in the order in which bash gives their words. */
export function actionsAmong(builtins: (shell: Shell) => readonly string[], keywords: ReadonlySet<string>): Actions {
  const sorted = (shell: Shell): string[] => [...builtins(shell)].sort();
  const commands = (shell: Shell): string[] => [
    ...[...shell.aliases.keys()].sort(),
    ...keywords,
    ...[...shell.functions.keys()].sort(),
    ...sorted(shell),
    ...programs(shell),
  ];
  const jobs = (shell: Shell, state?: string): string[] =>
    shell.jobs.shown.list
      .filter((job) => state === undefined || job.state === state)
      .map((job) => job.command.split(" ")[0] ?? "");
  return {
    alias: (shell) => [...shell.aliases.keys()].sort(),
    arrayvar: (shell) =>
      shell.variables.entries().flatMap(([name, { indexed }]) => (indexed === undefined ? [] : [name])),
    // The line editor has names for none of its functions.
    binding: () => [],
    builtin: (shell) => sorted(shell),
    command: commands,
    disabled: (shell) => [...shell.disabled].sort(),
    enabled: (shell) => sorted(shell).filter((name) => !shell.disabled.has(name)),
    export: (shell) => shell.variables.entries().flatMap(([name, { exported }]) => (exported ? [name] : [])),
    function: (shell) => [...shell.functions.keys()].sort(),
    helptopic: sorted,
    hostname: (shell) => fields(shell, "/etc/hosts", /\s+/).flatMap(([, ...names]) => names),
    job: (shell) => jobs(shell),
    keyword: () => keywords,
    running: (shell) => jobs(shell, "running"),
    setopt: (shell) => shell.options.names(),
    shopt: (shell) => shell.options.shopts(),
    signal: () => [
      "EXIT",
      ...Array.from({ length: 64 }, (_, at) => signalName(at + 1) ?? []).flat(),
      "DEBUG",
      "ERR",
      "RETURN",
    ],
    stopped: (shell) => jobs(shell, "stopped"),
    variable: (shell) => shell.variables.entries().flatMap(([name, one]) => (keysOf(one).length > 0 ? [name] : [])),
    user: (shell) => fields(shell, "/etc/passwd", ":").map(([name = ""]) => name),
    group: (shell) => fields(shell, "/etc/group", ":").map(([name = ""]) => name),
    service: (shell) => fields(shell, "/etc/services", /\s+/).map(([name = ""]) => name),
    file: (shell, wanted) => files(shell, wanted, false),
    directory: (shell, wanted) => files(shell, wanted, true),
  };
}

/** The lines of a table in /etc, without comments; nothing where there is none. */
function fields(shell: Shell, path: string, separator: string | RegExp): string[][] {
  if (shell.process.files.tryStat(path)?.kind !== "file") return [];
  return decodeText(shell.process.files.readFile(path))
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "")
    .map((line) => line.split(separator));
}

/** The programs along PATH. */
function programs(shell: Shell): string[] {
  const folders = (shell.variables.get("PATH") ?? "").split(":");
  return folders.flatMap((folder) =>
    list(shell, folder === "" ? "." : folder)
      .filter(({ name }) => shell.process.which(`${folder === "" ? "." : folder}/${name}`) !== undefined)
      .map(({ name }) => name),
  );
}

function list(shell: Shell, folder: string): { readonly name: string; readonly kind: string }[] {
  try {
    return shell.process.files
      .readDirectory(resolvePath(shell.process.cwd, folder))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return [];
  }
}

/** The names of a folder, as far as the word names one. */
function files(shell: Shell, word: string, folders: boolean): string[] {
  const folder = word.slice(0, word.lastIndexOf("/") + 1);
  return list(shell, folder === "" ? "." : folder)
    .filter(({ name, kind }) => !folders || kind === "directory" || isFolder(shell, folder + name))
    .map(({ name }) => folder + name);
}

function isFolder(shell: Shell, path: string): boolean {
  return shell.process.files.tryStat(resolvePath(shell.process.cwd, path))?.kind === "directory";
}
