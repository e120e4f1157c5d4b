/** Programs that run another: nohup, nice, stdbuf. */
import { SIGNALS, type ExitStatus } from "#base";
import { quoteAlways } from "./tool/quote.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

/** Goes on as the command, or says why it cannot. */
async function launch(run: Run, argv: readonly string[], complaint: (command: string) => string): Promise<ExitStatus> {
  const [command = ""] = argv;
  if (run.process.which(command) === undefined) {
    const there = command.includes("/") && run.tryStat(command) !== undefined;
    await run.warn(`${complaint(command)}: ${there ? "Permission denied" : "No such file or directory"}`);
    return there ? 126 : 127;
  }
  await run.out.flush();
  return run.process.exec(argv);
}

export const nohup = tool({ permute: false, failure: 125 }, async (run) => {
  if (run.operands.length === 0) throw new Refusal("missing operand", { usage: true });
  const terminal = (descriptor: number): boolean => run.process.descriptors.get(descriptor)?.kind === "terminal";
  const [input, output, errors] = [terminal(0), terminal(1), terminal(2)];
  const home = run.process.env.HOME;
  if (output) {
    const names = ["nohup.out", ...(home === undefined ? [] : [`${home}/nohup.out`])];
    for (const [at, name] of names.entries()) {
      try {
        const file = run.process.open(name, { write: true, create: true, append: true, mode: 0o600 });
        await run.warn(`${input ? "ignoring input and " : ""}appending output to ${quoteAlways(name)}`);
        run.process.descriptors.get(1)?.close();
        run.process.descriptors.set(1, file);
        break;
      } catch (error) {
        if (!isFileError(error)) throw error;
        if (at === names.length - 1) throw new Refusal(`failed to open ${quoteAlways(name)}: ${error.reason}`);
      }
    }
  } else if (input) await run.warn(errors ? "ignoring input and redirecting stderr to stdout" : "ignoring input");
  else if (errors) await run.warn("redirecting stderr to stdout");
  if (input) {
    run.process.descriptors.get(0)?.close();
    run.process.descriptors.set(0, run.process.open("/dev/null", { read: true }));
  }
  if (errors) {
    const out = run.process.descriptors.get(1)?.dup();
    if (out !== undefined) {
      run.process.descriptors.get(2)?.close();
      run.process.descriptors.set(2, out);
    }
  }
  run.process.onSignal(SIGNALS.SIGHUP, "ignore");
  return launch(run, run.operands, (command) => `failed to run command ${quoteAlways(command)}`);
});

/** Every process has its turn here: the number is read and changes nothing. */
export const nice = tool(
  {
    options: "n,adjustment=",
    permute: false,
    failure: 125,
    prepare: (words) => {
      const old = /^-([-+]?\d+)$/.exec(words[0] ?? "")?.[1];
      return old === undefined ? words : ["-n", old, ...words.slice(1)];
    },
  },
  async (run) => {
    const text = run.value("n");
    if (text !== undefined && !/^\s*[-+]?\d+$/.test(text))
      throw new Refusal(`invalid adjustment ${run.locale.quote(text)}`);
    if (run.operands.length === 0) {
      if (text !== undefined) throw new Refusal("a command must be given with an adjustment", { usage: true });
      await run.out.text("0\n");
      return 0;
    }
    return launch(run, run.operands, (command) => run.locale.quote(command));
  },
);

/** Sets what our tools ask about their output: `_STDBUF_O`, as GNU's does. */
export const stdbuf = tool({ options: "i,input= o,output= e,error=", permute: false, failure: 125 }, (run) => {
  for (const { key, value = "" } of run.options) {
    if (key === "i" && value === "L") throw new Refusal("line buffering stdin is meaningless", { usage: true });
    if (value !== "L" && !/^\d+[KMGTPEZY]?B?$/.test(value))
      throw new Refusal(`invalid mode ${run.locale.quote(value)}`);
    run.process.env = { ...run.process.env, [`_STDBUF_${key.toUpperCase()}`]: value };
  }
  if (run.operands.length === 0) throw new Refusal("missing operand", { usage: true });
  if (run.options.length === 0) throw new Refusal("you must specify a buffering mode option", { usage: true });
  return launch(run, run.operands, (command) => `failed to run command ${quoteAlways(command)}`);
});
