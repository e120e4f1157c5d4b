/** The command line of jq. */
import { decodeUtf8, type ExitStatus } from "#base";
import { readAll } from "../tool/input.ts";
import { isFileError, ManualRequest, type Run } from "../tool/tool.ts";
import { type Json, JsonError, parseJson } from "./json.ts";

export interface Call {
  readonly flags: ReadonlySet<string>;
  readonly indent: number;
  readonly tab: boolean;
  readonly names: readonly string[];
  readonly variables: ReadonlyMap<string, Json>;
  readonly positional: readonly Json[];
  readonly program: string | undefined;
}

/** Ends jq with a status and a message. */
export class Stop extends Error {
  override readonly name = "Stop";
  readonly status: ExitStatus;
  constructor(message: string, status: ExitStatus) {
    super(message);
    this.status = status;
  }
}

const LETTERS: Readonly<Record<string, string>> = {
  "raw-output": "r",
  "join-output": "j",
  "compact-output": "c",
  "null-input": "n",
  slurp: "s",
  "exit-status": "e",
  "sort-keys": "S",
  "monochrome-output": "M",
  "color-output": "C",
  "ascii-output": "a",
  "raw-input": "R",
  unbuffered: "u",
  "raw-output0": "0",
};

const HELP =
  "Use jq --help for help with command-line options,\nor see the jq manpage, or online docs  at https://stedolan.github.io/jq";

export const USAGE =
  "Usage:\tjq [OPTIONS] FILTER [FILES...]\n\tjq [OPTIONS] --args FILTER [ARGUMENTS...]\n\tjq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]\n";

export async function readCall(run: Run): Promise<Call> {
  const flags = new Set<string>();
  const names: string[] = [];
  const variables = new Map<string, Json>();
  const positional: Json[] = [];
  let program: string | undefined;
  let fromFile = false;
  let indent = 2;
  let tab = false;
  let rest: "names" | "args" | "jsonargs" = "names";
  const words = [...run.operands];
  let options = true;
  const file = async (name: string, what: string): Promise<string> => {
    try {
      const input = run.openInput(name);
      const bytes = await readAll(run, input);
      input.close();
      return run.locale.utf8 ? run.locale.decode(bytes) : decodeUtf8(Uint8Array.from(bytes, (c) => c.charCodeAt(0)));
    } catch (error) {
      if (!isFileError(error)) throw error;
      throw new Stop(`jq: ${what}${name}: ${error.reason}`, 2);
    }
  };
  const next = (count: number, complaint: string): string[] => {
    if (words.length < count) throw new Stop(`jq: ${complaint}\n${HELP}`, 2);
    return words.splice(0, count);
  };
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (!options || !/^-(?:[A-Za-z0]|-|$)/.test(word) || word === "-") {
      if (program === undefined && !fromFile) program = word;
      else if (fromFile && program === undefined) program = word;
      else if (rest === "names") names.push(word);
      else if (rest === "args") positional.push(word);
      else {
        try {
          positional.push(parseJson(word)[0] ?? null);
        } catch {
          throw new Stop(`jq: Invalid JSON text passed to --jsonargs\n${USAGE.trimEnd()}`, 2);
        }
      }
      continue;
    }
    if (word === "--") {
      options = false;
      continue;
    }
    switch (word) {
      case "--help":
      case "-h":
        throw new ManualRequest("help");
      case "--version":
      case "-V":
        throw new ManualRequest("version");
      case "--arg": {
        const [name = "", value = ""] = next(2, "--arg takes two parameters (e.g. --arg varname value)");
        if (!variables.has(name)) variables.set(name, value);
        continue;
      }
      case "--argjson": {
        const [name = "", value = ""] = next(2, "--argjson takes two parameters (e.g. --argjson varname text)");
        try {
          variables.set(name, parseJson(value)[0] ?? null);
        } catch {
          throw new Stop(`jq: invalid JSON text passed to --argjson\n${HELP}`, 2);
        }
        continue;
      }
      case "--slurpfile":
      case "--rawfile": {
        const [name = "", path = ""] = next(2, `${word} takes two parameters (e.g. ${word} varname filename)`);
        const text = await file(path, `Bad JSON in ${word} ${name} ${path}: Could not open `);
        try {
          variables.set(name, word === "--rawfile" ? text : parseJson(text));
        } catch (error) {
          if (!(error instanceof JsonError)) throw error;
          throw new Stop(`jq: Bad JSON in ${word} ${name} ${path}: ${error.message}`, 2);
        }
        continue;
      }
      case "--args":
        rest = "args";
        continue;
      case "--jsonargs":
        rest = "jsonargs";
        continue;
      case "--tab":
        tab = true;
        continue;
      case "--indent": {
        const [count = ""] = next(1, "--indent takes one parameter");
        if (!/^-?\d+$/.test(count) || Number(count) < 0 || Number(count) > 7) {
          throw new Stop(`jq: --indent takes a number between -1 and 7\n${HELP}`, 2);
        }
        if (Number(count) > 7) throw new Stop("jq: Cannot indent more than 7 characters", 2);
        indent = Number(count);
        if (indent === 0) flags.add("c");
        continue;
      }
      case "--from-file":
      case "-f":
        fromFile = true;
        continue;
      case "--stream":
        flags.add("stream");
        continue;
      case "--seq":
      case "--stream-errors":
        throw new Stop(`jq: ${word} is not here`, 2);
      default:
    }
    const long = word.startsWith("--") ? LETTERS[word.slice(2)] : undefined;
    for (const letter of long ?? word.slice(1)) {
      if (!"rjcnseSMCaRu0f".includes(letter) || (long === undefined && word.startsWith("--"))) {
        throw new Stop(`jq: Unknown option ${word}\n${HELP}`, 2);
      }
      if (letter === "f") fromFile = true;
      else flags.add(letter);
    }
  }
  if (fromFile && program !== undefined) program = await file(program, "error: Could not open ");
  return { flags, indent, tab, names, variables, positional, program };
}
