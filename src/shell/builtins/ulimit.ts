import type { Shell } from "../state/shell.ts";
import { fail, type Builtin } from "./builtin.ts";
import { showUsage } from "./usage.ts";

/**
 * Limits of one process, in the units of `ulimit`: letter, bash's and dash's words, and the value. They are told, kept
 * and handed to forks. Redirections obey `-n`; nothing on this machine enforces the others.
 */
type Limit = readonly [letter: string, bash: string, sh: string, value: string];

const LIMITS: readonly Limit[] = [
  ["R", "real-time non-blocking time  (microseconds, -R)", "", "unlimited"],
  ["c", "core file size              (blocks, -c)", "coredump(blocks)", "0"],
  ["d", "data seg size               (kbytes, -d)", "data(kbytes)", "unlimited"],
  ["e", "scheduling priority                 (-e)", "", "0"],
  ["f", "file size                   (blocks, -f)", "file(blocks)", "unlimited"],
  ["i", "pending signals                     (-i)", "", "31000"],
  ["l", "max locked memory           (kbytes, -l)", "locked memory(kbytes)", "65536"],
  ["m", "max memory size             (kbytes, -m)", "memory(kbytes)", "unlimited"],
  ["n", "open files                          (-n)", "nofiles", "1024"],
  ["p", "pipe size                (512 bytes, -p)", "process", "8"],
  ["q", "POSIX message queues         (bytes, -q)", "", "819200"],
  ["r", "real-time priority                  (-r)", "rtprio", "0"],
  ["s", "stack size                  (kbytes, -s)", "stack(kbytes)", "8192"],
  ["t", "cpu time                   (seconds, -t)", "time(seconds)", "unlimited"],
  ["u", "max user processes                  (-u)", "", "31000"],
  ["v", "virtual memory              (kbytes, -v)", "vmemory(kbytes)", "unlimited"],
  ["x", "file locks                          (-x)", "", "unlimited"],
];

/** Linux's fs.nr_open: no process may have more descriptors. */
const MOST_DESCRIPTORS = 1048576;

function valueOf(shell: Shell, [letter, , , value]: Limit): string {
  return shell.limits.get(letter) ?? value;
}

/** A limit with its description, as `ulimit -a` shows it. */
function describe(shell: Shell, limit: Limit): string {
  return `${shell.bash ? limit[1] : limit[2].padEnd(20)} ${valueOf(shell, limit)}\n`;
}

export const ulimit: Builtin = {
  run(shell, args) {
    const wanted: string[] = [];
    let value: string | undefined;
    for (const word of args) {
      if (word === "--") continue;
      if (!word.startsWith("-")) {
        value = word;
        break;
      }
      for (const each of word.slice(1)) {
        if (each === "S" || each === "H") continue;
        if (each === "a")
          wanted.push(...LIMITS.filter(([, , sh]) => shell.bash || sh !== "").map(([letter]) => letter), "a");
        else if (LIMITS.some(([letter]) => letter === each)) wanted.push(each);
        else {
          fail(shell, shell.bash ? `-${each}: invalid option` : `Illegal option -${each}`, 2);
          return shell.bash ? showUsage(shell) : 2;
        }
      }
    }
    const limits = (wanted.length === 0 ? ["f"] : wanted).flatMap((each) =>
      LIMITS.filter(([letter]) => letter === each),
    );
    if (value !== undefined) {
      if (!/^(?:\d+|unlimited|hard|soft)$/.test(value))
        return fail(shell, shell.bash ? `${value}: invalid number` : "bad number", shell.bash ? 1 : 2);
      for (const limit of limits)
        if (limit[0] === "n" && (value === "unlimited" || Number(value) > MOST_DESCRIPTORS))
          return shell.bash
            ? fail(shell, "open files: cannot modify limit: Operation not permitted", 1)
            : fail(shell, "error setting limit (Operation not permitted)", 2);
      for (const limit of limits) if (/^\d|^unlimited/.test(value)) shell.limits.set(limit[0], value);
      return 0;
    }
    const [only] = limits;
    if (limits.length === 1 && only !== undefined) return shell.print(`${valueOf(shell, only)}\n`);
    return shell.print(limits.map((limit) => describe(shell, limit)).join(""));
  },
};
