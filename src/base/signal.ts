/** Signals by their Linux numbers (signal(7), x86 and ARM). */
export const SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
} as const;

export type SignalName = keyof typeof SIGNALS;

/** The number of a signal named "SIGINT", "INT" or "2"; undefined when there is none. Zero is allowed: it only probes. */
export function signalNumber(name: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name) <= 64 ? Number(name) : undefined;
  const full = name.toUpperCase().startsWith("SIG") ? name.toUpperCase() : `SIG${name.toUpperCase()}`;
  if (full in SIGNALS) return SIGNALS[full as SignalName];
  const [, end, sign, distance = "0"] = /^SIGRTM(IN|AX)(?:([-+])(\d+))?$/.exec(full) ?? [];
  if (end === undefined || (sign !== undefined && (end === "IN") !== (sign === "+"))) return undefined;
  return Number(distance) > 15 ? undefined : end === "IN" ? 34 + Number(distance) : 64 - Number(distance);
}

/** "SIGINT" for 2, "SIGRTMIN+1" for 35; undefined for a number without a name. */
export function signalName(number: number): string | undefined {
  if (number >= 34 && number <= 64) {
    const [end, distance] = number < 50 ? ["MIN+", number - 34] : ["MAX-", 64 - number];
    return `SIGRT${distance === 0 ? end.slice(0, 3) : end + String(distance)}`;
  }
  return (Object.keys(SIGNALS) as SignalName[]).find((name) => SIGNALS[name] === number);
}
