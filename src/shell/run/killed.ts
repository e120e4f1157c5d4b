import { SIGNALS, signalName } from "#base";
import type { Shell } from "../state/shell.ts";

const NAMES: Readonly<Record<string, string>> = {
  SIGHUP: "Hangup",
  SIGINT: "Interrupt",
  SIGQUIT: "Quit",
  SIGILL: "Illegal instruction",
  SIGTRAP: "Trace/breakpoint trap",
  SIGABRT: "Aborted",
  SIGBUS: "Bus error",
  SIGFPE: "Floating point exception",
  SIGSEGV: "Segmentation fault",
  SIGSTKFLT: "Stack fault",
  SIGXCPU: "CPU time limit exceeded",
  SIGXFSZ: "File size limit exceeded",
  SIGVTALRM: "Virtual timer expired",
  SIGPROF: "Profiling timer expired",
  SIGIO: "I/O possible",
  SIGPWR: "Power failure",
  SIGSYS: "Bad system call",
  SIGKILL: "Killed",
  SIGUSR1: "User defined signal 1",
  SIGUSR2: "User defined signal 2",
  SIGPIPE: "Broken pipe",
  SIGALRM: "Alarm clock",
  SIGTERM: "Terminated",
  SIGSTOP: "Stopped (signal)",
  SIGTSTP: "Stopped",
  SIGTTIN: "Stopped (tty input)",
  SIGTTOU: "Stopped (tty output)",
};

/** strsignal(3). */
export function describeSignal(signal: number): string {
  return (
    NAMES[signalName(signal) ?? ""] ??
    `${signal < 34 ? "Unknown" : "Real-time"} signal ${String(signal < 34 ? signal : signal - 34)}`
  );
}

/** dash names the signal alone; bash says where and which process. */
export function killed(shell: Shell, signal: number, pid: number, command: string): void {
  const words = describeSignal(signal);
  const brief = !shell.bash || shell.interactive || signal === SIGNALS.SIGTERM;
  const text = brief ? words : `${shell.prefix}${String(pid).padStart(5)} ${words.padEnd(24)}${command}`;
  shell.warn(`${text}\n`, 2, shell.errorsBefore);
}
