/** Signals by their Linux numbers (signal(7), x86 and ARM). */
export const SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGWINCH: 28,
} as const;

export type SignalName = keyof typeof SIGNALS;

/** The number of a signal named "SIGINT", "INT" or "2"; undefined when there is none. Zero is allowed: it only probes. */
export function signalNumber(name: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name) <= 64 ? Number(name) : undefined;
  const full = name.toUpperCase().startsWith("SIG") ? name.toUpperCase() : `SIG${name.toUpperCase()}`;
  return full in SIGNALS ? SIGNALS[full as SignalName] : undefined;
}

/** "SIGINT" for 2; undefined for a number without a name here. */
export function signalName(number: number): SignalName | undefined {
  return (Object.keys(SIGNALS) as SignalName[]).find((name) => SIGNALS[name] === number);
}
