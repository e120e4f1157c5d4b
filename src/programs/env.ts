import { SIGNALS, signalNumber } from "#base";
import { parseSignals } from "./tool/signals.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";

/** Words of `env -S`: spaces part them, quotes and backslashes keep them together, ${NAME} is filled in. */
function splitWords(text: string, env: Readonly<Record<string, string>>): string[] {
  const words: string[] = [];
  let word = "";
  let begun = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (/\s/.test(character)) {
      if (begun) words.push(word);
      word = "";
      begun = false;
    } else if (character === "#" && !begun) break;
    else {
      begun = true;
      if (character === "'" || character === '"') {
        const end = text.indexOf(character, at + 1);
        if (end < 0) throw new Refusal("no terminating quote in -S string", { status: 125 });
        word += text.slice(at + 1, end);
        at = end;
      } else if (character === "\\") {
        at += 1;
        word += { n: "\n", t: "\t", _: " " }[text[at] ?? ""] ?? text[at] ?? "";
      } else if (character === "$") {
        const name = /^\$\{(\w+)\}/.exec(text.slice(at));
        if (name?.[1] === undefined) {
          throw new Refusal(`only \${VARNAME} expansion is supported, error at: ${text.slice(at)}`, { status: 125 });
        }
        word += env[name[1]] ?? "";
        at += name[0].length - 1;
      } else word += character;
    }
  }
  if (begun) words.push(word);
  return words;
}

/** --ignore-signal and --default-signal: some signals, or every one that can be caught. */
function handleSignals(run: Run): void {
  for (const { key, value } of run.options) {
    if (key !== "ignore-signal" && key !== "default-signal") continue;
    const chosen =
      value === undefined
        ? Object.values(SIGNALS).filter((signal) => signal !== SIGNALS.SIGKILL && signal !== SIGNALS.SIGSTOP)
        : parseSignals(value);
    for (const signal of chosen) run.process.onSignal(signal, key === "ignore-signal" ? "ignore" : "default");
    const unknown = (value ?? "").split(",").find((name) => name !== "" && signalNumber(name) === undefined);
    if (unknown !== undefined) throw new Refusal(`${run.locale.quote(unknown)}: invalid signal`, { usage: true });
  }
}

export const env = tool(
  {
    options: "i,ignore-environment 0,null u,unset= C,chdir= S,split-string= v,debug ignore-signal? default-signal?",
    permute: false,
    failure: 125,
    prepare: (words) => {
      const [first, ...rest] = words;
      return first === "-" ? ["-i", ...rest] : words;
    },
  },
  async (run) => {
    let variables: Record<string, string> = run.has("i") ? {} : { ...run.process.env };
    for (const name of run.values("u")) {
      if (name === "" || name.includes("=")) {
        throw new Refusal(`cannot unset ${run.locale.quote(name)}: Invalid argument`);
      }
      variables = Object.fromEntries(Object.entries(variables).filter(([key]) => key !== name));
    }
    let words = [...run.operands];
    const split = run.value("S");
    if (split !== undefined) words = [...splitWords(split, run.process.env), ...words];
    if (words[0] === "-") {
      variables = {};
      words.shift();
    }
    while (words[0]?.includes("=")) {
      const [assignment = ""] = words.splice(0, 1);
      const cut = assignment.indexOf("=");
      variables[assignment.slice(0, cut)] = assignment.slice(cut + 1);
    }
    const directory = run.value("C");
    if (directory !== undefined) {
      if (words.length === 0) throw new Refusal("must specify command with --chdir (-C)", { usage: true });
      const path = run.path(directory);
      const kind = run.files.tryStat(path)?.kind;
      if (kind !== "directory") {
        throw new Refusal(
          `cannot change directory to ${run.locale.quote(directory)}: ${kind === undefined ? "No such file or directory" : "Not a directory"}`,
        );
      }
      run.process.cwd = path;
    }
    if (words.length === 0) {
      for (const [name, value] of Object.entries(variables)) {
        void run.out.text(`${name}=${value}${run.has("0") ? "\0" : "\n"}`);
      }
      return 0;
    }
    if (run.has("0")) throw new Refusal("cannot specify --null (-0) with command", { usage: true });
    handleSignals(run);
    const [command = ""] = words;
    if (run.has("v")) {
      const shown = words.map((word, at) => `   arg[${String(at)}]= ${run.locale.quote(word)}\n`).join("");
      await run.complain(`executing: ${command}\n${shown}`);
    }
    run.process.env = variables;
    if (run.process.which(command) === undefined) {
      const there = command.includes("/") && run.tryStat(command) !== undefined;
      await run.warn(`${run.locale.quote(command)}: ${there ? "Permission denied" : "No such file or directory"}`);
      return there ? 126 : 127;
    }
    return run.process.exec(words, variables);
  },
);
