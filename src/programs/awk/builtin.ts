/** awk's own functions. */
import { strftime } from "../tool/strftime.ts";
import { zoneOf } from "../tool/zone.ts";
import { Refusal } from "../tool/tool.ts";
import type { Machine, Steps } from "./machine.ts";
import type { Expression } from "./tree.ts";
import { formatAwk, InputString, toNumber, type Value } from "./value.ts";

const THIS_RECORD: Expression = { kind: "field", index: { kind: "number", value: 0 } };

function substring(text: string, start: number, length: number): string {
  // gawk: a start below one is one, and the length counts from there.
  const from = Math.max(1, Math.round(start));
  const end = length === Infinity ? Infinity : from + Math.round(length);
  return text.slice(Math.max(0, from - 1), Math.max(0, end - 1));
}

function* substitute(machine: Machine, name: string, words: readonly Expression[]): Steps<Value> {
  const [source, replacement, target = THIS_RECORD] = words;
  if (source === undefined || replacement === undefined)
    throw new Refusal(`not enough arguments in call to ${name}`, { status: 2 });
  const pattern = yield* machine.asPattern(source);
  const template = machine.convert(yield* machine.evaluate(replacement));
  const text = machine.convert(yield* machine.evaluate(target));
  let result = "";
  let [at, from, count] = [0, 0, 0];
  while (from <= text.length) {
    const match = pattern.exec(text, from);
    if (match === undefined) break;
    if (match.end === match.index && match.index === at && count > 0) {
      from += 1;
      if (from > text.length) break;
      const next = pattern.exec(text, from);
      if (next === undefined) break;
      continue;
    }
    count += 1;
    const whole = text.slice(match.index, match.end);
    result +=
      text.slice(at, match.index) +
      template.replace(/\\\\&|\\&|&/g, (mark) => (mark === "&" ? whole : mark === "\\&" ? "&" : `\\${whole}`));
    at = match.end;
    from = match.end > match.index ? match.end : match.end + 1;
    if (name === "sub") break;
  }
  if (count > 0) yield* machine.assign(target, result + text.slice(at));
  return count;
}

/** gensub: like sub and gsub, but it answers the text, and "\\1" is a group. */
function* general(machine: Machine, words: readonly Expression[]): Steps<Value> {
  const [source, replacement, how, target = THIS_RECORD] = words;
  if (source === undefined || replacement === undefined || how === undefined) {
    throw new Refusal("gensub takes a pattern, a replacement and which ones", { status: 2 });
  }
  const pattern = yield* machine.asPattern(source);
  const template = machine.convert(yield* machine.evaluate(replacement));
  const which = machine.convert(yield* machine.evaluate(how));
  const wanted = /^[gG]/.test(which) ? 0 : Math.max(1, Math.trunc(Number(which) || 1));
  const text = machine.convert(yield* machine.evaluate(target));
  let result = "";
  let [at, from, count] = [0, 0, 0];
  while (from <= text.length) {
    const match = pattern.exec(text, from);
    if (match === undefined) break;
    count += 1;
    result += text.slice(at, match.index);
    const whole = text.slice(match.index, match.end);
    result +=
      wanted === 0 || wanted === count
        ? template.replace(/\\([0-9&\\])|&/g, (mark, letter?: string) => {
            if (mark === "&" || letter === "0") return whole;
            return letter === "&" || letter === "\\" ? letter : (match.groups[Number(letter)] ?? "");
          })
        : whole;
    at = match.end;
    if (match.end === match.index) {
      result += text[at] ?? "";
      at += 1;
    }
    from = at;
    if (wanted === count) break;
  }
  return result + text.slice(at);
}

/** Numbers before strings, each in their order, as asort has them. */
function ordered(a: Value, b: Value): number {
  const text = (value: Value): string => (value instanceof InputString ? value.text : String(value ?? ""));
  const numeric = (value: Value): boolean =>
    typeof value === "number" || (value instanceof InputString && /^\s*[-+]?[\d.]+\s*$/.test(value.text));
  if (numeric(a) && numeric(b)) return toNumber(a) - toNumber(b);
  if (numeric(a) !== numeric(b)) return numeric(a) ? -1 : 1;
  return text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0;
}

export function* callBuiltin(machine: Machine, name: string, words: readonly Expression[]): Steps<Value> {
  if (name === "sub" || name === "gsub") return yield* substitute(machine, name, words);
  if (name === "gensub") return yield* general(machine, words);
  const [first, second, third] = words;
  if (name === "length" && first?.kind === "variable" && machine.globals.get(first.name) instanceof Map)
    return machine.array(first.name).size;
  if (name === "split" && first !== undefined && second?.kind === "variable") {
    const text = machine.convert(yield* machine.evaluate(first));
    const separator =
      third === undefined
        ? machine.text("FS")
        : third.kind === "regex"
          ? third.source.length === 1
            ? `(${third.source})`
            : third.source
          : machine.convert(yield* machine.evaluate(third));
    const parts = machine.split(text, separator);
    const array = machine.array(second.name);
    array.clear();
    for (const [index, part] of parts.entries()) array.set(String(index + 1), new InputString(part));
    return parts.length;
  }
  if (name === "match" && first !== undefined && second !== undefined) {
    const match = (yield* machine.asPattern(second)).exec(machine.convert(yield* machine.evaluate(first)));
    machine.setVariable("RSTART", match === undefined ? 0 : match.index + 1);
    machine.setVariable("RLENGTH", match === undefined ? -1 : match.end - match.index);
    if (third?.kind === "variable") {
      const array = machine.array(third.name);
      array.clear();
      for (const [index, group] of (match?.groups ?? []).entries())
        if (group !== undefined) array.set(String(index), new InputString(group));
    }
    return match === undefined ? 0 : match.index + 1;
  }
  if ((name === "asort" || name === "asorti") && first?.kind === "variable") {
    const source = machine.array(first.name);
    const sorted: Value[] =
      name === "asort"
        ? [...source.values()].sort((a, b) => ordered(a, b))
        : [...source.keys()].sort((a, b) => (a < b ? -1 : 1));
    const target = second?.kind === "variable" ? machine.array(second.name) : source;
    target.clear();
    for (const [index, value] of sorted.entries()) target.set(String(index + 1), value);
    return sorted.length;
  }
  const values: Value[] = [];
  for (const word of words) values.push(yield* machine.evaluate(word));
  const number = (index: number): number => toNumber(values[index]);
  const text = (index: number): string => machine.convert(values[index]);
  switch (name) {
    case "length":
      return Array.from(first === undefined ? machine.convert(machine.field(0)) : text(0)).length;
    case "substr":
      return substring(text(0), number(1), values.length > 2 ? number(2) : Infinity);
    case "index":
      return text(0).indexOf(text(1)) + 1;
    case "sprintf":
      return formatAwk(text(0), values.slice(1), machine.text("CONVFMT"));
    case "sin":
      return Math.sin(number(0));
    case "cos":
      return Math.cos(number(0));
    case "atan2":
      return Math.atan2(number(0), number(1));
    case "exp":
      return Math.exp(number(0));
    case "log":
      return Math.log(number(0));
    case "sqrt":
      return Math.sqrt(number(0));
    case "int":
      return Math.trunc(number(0));
    case "rand": {
      machine.random.state = (Math.imul(machine.random.state, 1_664_525) + 1_013_904_223) >>> 0;
      return machine.random.state / 2 ** 32;
    }
    case "srand": {
      const before = machine.random.seed;
      machine.random.seed = values.length > 0 ? number(0) : Math.floor(Date.now() / 1000);
      machine.random.state = machine.random.seed >>> 0;
      return before;
    }
    case "tolower":
      return text(0).toLowerCase();
    case "toupper":
      return text(0).toUpperCase();
    case "system": {
      yield machine.streams.flushAll();
      return (yield machine.run.process.spawn({ argv: ["sh", "-c", text(0)] }).exit) as number;
    }
    case "close":
      return (yield machine.streams.close(text(0))) as number;
    case "fflush":
      yield machine.streams.flushAll();
      return 0;
    case "and":
      return Number(values.reduce<bigint>((sum, value) => sum & BigInt(Math.trunc(toNumber(value))), -1n));
    case "or":
      return Number(values.reduce<bigint>((sum, value) => sum | BigInt(Math.trunc(toNumber(value))), 0n));
    case "xor":
      return Number(values.reduce<bigint>((sum, value) => sum ^ BigInt(Math.trunc(toNumber(value))), 0n));
    case "lshift":
      return Number(BigInt(Math.trunc(number(0))) << BigInt(Math.trunc(number(1))));
    case "rshift":
      return Number(BigInt(Math.trunc(number(0))) >> BigInt(Math.trunc(number(1))));
    case "strtonum": {
      const word = text(0).trim();
      const hex = /^0[xX][0-9a-fA-F]+/.exec(word);
      const octal = /^0[0-7]+$/.exec(word);
      return hex !== null ? parseInt(hex[0], 16) : octal !== null ? parseInt(octal[0], 8) : number(0);
    }
    case "systime":
      return Math.floor(Date.now() / 1000);
    case "strftime":
      return strftime(
        values.length > 0 ? text(0) : "%c",
        values.length > 1 ? number(1) * 1000 : Date.now(),
        zoneOf(machine.run.process.env),
      );
    default:
      throw new Refusal(`function ${name} is not here`, { status: 2 });
  }
}
