import type { Shell } from "../state/shell.ts";

/** The directory that `~` or `~name` stands for; undefined where it stays as it is. */
function tildeDirectory(shell: Shell, prefix: string): string | undefined {
  if (prefix === "~") return shell.variables.get("HOME") ?? (shell.bash ? homeOf(shell, undefined) : undefined);
  const place = /^~([-+]?)(\d+)$/.exec(prefix);
  if (shell.bash && place !== null)
    return [shell.variables.get("PWD") ?? "", ...shell.directories].at(
      place[1] === "-" ? -1 - Number(place[2]) : Number(place[2]),
    );
  if (shell.bash && prefix === "~+") return shell.variables.get("PWD");
  if (shell.bash && prefix === "~-") return shell.variables.get("OLDPWD");
  return homeOf(shell, prefix.slice(1));
}

/** The home directory that /etc/passwd has for a user; without a name, for whoever runs the shell. */
function homeOf(shell: Shell, user: string | undefined): string | undefined {
  const { files, uid } = shell.process;
  if (files.tryStat("/etc/passwd")?.kind !== "file") return user === "root" ? "/root" : undefined;
  for (const line of new TextDecoder().decode(files.readFile("/etc/passwd")).split("\n")) {
    const [name, , id, , , home] = line.split(":");
    if (user === undefined ? id === String(uid) : name === user) return home;
  }
  return undefined;
}

/** Tilde expansion at the beginning of unquoted text: what it gives, and the text that is left. */
export function expandTilde(
  shell: Shell,
  text: string,
  alone: boolean,
  assignment: boolean,
): { home: string; rest: string } | undefined {
  const match = (assignment || shell.bash ? /^~[^/:]*/ : /^~[^/]*/).exec(text);
  if (match === null) return undefined;
  const [prefix] = match;
  // A quoted or expanded piece follows directly: the prefix is not all literal.
  if (prefix.length === text.length && !alone) return undefined;
  const home = tildeDirectory(shell, prefix);
  if (home === undefined) return undefined;
  return { home, rest: text.slice(prefix.length) };
}
