import { basename } from "#files";
import { timeText } from "../parts.ts";
import type { Shell } from "../state/shell.ts";

/** The backslash escapes of bash's prompts ("Controlling the Prompt"). Expansions in the text are done elsewhere. */
export function expandPrompt(shell: Shell, text: string): string {
  return text.replace(
    /\\(?:([0-7]{3})|D\{([^}]*)\}|([\s\S]))/g,
    (whole, octal?: string, format?: string, letter?: string) => {
      if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8));
      return letter === undefined
        ? now(shell, format === "" || format === undefined ? "%X" : format)
        : (promptEscape(shell, letter) ?? whole);
    },
  );
}

/** The time, as far as strftime(3) is here: at a prompt it is. */
function now(shell: Shell, format: string): string {
  return timeText(format, Date.now(), shell.variables.get("TZ"));
}

function promptEscape(shell: Shell, letter: string): string | undefined {
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
      return String(shell.history.length + 1);
    case "t":
      return now(shell, "%H:%M:%S");
    case "T":
      return now(shell, "%I:%M:%S");
    case "@":
      return now(shell, "%I:%M %p");
    case "A":
      return now(shell, "%H:%M");
    case "d":
      return now(shell, "%a %b %d");
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
