import { writeElement } from "../expand/element.ts";
import { ifsOf } from "../expand/expand.ts";
import { IndexedArray, newVariable } from "../state/variable.ts";
import type { Shell } from "../state/shell.ts";
import { fail, NAME, type Builtin } from "./builtin.ts";
import { readLine } from "./read-line.ts";
import { showUsage } from "./usage.ts";

/** A piece of the line: escaped characters never separate. */
interface Letter {
  readonly text: string;
  readonly escaped: boolean;
}

/** Splits as `read` does (POSIX "read"): the last name takes the rest, without the blanks of IFS around it. */
function split(line: readonly Letter[], ifs: string, count: number): string[] {
  const blank = (letter: Letter | undefined): boolean =>
    letter !== undefined && !letter.escaped && ifs.includes(letter.text) && " \t\n".includes(letter.text);
  const separates = (letter: Letter | undefined): boolean =>
    letter !== undefined && !letter.escaped && ifs.includes(letter.text);
  const fields: string[] = [];
  let at = 0;
  let end = line.length;
  while (blank(line[at])) at += 1;
  while (end > at && blank(line[end - 1])) end -= 1;
  while (at < end && fields.length < count - 1) {
    let field = "";
    while (at < end && !separates(line[at])) field += line[at++]?.text ?? "";
    fields.push(field);
    while (at < end && blank(line[at])) at += 1;
    if (at < end && separates(line[at]) && !blank(line[at])) {
      at += 1;
      while (at < end && blank(line[at])) at += 1;
    }
  }
  if (at < end) {
    const rest = line.slice(at, end);
    // One delimiter at the very end, with the blanks around it, is dropped when nothing else separates.
    const first = rest.findIndex((letter) => separates(letter));
    let after = first;
    while (blank(rest[after])) after += 1;
    const single = first >= 0 && after === rest.length - 1 && separates(rest[after]);
    fields.push((single ? rest.slice(0, first) : rest).map((letter) => letter.text).join(""));
  }
  return fields;
}

interface Wanted {
  raw: boolean;
  array: string | undefined;
  prompt: string;
  delimiter: number;
  most: number | undefined;
  exact: boolean;
  seconds: number | undefined;
  silent: boolean;
  descriptor: number;
  names: readonly string[];
}

function parse(shell: Shell, args: readonly string[]): Wanted | number {
  const wanted: Wanted = {
    raw: false,
    array: undefined,
    prompt: "",
    delimiter: 10,
    most: undefined,
    exact: false,
    seconds: undefined,
    silent: false,
    descriptor: 0,
    names: [],
  };
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at] ?? "";
    if (word === "--") {
      at += 1;
      break;
    }
    if (!/^-./.test(word)) break;
    for (let letter = 1; letter < word.length; letter += 1) {
      const option = word[letter] ?? "";
      if (option === "r") wanted.raw = true;
      else if (shell.bash && option === "s") wanted.silent = true;
      else if (shell.bash && option === "e") continue;
      else if ((shell.bash ? "apdnNtui" : "p").includes(option)) {
        const value = word.slice(letter + 1) || args[++at];
        if (value === undefined) return fail(shell, `-${option}: option requires an argument`, 2);
        if (option === "a") wanted.array = value;
        else if (option === "p") wanted.prompt = value;
        else if (option === "d") wanted.delimiter = value === "" ? 0 : value.charCodeAt(0);
        else if (option === "n" || option === "N") {
          if (!/^\d+$/.test(value)) return fail(shell, `${value}: invalid number`, 1);
          wanted.most = Number(value);
          wanted.exact = option === "N";
        } else if (option === "t") {
          if (!/^(?:\d+\.?\d*|\.\d+)$/.test(value)) return fail(shell, `${value}: invalid timeout specification`, 1);
          wanted.seconds = Number(value);
        } else if (option === "u") {
          if (!/^\d+$/.test(value)) return fail(shell, `${value}: invalid file descriptor specification`, 1);
          wanted.descriptor = Number(value);
        }
        break;
      } else {
        fail(shell, shell.bash ? `-${option}: invalid option` : `Illegal option -${option}`, 2);
        return shell.bash ? showUsage(shell) : 2;
      }
    }
  }
  wanted.names = args.slice(at);
  return wanted;
}

export const read: Builtin = {
  run(shell, args) {
    const wanted = parse(shell, args);
    if (typeof wanted === "number") return wanted;
    if (!shell.bash && wanted.names.length === 0) return fail(shell, "arg count", 2);
    const bad = [...wanted.names, ...(wanted.array === undefined ? [] : [wanted.array])].find(
      (name) => !NAME.test(name.replace(/\[.*\]$/, "")),
    );
    const place = wanted.names.indexOf(bad ?? "");
    if (bad !== undefined && shell.bash && place > 0)
      // The words before it find their names.
      return perform(shell, { ...wanted, names: [...wanted.names.slice(0, place), "_"] }).then(() =>
        fail(shell, `\`${bad}': not a valid identifier`),
      );
    if (bad !== undefined)
      return fail(shell, shell.bash ? `\`${bad}': not a valid identifier` : `${bad}: bad variable name`);
    return perform(shell, wanted);
  },
};

async function perform(shell: Shell, wanted: Wanted): Promise<number> {
  const file = shell.process.descriptors.get(wanted.descriptor);
  if (file === undefined && !shell.bash) return 1;
  if (file === undefined)
    return fail(
      shell,
      wanted.descriptor === 0
        ? "read error: 0: Bad file descriptor"
        : `${String(wanted.descriptor)}: invalid file descriptor: Bad file descriptor`,
      1,
    );
  if (wanted.prompt !== "" && file.kind === "terminal") await shell.process.write(2, wanted.prompt);
  if (wanted.seconds === 0) return file.readable() ? 0 : 1;
  if (wanted.most === 0) {
    store(shell, [], wanted);
    return 0;
  }
  const controller = new AbortController();
  const stop = (): void => controller.abort(shell.process.signal.reason);
  shell.process.signal.addEventListener("abort", stop, { once: true });
  const timer =
    wanted.seconds === undefined ? undefined : setTimeout(() => controller.abort("timeout"), wanted.seconds * 1000);
  const terminal = wanted.silent ? shell.process.terminal : undefined;
  if (terminal !== undefined) terminal.echo = false;
  const letters: Letter[] = [];
  let ended: boolean;
  try {
    for (;;) {
      const most = wanted.most === undefined ? undefined : wanted.most - letters.length;
      const line = await readLine(shell, wanted.descriptor, {
        delimiter: wanted.exact ? -1 : wanted.delimiter,
        signal: controller.signal,
        ...(most === undefined ? {} : { most }),
      });
      ended = line.ended;
      const joins = append(letters, line.text, wanted.raw);
      // A backslash is not one of the characters that are counted.
      const short = letters.length < (wanted.most ?? 0) && [...line.text].length === most;
      if ((!joins && !short) || ended) break;
    }
  } catch (error) {
    if (controller.signal.reason !== "timeout") throw error;
    store(shell, letters, wanted);
    return 142;
  } finally {
    clearTimeout(timer);
    shell.process.signal.removeEventListener("abort", stop);
    if (terminal !== undefined) terminal.echo = true;
  }
  store(shell, letters, wanted);
  return ended ? 1 : 0;
}

/** Adds a line's characters; true when a backslash at its end asks for the next line. */
function append(letters: Letter[], text: string, raw: boolean): boolean {
  const all = [...text];
  for (let at = 0; at < all.length; at += 1) {
    const letter = all[at] ?? "";
    if (letter !== "\\" || raw) letters.push({ text: letter, escaped: false });
    else if (at + 1 === all.length) return true;
    else letters.push({ text: all[++at] ?? "", escaped: true });
  }
  return false;
}

function store(shell: Shell, letters: readonly Letter[], wanted: Wanted): void {
  const ifs = ifsOf(shell);
  const whole = letters.map((letter) => letter.text).join("");
  if (wanted.array !== undefined) {
    const variable = newVariable();
    variable.indexed = IndexedArray.of(split(letters, ifs, Infinity));
    shell.variables.put(wanted.array, variable);
    return;
  }
  if (wanted.names.length === 0) {
    shell.assign("REPLY", whole);
    return;
  }
  const values = wanted.exact ? [whole] : split(letters, ifs, wanted.names.length);
  for (const [at, name] of wanted.names.entries()) {
    const element = /^(\w+)\[(.*)\]$/s.exec(name);
    if (element === null) shell.assign(name, values[at] ?? "");
    else writeElement(shell, element[1] ?? "", element[2] ?? "", values[at] ?? "");
  }
}
