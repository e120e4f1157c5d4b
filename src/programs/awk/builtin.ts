/** awk's own functions. */
import { strftime } from "../tool/strftime.ts";
import { zoneOf } from "../tool/zone.ts";
import { Refusal } from "../tool/tool.ts";
import type { Machine, Steps } from "./machine.ts";
import type { Expression } from "./tree.ts";
import { formatAwk, InputString, toNumber, type Value } from "./value.ts";

const THIS_RECORD: Expression = { kind: "field", index: { kind: "number", value: 0 } };

function substring(text: string, start: number, length: number): string {
  const from = Math.round(start);
  const end = length === Infinity ? Infinity : Math.round(start) + Math.round(length);
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

export function* callBuiltin(machine: Machine, name: string, words: readonly Expression[]): Steps<Value> {
  if (name === "sub" || name === "gsub") return yield* substitute(machine, name, words);
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
