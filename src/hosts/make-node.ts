import { signalNumber } from "#base";
import { make } from "#make";
import { nodeMakeHost } from "./node/make-host.ts";

/** `dist/cli/make`: our make on real files, with the machine's own shell. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

const command = process.env.COMPANION_MAKE ?? process.argv[1] ?? "make";
delete process.env.COMPANION_MAKE;
const env = process.env as Record<string, string>;
const ended = make(process.argv.slice(2), {
  ...nodeMakeHost({ command, cwd: process.cwd(), env, stdin: 0, stdout: 1, stderr: 2 }),
  onSignal: (listener) => {
    const handlers = SIGNALS.map((name) => {
      const handler = (): void => listener(signalNumber(name) ?? 15);
      process.on(name, handler);
      return () => process.off(name, handler);
    });
    return () => handlers.forEach((undo) => undo());
  },
  die: (signal) => {
    for (const name of SIGNALS) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  },
});
void ended.then((status) => (process.exitCode = status));
