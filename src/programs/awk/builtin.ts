/** awk's own functions. */
import { strftime } from "../tool/strftime.ts";
import { zoneOf } from "../tool/zone.ts";
import { Refusal } from "../tool/tool.ts";
import { cutByPattern } from "./fields.ts";
import type { Machine, Steps } from "./machine.ts";
import type { AwkArray, Cell } from "./variables.ts";
import { byValue } from "./order.ts";
import type { Expression } from "./tree.ts";
import { InputString, isTrue, looksNumeric, toNumber, type Value } from "./value.ts";

const THIS_RECORD: Expression = { kind: "field", index: { kind: "number", value: 0 } };

function substring(text: string, start: number, length: number): string {
  // gawk: a start below one is one, and the length counts from there.
  const from = Math.max(1, Math.trunc(start));
  const end = length === Infinity ? Infinity : from + Math.trunc(length);
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

function fill(array: AwkArray | undefined, parts: readonly string[], first: number): void {
  array?.clear();
  for (const [index, part] of parts.entries()) array?.set(String(index + first), new InputString(part));
}

/** The separators that split(…, seps) saw between the parts; blanks at the ends have the numbers 0 and n. */
function separators(machine: Machine, text: string, parts: readonly string[], separator: string): [number, string][] {
  if (separator === " ") {
    const seen = [...text.matchAll(/[ \t\n]+/g)].map(([blank]) => blank);
    const leads = /^[ \t\n]/.test(text);
    return seen.map((blank, at) => [at + (leads ? 0 : 1), blank]);
  }
  let at = 0;
  return parts.slice(0, -1).map((part, index) => {
    at += part.length;
    const rest = separator.length === 1 ? 1 : undefined;
    const match = rest === undefined ? machine.pattern(separator).exec(text, at) : undefined;
    const seen = text.slice(at, rest === undefined ? (match?.end ?? at) : at + rest);
    at += seen.length;
    return [index + 1, seen];
  });
}

function* separatorOf(machine: Machine, word: Expression | undefined): Steps<string> {
  if (word === undefined) return machine.text("FS");
  if (word.kind === "regex") return word.source.length === 1 ? `(${word.source})` : word.source;
  return machine.convert(yield* machine.evaluate(word));
}

function typeName(found: boolean, cell: Cell, word: Expression): string {
  if (cell instanceof Map) return "array";
  if (cell instanceof InputString) return looksNumeric(cell) ? "strnum" : "string";
  if (typeof cell === "number" || typeof cell === "string") return typeof cell;
  return word.kind === "field" || (word.kind === "element" && found) ? "unassigned" : "untyped";
}

/** mktime("YYYY MM DD HH MM SS"): seconds, or -1 for what is no time. */
function secondsOf(machine: Machine, text: string, utc: boolean): number {
  const parts = text.trim().split(/\s+/).map(Number);
  if (parts.length < 6 || parts.some((part) => !Number.isFinite(part))) return -1;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  if (utc) return wall / 1000;
  const zone = zoneOf(machine.run.process.env);
  const guess = wall - zone.offset(wall) * 1000;
  return (wall - zone.offset(guess) * 1000) / 1000;
}

const ASCII_LOWER = /[A-Z]+/g;
const ASCII_UPPER = /[a-z]+/g;

export function* callBuiltin(machine: Machine, name: string, words: readonly Expression[]): Steps<Value> {
  if (name === "sub" || name === "gsub") return yield* substitute(machine, name, words);
  if (name === "gensub") return yield* general(machine, words);
  const [first, second, third] = words;
  if ((name === "length" || name === "isarray" || name === "typeof") && first !== undefined) {
    if (first.kind === "variable" || first.kind === "element" || name === "typeof") {
      const { found, cell } = yield* machine.cellOf(first);
      if (name === "typeof") return typeName(found, cell, first);
      if (name === "isarray") return cell instanceof Map ? 1 : 0;
      if (cell instanceof Map) return cell.size;
    } else if (name === "isarray") return 0;
  }
  if (name === "split" && first !== undefined && second !== undefined) {
    const text = machine.convert(yield* machine.evaluate(first));
    const separator = yield* separatorOf(machine, third);
    const parts = machine.split(text, separator);
    fill(yield* machine.arrayFor(second), parts, 1);
    const seen = yield* machine.arrayFor(words[3]);
    seen?.clear();
    if (seen !== undefined && parts.length > 0)
      for (const [index, part] of separators(machine, text, parts, separator)) seen.set(String(index), part);
    return parts.length;
  }
  if (name === "patsplit" && first !== undefined && second !== undefined) {
    const text = machine.convert(yield* machine.evaluate(first));
    const pattern =
      third === undefined ? machine.pattern(machine.text("FPAT") || "[^[:space:]]+") : yield* machine.asPattern(third);
    const { fields, between } = cutByPattern(text, pattern);
    fill(yield* machine.arrayFor(second), fields, 1);
    fill(yield* machine.arrayFor(words[3]), between, 0);
    return fields.length;
  }
  if (name === "match" && first !== undefined && second !== undefined) {
    const subject = machine.convert(yield* machine.evaluate(first));
    const match = (yield* machine.asPattern(second)).exec(subject);
    machine.setVariable("RSTART", match === undefined ? 0 : match.index + 1);
    machine.setVariable("RLENGTH", match === undefined ? -1 : match.end - match.index);
    const array = yield* machine.arrayFor(third);
    array?.clear();
    let at = match?.index ?? 0;
    for (const [index, group] of (match?.groups ?? []).entries()) {
      if (group === undefined || array === undefined) continue;
      array.set(String(index), new InputString(group));
      const start = index === 0 ? (match?.index ?? 0) : Math.max(0, subject.indexOf(group, at));
      if (index > 0) at = start;
      array.set(`${index}${machine.text("SUBSEP")}start`, start + 1);
      array.set(`${index}${machine.text("SUBSEP")}length`, group.length);
    }
    return match === undefined ? 0 : match.index + 1;
  }
  if (name === "asort" || name === "asorti") {
    const source = yield* machine.arrayFor(first);
    if (source === undefined) throw machine.fatal(`${name}: first argument is not an array`);
    const how = third === undefined ? undefined : machine.convert(yield* machine.evaluate(third));
    const entries =
      how !== undefined
        ? yield* machine.sorted(source, how)
        : [...source].sort((a, b) => (name === "asort" ? byValue(a[1], b[1]) : a[0] < b[0] ? -1 : 1));
    const target = second === undefined ? source : yield* machine.arrayFor(second);
    target?.clear();
    for (const [index, [key, value]] of entries.entries())
      target?.set(String(index + 1), name === "asort" ? value : key);
    return entries.length;
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
      return machine.format(values, machine.text("CONVFMT"));
    case "sin":
      return Math.sin(number(0));
    case "cos":
      return Math.cos(number(0));
    case "atan2":
      return Math.atan2(number(0), number(1));
    case "exp":
      if (Number.isFinite(number(0)) && !Number.isFinite(Math.exp(number(0))))
        yield machine.run.warn(`${machine.place}warning: exp: argument ${text(0)} is out of range`);
      return Math.exp(number(0));
    case "log":
      if (number(0) < 0) yield machine.run.warn(`${machine.place}warning: log: received negative argument ${text(0)}`);
      return Math.log(number(0));
    case "sqrt":
      if (number(0) < 0) yield machine.run.warn(`${machine.place}warning: sqrt: received negative argument ${text(0)}`);
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
      if (!machine.run.locale.utf8) return text(0).replace(ASCII_LOWER, (letters) => letters.toLowerCase());
      return text(0).toLowerCase();
    case "toupper":
      if (!machine.run.locale.utf8) return text(0).replace(ASCII_UPPER, (letters) => letters.toUpperCase());
      return text(0).toUpperCase();
    case "system": {
      yield machine.streams.flushAll();
      return (yield machine.run.process.spawn({ argv: ["sh", "-c", text(0)] }).exit) as number;
    }
    case "close":
      return (yield machine.streams.close(text(0), values.length > 1 ? text(1) : undefined)) as number;
    case "fflush":
      yield machine.streams.flushAll();
      return 0;
    case "and":
      return Number(values.reduce<bigint>((sum, value) => sum & BigInt(Math.trunc(toNumber(value))), -1n));
    case "or":
      return Number(values.reduce<bigint>((sum, value) => sum | BigInt(Math.trunc(toNumber(value))), 0n));
    case "xor":
      return Number(values.reduce<bigint>((sum, value) => sum ^ BigInt(Math.trunc(toNumber(value))), 0n));
    case "compl":
      return Number(BigInt.asUintN(53, ~BigInt(Math.trunc(number(0)))));
    case "mktime":
      return secondsOf(machine, text(0), values.length > 1 && isTrue(values[1]));
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
        values.length > 0 ? text(0) : "%a %b %e %H:%M:%S %Z %Y",
        values.length > 1 ? number(1) * 1000 : Date.now(),
        values.length > 2 && isTrue(values[2]) ? zoneOf({ TZ: "UTC0" }) : zoneOf(machine.run.process.env),
      );
    default:
      throw new Refusal(`function ${name} is not here`, { status: 2 });
  }
}
