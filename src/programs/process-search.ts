/** Programs that find processes by name: pgrep, pkill, pidof, killall. */
import { SIGNALS, signalNumber } from "#base";
import type { ProcessInfo } from "#kernel";
import { Pattern } from "./tool/regex/pattern.ts";
import { PatternError } from "./tool/regex/parse.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";

const nameOf = ({ argv }: ProcessInfo): string => (argv[0] ?? "").replace(/^.*\//, "");

const OPTIONS =
  "c,count d,delimiter= a,list-full e,echo f,full g,pgroup= i,ignore-case l,list-name n,newest o,oldest P,parent= " +
  "signal= u,euid= U,uid= v,inverse x,exact";

/** Those that fit every condition, oldest first. */
function found(run: Run): ProcessInfo[] {
  const [text, extra] = run.operands;
  if (extra !== undefined) throw new Refusal("only one pattern can be provided", { usage: true });
  if (text === undefined && !run.has("g", "P", "u", "U", "n", "o")) {
    throw new Refusal("no matching criteria specified", { usage: true });
  }
  if (run.has("n") && run.has("o")) throw new Refusal("-n and -o exclude each other", { usage: true });
  const numbers = (key: string): Set<number> | undefined => {
    const list = run.value(key);
    return list === undefined ? undefined : new Set(list.split(",").map(Number));
  };
  let fits: (subject: string) => boolean = () => true;
  if (text !== undefined) {
    try {
      const source = run.has("x") ? `^(${text})$` : text;
      const pattern = new Pattern(run.locale.argument(source), {
        extended: true,
        ignoreCase: run.has("i"),
        unicode: false,
      });
      fits = (subject) => pattern.test(run.locale.argument(subject));
    } catch (error) {
      if (error instanceof PatternError) throw new Refusal(`regex error: ${error.message}`, { status: 2 });
      throw error;
    }
  }
  const [parents, groups] = [numbers("P"), numbers("g")];
  const all = run.process.processes().filter(({ pid }) => pid !== run.process.pid);
  const matching = all.filter((process) => {
    const good =
      (parents?.has(process.parent) ?? true) &&
      (groups?.has(process.group) ?? true) &&
      fits(run.has("f") ? process.argv.join(" ") : nameOf(process));
    return good !== run.has("v");
  });
  if (run.has("n")) return matching.slice(-1);
  if (run.has("o")) return matching.slice(0, 1);
  return matching;
}

const hint = (name: string): string => `Try \`${name} --help' for more information.`;

export const pgrep = tool({ options: OPTIONS, hint, failure: 2, usageFailure: 2 }, async (run) => {
  const matching = found(run);
  if (run.has("c")) await run.out.text(`${String(matching.length)}\n`);
  else {
    const lines = matching.map((process) => {
      const pid = String(process.pid);
      return run.has("a") ? `${pid} ${process.argv.join(" ")}` : run.has("l") ? `${pid} ${nameOf(process)}` : pid;
    });
    const between = run.value("d") ?? "\n";
    if (lines.length > 0) await run.out.text(`${lines.join(between)}\n`);
  }
  return matching.length > 0 ? 0 : 1;
});

/** A first word such as -9 or -HUP names the signal. */
function takeSignal(words: readonly string[]): readonly string[] {
  const at = words.findIndex(
    (word) => /^-(?:\d+|(?:SIG)?[A-Z][A-Z0-9+-]+)$/.test(word) && signalNumber(word.slice(1)) !== undefined,
  );
  return at < 0 ? words : [...words.slice(0, at), "--signal", (words[at] ?? "").slice(1), ...words.slice(at + 1)];
}

export const pkill = tool({ options: OPTIONS, hint, failure: 2, usageFailure: 2, prepare: takeSignal }, async (run) => {
  const text = run.value("signal") ?? "TERM";
  const signal = signalNumber(text);
  if (signal === undefined) throw new Refusal(`Unknown signal "${text}".`, { usage: true });
  const matching = found(run);
  for (const process of matching) {
    run.process.kill(process.pid, signal);
    if (run.has("e")) await run.out.text(`${nameOf(process)} killed (pid ${String(process.pid)})\n`);
  }
  if (run.has("c")) await run.out.text(`${String(matching.length)}\n`);
  return matching.length > 0 ? 0 : 1;
});

export const pidof = tool({ options: "s,single-shot c q x o,omit-pid= S,separator=" }, async (run) => {
  const omitted = new Set(run.values("o").flatMap((list) => list.split(",").map(Number)));
  const pids = run.process
    .processes()
    .filter(({ pid }) => pid !== run.process.pid && !omitted.has(pid))
    .filter((process) => run.operands.some((name) => name === nameOf(process) || name === process.argv[0]))
    .map(({ pid }) => String(pid))
    .reverse();
  if (pids.length === 0) return 1;
  if (!run.has("q")) await run.out.text(`${(run.has("s") ? pids.slice(0, 1) : pids).join(run.value("S") ?? " ")}\n`);
  return 0;
});

export const killall = tool(
  {
    options: "e,exact I,ignore-case i,interactive l,list q,quiet r,regexp s,signal= v,verbose w,wait",
    prepare: (words) => {
      const [first = "", ...rest] = words;
      return /^-(?:\d+|(?:SIG)?[A-Z]{3,})$/.test(first) ? ["-s", first.slice(1), ...rest] : words;
    },
  },
  async (run) => {
    if (run.has("l")) {
      await run.out.text(
        `${Object.keys(SIGNALS)
          .map((name) => name.slice(3))
          .join(" ")}\n`,
      );
      return 0;
    }
    const text = run.value("s") ?? "TERM";
    const signal = signalNumber(text);
    if (signal === undefined) throw new Refusal(`${text}: unknown signal; killall -l lists signals.`);
    if (run.operands.length === 0) throw new Refusal("no process name given", { usage: true });
    for (const name of run.operands) {
      const same = (process: ProcessInfo): boolean =>
        run.has("I") ? nameOf(process).toLowerCase() === name.toLowerCase() : nameOf(process) === name;
      const pattern = run.has("r")
        ? new Pattern(run.locale.argument(name), { extended: true, ignoreCase: run.has("I"), unicode: false })
        : undefined;
      const matching = run.process
        .processes()
        .filter((process) => process.pid !== run.process.pid)
        .filter((process) => pattern?.test(nameOf(process)) ?? same(process));
      if (matching.length === 0) {
        if (!run.has("q")) await run.complain(`${name}: no process found\n`);
        run.status = 1;
      }
      for (const process of matching) {
        const shown = `${nameOf(process)}(${String(process.pid)})`;
        if (run.has("i") && !(await run.confirm(`Kill ${shown}? (y/N) `))) continue;
        run.process.kill(process.pid, signal);
        if (run.has("v")) await run.complain(`Killed ${shown} with signal ${String(signal)}\n`);
      }
      while (run.has("w") && run.process.processes().some(({ pid }) => matching.some((one) => one.pid === pid))) {
        await run.process.sleep(50);
      }
    }
    return undefined;
  },
);
