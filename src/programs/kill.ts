import { SIGNALS, signalName, signalNumber } from "#base";
import { Refusal, type Run, tool } from "./tool/tool.ts";

const SHORT = Object.keys(SIGNALS).map((name) => name.slice(3));

function listSignals(run: Run): void {
  const [asked] = run.operands;
  const wanted = run.value("l") ?? asked;
  if (wanted === undefined) {
    void run.out.text(`${SHORT.join(" ")}\n`);
    return;
  }
  const number = signalNumber(wanted);
  if (number === undefined) throw new Refusal(`unknown signal name ${wanted}`);
  if (/^\d+$/.test(wanted)) {
    const known = signalName(number > 128 ? number - 128 : number);
    if (known === undefined) throw new Refusal(`unknown signal name ${wanted}`);
    void run.out.text(`${known.slice(3)}\n`);
  } else void run.out.text(`${String(number)}\n`);
}

/** procps' kill, for callers without a shell's own: sends a signal to processes. */
export const kill = tool(
  {
    options: "s,signal= l,list? L,table",
    prepare: (words) => {
      const [first = "", ...rest] = words;
      const name = /^-((?:SIG)?[A-Za-z][A-Za-z0-9+-]+|\d+|[A-Z]{3,})$/.exec(first)?.[1];
      if (name === undefined || first.startsWith("--")) return words;
      if (signalNumber(name) === undefined) return words;
      return ["-s", name, "--", ...rest];
    },
  },
  (run) => {
    if (run.has("l", "L")) {
      listSignals(run);
      return 0;
    }
    const text = run.value("s") ?? "TERM";
    const signal = signalNumber(text);
    if (signal === undefined) throw new Refusal(`unknown signal name ${text}`);
    if (run.operands.length === 0) throw new Refusal("not enough arguments", { usage: true });
    return (async () => {
      for (const word of run.operands) {
        if (!/^-?\d+$/.test(word)) {
          await run.error(`failed to parse argument: '${word}'`);
        } else if (!run.process.kill(Number(word), signal)) {
          await run.complain(`${run.name}: (${word}): No such process\n`);
          run.status = 1;
        }
      }
      return run.status;
    })();
  },
);
