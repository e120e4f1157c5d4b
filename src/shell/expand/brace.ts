import { ShellError } from "../errors.ts";
import type { Part, Word } from "../syntax/ast.ts";
import { makeWord } from "../syntax/word-builder.ts";

/** A character of unquoted text, or a part that braces do not look into. */
type Atom = string | Part;

const expanded = new WeakMap<Word, readonly Word[]>();

/** bash's brace expansion: the words that a word with `{a,b}` or `{1..3}` stands for; just itself without them. */
export function expandBraces(word: Word): readonly Word[] {
  if (!word.raw.includes("{")) return [word];
  const known = expanded.get(word);
  if (known !== undefined) return known;
  const atoms = toAtoms(word.parts);
  refuseTooDeep(atoms);
  const lists = expandAtoms(atoms);
  const words =
    lists.length === 1 && lists[0]?.length === atoms.length ? [word] : lists.map((atoms) => fromAtoms(atoms, word));
  expanded.set(word, words);
  return words;
}

/** What one word may become: beyond, the machine's memory would end first. */
const WORD_LIMIT = 1_000_000;
const DEPTH_LIMIT = 400;

function refuse(what: string): never {
  throw new ShellError(`brace expansion: more than ${what}`, { scope: "line", status: 1 });
}

function refuseTooDeep(atoms: readonly Atom[]): void {
  let depth = 0;
  for (const atom of atoms) {
    if (atom === "{") depth += 1;
    else if (atom === "}") depth -= 1;
    if (depth > DEPTH_LIMIT) refuse(`${String(DEPTH_LIMIT)} levels`);
  }
}

function toAtoms(parts: readonly Part[]): Atom[] {
  return parts.flatMap((part): Atom[] => (part.kind === "text" && !part.quoted ? Array.from(part.text) : [part]));
}

function fromAtoms(atoms: readonly Atom[], word: Word): Word {
  const parts: Part[] = [];
  let text = "";
  const flush = (): void => {
    if (text !== "") parts.push({ kind: "text", text, quoted: false });
    text = "";
  };
  for (const atom of atoms) {
    const name = parts.at(-1);
    if (typeof atom === "string" && text === "" && /\w/.test(atom) && isPlainName(name)) {
      // Braces expand before anything else: the name goes on with the text that now follows it.
      parts.splice(-1, 1, { ...name, name: name.name + atom, raw: name.raw + atom });
    } else if (typeof atom === "string") text += atom;
    else {
      flush();
      parts.push(atom);
    }
  }
  flush();
  return makeWord(parts, parts.map((part) => (part.kind === "text" ? part.text : "$")).join(""), word.line);
}

function isPlainName(part: Part | undefined): part is Part & { kind: "parameter" } {
  return part?.kind === "parameter" && /^[A-Za-z_]/.test(part.name) && part.raw === `$${part.name}`;
}

function expandAtoms(atoms: readonly Atom[]): Atom[][] {
  for (let open = atoms.indexOf("{"); open >= 0; open = atoms.indexOf("{", open + 1)) {
    const found = matchBrace(atoms, open);
    if (found === undefined) continue;
    const before = atoms.slice(0, open);
    const after = expandAtoms(atoms.slice(found.close + 1));
    const middle = found.choices ?? sequence(atoms.slice(open + 1, found.close));
    if (middle === undefined) continue;
    const choices = found.choices === undefined ? middle : middle.flatMap((choice) => expandAtoms(choice));
    if (choices.length * after.length > WORD_LIMIT) refuse(`${String(WORD_LIMIT)} words`);
    return choices.flatMap((choice) => after.map((rest) => [...before, ...choice, ...rest]));
  }
  return [[...atoms]];
}

function matchBrace(
  atoms: readonly Atom[],
  open: number,
): { close: number; choices: Atom[][] | undefined } | undefined {
  let depth = 0;
  const cuts: number[] = [];
  for (let at = open; at < atoms.length; at += 1) {
    const atom = atoms[at];
    if (atom === "{") depth += 1;
    else if (atom === "," && depth === 1) cuts.push(at);
    else if (atom === "}") {
      depth -= 1;
      if (depth > 0) continue;
      if (cuts.length === 0) return { close: at, choices: undefined };
      const edges = [open, ...cuts, at];
      const choices = edges.slice(1).map((edge, index) => atoms.slice((edges[index] ?? 0) + 1, edge));
      return { close: at, choices };
    }
  }
  return undefined;
}

function sequence(atoms: readonly Atom[]): Atom[][] | undefined {
  if (!atoms.every((atom) => typeof atom === "string")) return undefined;
  const text = atoms.join("");
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(text);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(text);
  const [, from = "", to = "", by] = numbers ?? letters ?? [];
  if (from === "") return undefined;
  const first = numbers === null ? from.charCodeAt(0) : Number(from);
  const last = numbers === null ? to.charCodeAt(0) : Number(to);
  const step = Math.abs(Number(by ?? 1)) || 1;
  if (Math.abs(last - first) / step > WORD_LIMIT) refuse(`${String(WORD_LIMIT)} words`);
  const padded = numbers !== null && /^-?0\d/.test(/^-?0\d/.test(from) ? from : to);
  const width = padded ? Math.max(from.length, to.length) : 0;
  const items: Atom[][] = [];
  for (let at = first; first <= last ? at <= last : at >= last; at += first <= last ? step : -step) {
    // A backslash that comes about quotes nothing, and goes with the quotes.
    if (numbers === null && at === 0x5c) items.push([{ kind: "text", text: "", quoted: true }]);
    else items.push(Array.from(numbers === null ? String.fromCharCode(at) : pad(at, width)));
  }
  return items;
}

function pad(value: number, width: number): string {
  const digits = String(Math.abs(value));
  return value < 0 ? `-${digits.padStart(width - 1, "0")}` : digits.padStart(width, "0");
}
