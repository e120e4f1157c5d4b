import { basename } from "#files";
import type { Shell } from "../state/shell.ts";

/** The backslash escapes of bash's prompts ("Controlling the Prompt"). Expansions in the text are done elsewhere. */
export function expandPrompt(shell: Shell, text: string): string {
  return text.replace(
    /\\(?:([0-7]{3})|D\{([^}]*)\}|([\s\S]))/g,
    (whole, octal?: string, _format?: string, letter?: string) => {
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
      return letter === undefined ? new Date().toLocaleDateString() : (promptEscape(shell, letter) ?? whole);
    },
  );
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function promptEscape(shell: Shell, letter: string): string | undefined {
  const now = new Date();
  const host = shell.variables.get("HOSTNAME") ?? "localhost";
  switch (letter) {
    case "a":
      return "\x07";
    case "e":
      return "\x1b";
    case "n":
      return "\n";
    case "r":
      return "\r";
    case "\\":
      return "\\";
    case "[":
    case "]":
      return "";
    case "$":
      return shell.process.uid === 0 && shell.bash ? "#" : "$";
    case "u":
      return shell.variables.get("USER") ?? "user";
    case "h":
      return host.split(".")[0] ?? host;
    case "H":
      return host;
    case "s":
      return basename(shell.name).replace(/^-/, "");
    case "v":
      return "5.2";
    case "V":
      return "5.2.15";
    case "w":
      return shortDirectory(shell);
    case "W": {
      const directory = shortDirectory(shell);
      return directory === "~" ? directory : basename(directory);
    }
    case "j":
      return String(shell.jobs.list.length);
    case "l":
      return "tty";
    case "!":
    case "#":
      return "1";
    case "t":
      return `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
    case "A":
      return `${two(now.getHours())}:${two(now.getMinutes())}`;
    case "d":
      return now.toDateString().slice(0, 10);
    default:
      return undefined;
  }
}

/** The working directory with `~` for the home directory. */
export function shortDirectory(shell: Shell): string {
  const directory = shell.variables.get("PWD") ?? shell.process.cwd;
  const home = shell.variables.get("HOME") ?? "";
  if (home === "" || home === "/") return directory;
  if (directory === home) return "~";
  return directory.startsWith(`${home}/`) ? `~${directory.slice(home.length)}` : directory;
}
