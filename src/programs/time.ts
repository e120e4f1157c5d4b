import { SIGNALS } from "#base";
import { Refusal, tool } from "./tool/tool.ts";

/** -p's form, and GNU's own "%Uuser %Ssystem %Eelapsed". Processor time is not measured here: elapsed time stands for it. */
function report(format: string, seconds: number, status: number, argv: readonly string[]): string {
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds - minutes * 60).toFixed(2).padStart(5, "0");
  const values: Readonly<Record<string, string>> = {
    e: seconds.toFixed(2),
    E: `${String(minutes)}:${rest}`,
    U: seconds.toFixed(2),
    S: "0.00",
    P: "100%",
    C: argv.join(" "),
    x: String(status),
    "%": "%",
  };
  const known = format.replace(/%(.)/g, (whole, letter: string) => values[letter] ?? `?${whole.slice(1)}`);
  return `${known.replaceAll("\\n", "\n").replaceAll("\\t", "\t")}\n`;
}

/** GNU time: runs a command and says how long it took. */
export const time = tool(
  { options: "p,portability f,format= o,output= a,append q,quiet v,verbose", permute: false, failure: 125 },
  async (run) => {
    if (run.has("v")) throw new Refusal("-v: what a command uses beside time is not measured here");
    const argv = run.operands;
    const [command] = argv;
    if (command === undefined) {
      await run.complain(
        `Usage: ${run.name} [-apvV] [-f format] [-o file] [--append] [--verbose]\n       [--portability] [--format=format] [--output=file] [--version]\n       [--quiet] [--help] command [arg...]\n`,
      );
      return 125;
    }
    if (run.process.which(command) === undefined) {
      await run.warn(`cannot run ${command}: No such file or directory`);
      return 127;
    }
    const started = performance.now();
    const child = run.process.spawn({ argv });
    for (const number of [SIGNALS.SIGINT, SIGNALS.SIGQUIT]) run.process.onSignal(number, "ignore");
    const status = await child.exit;
    const seconds = (performance.now() - started) / 1000;
    const format = run.has("p")
      ? "real %e\\nuser %U\\nsys %S"
      : (run.value("f") ?? run.process.env.TIME ?? "%Uuser %Ssystem %Eelapsed %PCPU");
    let text = report(format, seconds, status, argv);
    if (status > 128 && !run.has("q")) text = `Command terminated by signal ${String(status - 128)}\n${text}`;
    else if (status !== 0 && !run.has("q")) text = `Command exited with non-zero status ${String(status)}\n${text}`;
    const output = run.value("o");
    if (output === undefined) await run.complain(text);
    else {
      const append = run.has("a");
      const file = run.process.open(output, { write: true, create: true, append, truncate: !append });
      await file.write(new TextEncoder().encode(text), run.process.signal);
      file.close();
    }
    return status;
  },
);
