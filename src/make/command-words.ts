/** What the shell alone understands. A line with one of these goes to the shell. */
const SHELL_CHARACTERS = /[#;"*?[\]&|<>(){}$`^~!\r]/;

/** Commands that the shell is or has. */
const SHELL_COMMANDS = new Set(
  ". : alias bg break case cd command continue eval exec exit export fc fg for getopts hash if jobs login logout read readonly return set shift test times trap type ulimit umask unalias unset wait while".split(
    " ",
  ),
);

/**
 * The words of a command that needs no shell, so that make can start it itself, as GNU make does; undefined when only
 * the shell can tell. Single quotes and backslashes are understood, all else is left to the shell.
 */
function directWords(line: string): string[] | undefined {
  if (SHELL_CHARACTERS.test(line.includes("'") ? line.replace(/'[^']*'/g, "") : line)) return undefined;
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === "'") {
      const end = line.indexOf("'", at + 1);
      if (end < 0) return undefined;
      const inside = line.slice(at + 1, end);
      if (inside.includes("\n") && inside.includes("\\")) return undefined;
      word = (word ?? "") + inside;
      at = end;
    } else if (character === "\\") {
      at += 1;
      const next = line[at];
      if (next === undefined) return undefined;
      if (next !== "\n") word = (word ?? "") + next;
      else if (word !== undefined) return undefined;
    } else if (character === " " || character === "\t" || character === "\n") {
      if (character === "\n") return undefined;
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      if (character === "=" && words.length === 0) return undefined;
      word = (word ?? "") + character;
    }
  }
  if (word !== undefined) words.push(word);
  const [command] = words;
  if (command === undefined || command === "" || SHELL_COMMANDS.has(command)) return undefined;
  return words;
}

/** The argument vector for one line of a recipe. */
export function commandVector(line: string, shell: string, flags: readonly string[]): string[] {
  if (shell === "/bin/sh" && flags.length === 1 && (flags[0] === "-c" || flags[0] === "-ec")) {
    const direct = directWords(line);
    if (direct !== undefined) return direct;
  }
  return [...(shell === "" ? ["/bin/sh"] : shell.split(/\s+/)), ...flags, line];
}
