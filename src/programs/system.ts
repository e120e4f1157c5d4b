/** Programs that tell who, where and what runs: whoami id hostname nproc uname clear timeout ps. */
import { decodeUtf8, signalNumber, SIGNALS } from "#base";
import { parseDuration } from "./tool/duration.ts";
import { Owners } from "./tool/owner.ts";
import { strftime } from "./tool/strftime.ts";
import { Refusal, tool } from "./tool/tool.ts";
import { zoneOf } from "./tool/zone.ts";

export const whoami = tool({}, async (run) => {
  run.expectOperands(0, 0);
  await run.out.text(`${new Owners(run).user(run.process.uid)}\n`);
  return 0;
});

export const id = tool({ options: "u,user g,group G,groups n,name r,real z,zero" }, async (run) => {
  const owners = new Owners(run);
  const { uid, gid } = run.process;
  const chosen = run.options.filter(({ key }) => "ugG".includes(key)).map(({ key }) => key);
  if (new Set(chosen).size > 1) throw new Refusal('cannot print "only" of more than one choice');
  const [what] = chosen;
  if (what === undefined && run.has("n", "r")) {
    throw new Refusal("cannot print only names or real IDs in default format");
  }
  const [name, extra] = run.operands;
  if (extra !== undefined) throw new Refusal("only the process's own user is known here; give one name");
  if (name !== undefined && name !== owners.user(uid) && name !== String(uid)) {
    throw new Refusal(`${run.locale.quote(name)}: no such user`);
  }
  const [user, group] = [owners.user(uid), owners.group(gid)];
  const end = run.has("z") ? "\0" : "\n";
  if (what === undefined) {
    const ofGroup = `${String(gid)}(${group})`;
    await run.out.text(`uid=${String(uid)}(${user}) gid=${ofGroup} groups=${ofGroup}${end}`);
  } else {
    const byName = run.has("n");
    await run.out.text((what === "u" ? (byName ? user : String(uid)) : byName ? group : String(gid)) + end);
  }
  return 0;
});

export const hostname = tool({ options: "s,short f,fqdn,long" }, async (run) => {
  if (run.operands.length > 0) throw new Refusal("you must be root to change the host name");
  const name = decodeUtf8(run.files.readFile("/etc/hostname")).trim();
  await run.out.text(`${run.has("s") ? name.replace(/\..*/, "") : name}\n`);
  return 0;
});

export const nproc = tool({ options: "all ignore=" }, async (run) => {
  run.expectOperands(0, 0);
  const ignored = run.value("ignore") ?? "0";
  if (!/^\d+$/.test(ignored)) throw new Refusal(`invalid number: ${run.locale.quote(ignored)}`);
  const positive = (text: string | undefined): number | undefined =>
    text !== undefined && /^[ \t]*\+?\d+/.test(text) && parseInt(text) > 0 ? parseInt(text) : undefined;
  // Built-in tools share the kernel's one thread; Python processes and browsers' workers run beside each other.
  const { navigator } = globalThis as { readonly navigator?: { readonly hardwareConcurrency?: number } };
  const here = navigator?.hardwareConcurrency ?? 1;
  const { OMP_NUM_THREADS: wanted, OMP_THREAD_LIMIT: most } = run.process.env;
  const count = run.has("all") ? here : Math.min(positive(wanted) ?? here, positive(most) ?? Infinity);
  await run.out.text(`${String(Math.max(1, count - Number(ignored)))}\n`);
  return 0;
});

export const uname = tool(
  {
    options:
      "a,all s,kernel-name n,nodename r,kernel-release v,kernel-version m,machine p,processor i,hardware-platform " +
      "o,operating-system",
  },
  async (run) => {
    run.expectOperands(0, 0);
    const facts: readonly (readonly [key: string, text: string])[] = [
      ["s", "MLOps-Companion"],
      ["n", decodeUtf8(run.files.readFile("/etc/hostname")).trim()],
      ["r", "1.0"],
      ["v", "#1"],
      ["m", "wasm32"],
      ["p", "unknown"],
      ["i", "unknown"],
      ["o", "MLOps-Companion"],
    ];
    const all = run.has("a");
    const plain = run.options.length === 0;
    const shown = facts.filter(([key, text]) => (plain ? key === "s" : all ? text !== "unknown" : run.has(key)));
    await run.out.text(`${shown.map(([, text]) => text).join(" ")}\n`);
    return 0;
  },
);

export const clear = tool({ options: "x" }, async (run) => {
  await run.out.text(`\x1b[H\x1b[2J${run.has("x") ? "" : "\x1b[3J"}`);
  return 0;
});

/** Runs a command and sends it a signal when its time is over: status 124. */
export const timeout = tool(
  { options: "s,signal= k,kill-after= foreground preserve-status v,verbose", permute: false, failure: 125 },
  async (run) => {
    if (run.operands.length < 2) {
      await run.complain(`Try '${run.name} --help' for more information.\n`);
      return 125;
    }
    const [limitText = "", ...argv] = run.operands;
    const duration = (text: string): number => {
      const limit = parseDuration(text);
      if (limit === undefined) throw new Refusal(`invalid time interval ${run.locale.quote(text)}`, { usage: true });
      return limit;
    };
    const limit = duration(limitText);
    const killText = run.value("k");
    const killAfter = killText === undefined ? 0 : duration(killText);
    const signalText = run.value("s") ?? "TERM";
    const signal = signalNumber(signalText);
    if (signal === undefined) throw new Refusal(`${run.locale.quote(signalText)}: invalid signal`, { usage: true });
    const [command = ""] = argv;
    if (run.process.which(command) === undefined) {
      const found = command.includes("/") && run.tryStat(command) !== undefined;
      await run.warn(
        `failed to run command ${run.locale.quote(command)}: ${found ? "Permission denied" : "No such file or directory"}`,
      );
      return found ? 126 : 127;
    }
    // Alone in a group, so that what the command started is reached as well; --foreground stays in the terminal's.
    const grouped = !run.has("foreground") && run.process.group !== run.process.pid;
    if (grouped) run.process.setGroup(run.process.pid, run.process.pid);
    const child = run.process.spawn({ argv });
    const state = { over: false };
    const send = (number: number): void => {
      child.kill(number);
      if (run.has("foreground") || number === SIGNALS.SIGKILL) return;
      run.process.onSignal(number, "ignore");
      run.process.kill(-run.process.pid, number);
    };
    const timers: ReturnType<typeof setTimeout>[] = [];
    const say = (number: number): void => {
      if (run.has("v")) {
        const name =
          Object.entries(SIGNALS)
            .find(([, known]) => known === number)?.[0]
            .slice(3) ?? String(number);
        void run.complain(`${run.name}: sending signal ${name} to command ${run.locale.quote(command)}\n`);
      }
    };
    if (limit > 0 && limit < 2 ** 31) {
      timers.push(
        setTimeout(() => {
          state.over = true;
          say(signal);
          send(signal);
          send(SIGNALS.SIGCONT);
          if (killAfter <= 0) return;
          timers.push(
            setTimeout(() => {
              say(SIGNALS.SIGKILL);
              child.kill(SIGNALS.SIGKILL);
            }, killAfter),
          );
        }, limit),
      );
    }
    for (const number of [SIGNALS.SIGINT, SIGNALS.SIGTERM, SIGNALS.SIGHUP]) {
      run.process.onSignal(number, () => {
        send(number);
      });
    }
    const status = await child.exit;
    for (const timer of timers) clearTimeout(timer);
    if (!state.over || run.has("preserve-status")) return status;
    if (status !== 128 + SIGNALS.SIGKILL) return 124;
    // Killed: timeout dies of the same signal, so that its caller sees it.
    run.process.kill(run.process.pid, SIGNALS.SIGKILL);
    return status;
  },
);

/** procps' ps: every process of this machine; processor time is not measured here and shown as "-". */
export const ps = tool(
  { options: "A,e f", prepare: (words) => words.map((word) => (word === "aux" || word === "ax" ? "-ef" : word)) },
  async (run) => {
    const [extra] = run.operands;
    if (extra !== undefined) throw new Refusal(`unknown operand ${extra}: ps takes -e, -f and aux here`);
    const zone = zoneOf(run.process.env);
    const user = new Owners(run).user(run.process.uid);
    const full = run.has("f");
    const name = (argv: readonly string[]): string => (argv[0] ?? "").replace(/^.*\//, "");
    await run.out.text(
      full ? "UID          PID    PPID  C STIME TTY          TIME CMD\n" : "    PID TTY          TIME CMD\n",
    );
    for (const process of run.process.processes()) {
      const pid = String(process.pid).padStart(7);
      const start = strftime("%H:%M", process.startedMs, zone);
      await run.out.text(
        full
          ? `${user.padEnd(8)} ${pid} ${String(process.parent).padStart(7)}  - ${start} pts/0           - ${process.argv.join(" ")}\n`
          : `${pid} pts/0           - ${name(process.argv)}\n`,
      );
    }
    return 0;
  },
);
