import { FileError, joinPath, resolvePath } from "#files";
import type { Shell } from "../state/shell.ts";
import { fail, letters, type Builtin } from "./builtin.ts";

/** Moves there, keeping PWD and OLDPWD: why it cannot be, or nothing. */
function move(shell: Shell, target: string, physical: boolean): string | undefined {
  const path = resolvePath(shell.process.cwd, target);
  const { files } = shell.process;
  const stat = files.tryStat(path);
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
    const given = args[0] === "-" ? { on: new Set<string>(), rest: args } : letters(shell, args, "LPe@");
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
    const problem = move(shell, target, on.has("P") || shell.options.has("physical"));
    if (problem !== undefined) {
      if (shell.bash) return fail(shell, `${target}: ${problem}`, 1);
      shell.complain(`cd: can't cd to ${target}`);
      return 2;
    }
    return shown ? shell.print(`${shell.process.cwd}\n`) : 0;
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

function tilde(shell: Shell, path: string): string {
  const home = shell.variables.get("HOME");
  return home !== undefined && home !== "" && (path === home || path.startsWith(`${home}/`))
    ? `~${path.slice(home.length)}`
    : path;
}

function stack(shell: Shell): string {
  return `${[shell.process.cwd, ...shell.directories].map((path) => tilde(shell, path)).join(" ")}\n`;
}

export const dirs: Builtin = {
  run(shell, args) {
    if (args[0] === "-c") {
      shell.directories = [];
      return 0;
    }
    const all = [shell.process.cwd, ...shell.directories];
    if (args[0] === "-v")
      return shell.print(all.map((path, at) => `${String(at).padStart(2)}  ${tilde(shell, path)}\n`).join(""));
    if (args[0] === "-p") return shell.print(all.map((path) => `${tilde(shell, path)}\n`).join(""));
    return shell.print(stack(shell));
  },
};

export const pushd: Builtin = {
  run(shell, args) {
    const [target] = args;
    const from = shell.process.cwd;
    if (target === undefined) {
      const [first, ...rest] = shell.directories;
      if (first === undefined) return fail(shell, "no other directory", 1);
      shell.directories = [from, ...rest];
      move(shell, first, false);
    } else if (/^[-+]\d+$/.test(target)) {
      const all = [from, ...shell.directories];
      const at = target.startsWith("+") ? Number(target.slice(1)) : all.length - 1 - Number(target.slice(1));
      if (all[at] === undefined) return fail(shell, `${target}: directory stack index out of range`, 1);
      const turned = [...all.slice(at), ...all.slice(0, at)];
      shell.directories = turned.slice(1);
      move(shell, turned[0] ?? from, false);
    } else {
      const problem = move(shell, target, false);
      if (problem !== undefined) return fail(shell, `${target}: ${problem}`, 1);
      shell.directories = [from, ...shell.directories];
    }
    return shell.print(stack(shell));
  },
};

export const popd: Builtin = {
  run(shell) {
    const [first, ...rest] = shell.directories;
    if (first === undefined) return fail(shell, "directory stack empty", 1);
    const problem = move(shell, first, false);
    if (problem !== undefined) return fail(shell, `${first}: ${problem}`, 1);
    shell.directories = rest;
    return shell.print(stack(shell));
  },
};
