import { FileError, joinPath, resolvePath } from "#files";
import { brokenFolder } from "../run/external.ts";
import type { Shell } from "../state/shell.ts";
import { fail, letters, NAME, type Builtin } from "./builtin.ts";

/** Moves there, keeping PWD and OLDPWD: why it cannot be, or nothing. */
export function move(shell: Shell, target: string, physical: boolean): string | undefined {
  const path = resolvePath(shell.process.cwd, target);
  const { files } = shell.process;
  const stat = files.tryStat(path);
  const broken = shell.bash && !physical ? brokenFolder(shell, target) : undefined;
  if (broken !== undefined) return broken;
  if (stat === undefined) return "No such file or directory";
  if (stat.kind !== "directory") return "Not a directory";
  if ((stat.mode & 0o111) === 0) return "Permission denied";
  try {
    const old = shell.process.cwd;
    shell.process.cwd = physical ? files.realPath(path) : path;
    shell.assign("OLDPWD", shell.variables.get("PWD") ?? old);
    shell.assign("PWD", shell.process.cwd);
    return undefined;
  } catch (error) {
    if (error instanceof FileError) return error.reason;
    throw error;
  }
}

export const cd: Builtin = {
  run(shell, args) {
    const given =
      args[0] === "-" ? { on: new Set<string>(), rest: args } : letters(shell, args, shell.bash ? "LPe@" : "LP");
    if (given === undefined) return 2;
    const { on, rest } = given;
    if (shell.bash && rest.length > 1) return fail(shell, "too many arguments", 1);
    let [target] = rest;
    let shown = false;
    if (target === undefined) {
      target = shell.variables.get("HOME");
      if (target === undefined) return shell.bash ? fail(shell, "HOME not set", 1) : 0;
      if (target === "") return 0;
    } else if (target === "-") {
      target = shell.variables.get("OLDPWD");
      if (target === undefined) {
        if (shell.bash) return fail(shell, "OLDPWD not set", 1);
        target = shell.process.cwd;
      }
      shown = true;
    } else if (!/^(?:\/|\.{1,2}(?:\/|$))/.test(target)) {
      const wanted = target;
      for (const folder of (shell.variables.get("CDPATH") ?? "").split(":")) {
        if (folder === "") continue;
        const path = joinPath(folder, wanted);
        if (shell.process.files.tryStat(resolvePath(shell.process.cwd, path))?.kind !== "directory") continue;
        target = path;
        shown = true;
        break;
      }
    }
    const physical = on.has("P") || shell.options.has("physical");
    let problem = move(shell, target, physical);
    const named = shell.options.shopt("cdable_vars") && NAME.test(target) ? shell.variables.get(target) : undefined;
    if (problem !== undefined && named !== undefined) {
      problem = move(shell, named, physical);
      shown = true;
    }
    if (problem !== undefined) {
      if (shell.bash) return fail(shell, `${target}: ${problem}`, 1);
      shell.complain(`cd: can't cd to ${target}`);
      return 2;
    }
    return shown ? shell.print(`${shell.bash && target === "" ? "" : shell.process.cwd}\n`) : 0;
  },
};

export const pwd: Builtin = {
  run(shell, args) {
    const given = letters(shell, args, "LP");
    if (given === undefined) return 2;
    const { cwd, files } = shell.process;
    return shell.print(`${given.on.has("P") ? files.realPath(cwd) : cwd}\n`);
  },
};
