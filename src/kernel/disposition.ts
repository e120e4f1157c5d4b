import { SIGNALS } from "#base";

const IGNORED: ReadonlySet<number> = new Set([SIGNALS.SIGCHLD, SIGNALS.SIGWINCH, SIGNALS.SIGCONT, SIGNALS.SIGURG]);
const STOPPING: ReadonlySet<number> = new Set([SIGNALS.SIGSTOP, SIGNALS.SIGTSTP, SIGNALS.SIGTTIN, SIGNALS.SIGTTOU]);

/** What a signal does to a process that said nothing about it (signal(7)). */
export function defaultDisposition(signal: number): "terminate" | "stop" | "ignore" {
  return IGNORED.has(signal) ? "ignore" : STOPPING.has(signal) ? "stop" : "terminate";
}

export function isStopSignal(signal: number): boolean {
  return STOPPING.has(signal);
}

/** SIGKILL and SIGSTOP can be neither handled nor ignored. */
export function isUncatchable(signal: number): boolean {
  return signal === SIGNALS.SIGKILL || signal === SIGNALS.SIGSTOP;
}
