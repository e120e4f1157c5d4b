import { encodeUtf8, SIGNALS } from "#base";
import { FileError } from "#files";
import { Interrupted, type Program } from "#kernel";
import { describe, expect, test } from "vitest";
import { drain, machine, run, settle, start } from "./machine.ts";

const cat: Program = async (process) => {
  for (;;) {
    const bytes = await process.read(0);
    if (bytes === null) return 0;
    await process.write(1, bytes);
  }
};
const yes: Program = async (process) => {
  for (;;) await process.write(1, "y\n");
};
const head: Program = async (process) => {
  const bytes = await process.read(0, 2);
  await process.write(1, bytes ?? "");
  return 0;
};
const args: Program = async (process) => {
  await process.write(1, `${process.argv.join("|")}\n`);
  return 0;
};

/** left | right */
function pipeline(left: Program, right: Program): Program {
  return async (process) => {
    const [reader, writer] = process.pipe();
    const one = process.spawn({
      argv: ["left"],
      program: left,
      descriptors: new Map([...process.descriptors, [1, writer]]),
    });
    const two = process.spawn({
      argv: ["right"],
      program: right,
      descriptors: new Map([...process.descriptors, [0, reader]]),
    });
    reader.close();
    writer.close();
    const statuses = await Promise.all([one.exit, two.exit]);
    await process.write(2, statuses.join(" "));
    return statuses[1];
  };
}

describe("programs", () => {
  const on = machine({ cat, yes, args, "lazy-fails": () => 0 });

  test("a program reads, writes and ends with its status", async () => {
    expect(await run(on, cat, [], "hello\n")).toEqual({ status: 0, out: "hello\n", err: "" });
  });

  test("status is what fits in a byte", async () => {
    expect((await run(on, () => 256 + 7)).status).toBe(7);
  });

  test("a producer without end ends by SIGPIPE when its reader goes", async () => {
    expect(await run(on, pipeline(yes, head))).toEqual({ status: 0, out: "y\n", err: "141 0" });
  });

  test("EPIPE is an error where SIGPIPE is ignored", async () => {
    const stubborn: Program = async (process) => {
      process.onSignal(SIGNALS.SIGPIPE, "ignore");
      try {
        return await yes(process);
      } catch (error) {
        return error instanceof FileError && error.code === "EPIPE" ? 3 : 4;
      }
    };
    expect((await run(on, pipeline(stubborn, head))).err).toBe("3 0");
  });

  test("a pipe holds 64 KiB and then the writer waits", async () => {
    let written = 0;
    const { child, out } = start(on, async (process) => {
      for (;;) {
        await process.write(1, new Uint8Array(1024));
        written += 1024;
      }
    });
    await settle(20);
    expect(written).toBe(65536);
    await out.read(65536);
    await settle(20);
    expect(written).toBe(131072);
    child.kill(SIGNALS.SIGKILL);
    expect(await child.exit).toBe(137);
  });

  test("something thrown that is not ours to throw is told as a bug, status 70", async () => {
    const outcome = await run(on, () => {
      throw new TypeError("surprise");
    });
    expect(outcome.status).toBe(70);
    expect(outcome.err).toContain("surprise");
    expect(outcome.err).toContain("[this is a bug]");
    expect(on.crashes).toHaveLength(1);
  });

  test("env and cwd are the child's own", async () => {
    const outcome = await run(on, async (process) => {
      const child = process.spawn({
        argv: ["child"],
        program: (own) => {
          own.env.A = "changed";
          own.cwd = "/tmp";
          return 0;
        },
      });
      await child.exit;
      await process.write(1, `${process.env.A ?? "unset"} ${process.cwd}`);
      return 0;
    });
    expect(outcome.out).toBe("unset /home/reader");
  });

  test("descriptors of a process are closed when it ends, whatever it forgot", async () => {
    const { child, out } = start(on, (process) => {
      process.open("/tmp/x", { write: true, create: true });
      process.pipe();
      return 0;
    });
    expect(await drain(out)).toBe("");
    expect(await child.exit).toBe(0);
  });

  test("exec replaces the program and keeps the pid", async () => {
    const outcome = await run(on, (process) => process.exec(["args", "a b", ""]));
    expect(outcome).toEqual({ status: 0, out: "args|a b|\n", err: "" });
  });
});

describe("finding commands", () => {
  const on = machine({ args, sh: args });
  const { files } = on;
  const text = (path: string, body: string, mode = 0o755) =>
    files.writeFile(path, new TextEncoder().encode(body), mode);
  text("/home/reader/script", "#!/usr/bin/args -x  -y \nbody\n");
  text("/home/reader/env script", "#!/bin/args\n");
  text("/home/reader/plain", "echo hi\n");
  text("/home/reader/locked", "#!/bin/args\n", 0o644);
  text("/home/reader/binary", "\u007fELF\0\0");
  text("/home/reader/lost", "#!/no/such\n");
  text("/home/reader/again", "#!/home/reader/again\n");
  files.symlink("/usr/bin/args", "/home/reader/link");
  files.link("/usr/bin/args", "/home/reader/hard");
  files.makeDirectory("/home/reader/folder");

  const rows: { name: string; argv: string[]; status: number; out: string; err: string }[] = [
    { name: "by PATH", argv: ["args", "1"], status: 0, out: "args|1\n", err: "" },
    { name: "by absolute path", argv: ["/bin/args", "1"], status: 0, out: "/bin/args|1\n", err: "" },
    { name: "by a symbolic link", argv: ["./link", "1"], status: 0, out: "./link|1\n", err: "" },
    { name: "by a hard link", argv: ["./hard", "1"], status: 0, out: "./hard|1\n", err: "" },
    {
      name: "#! with one argument",
      argv: ["./script", "1"],
      status: 0,
      out: "/usr/bin/args|-x  -y|./script|1\n",
      err: "",
    },
    { name: "#! and a name with a space", argv: ["./env script"], status: 0, out: "/bin/args|./env script\n", err: "" },
    { name: "text without #! is for sh", argv: ["./plain", "1"], status: 0, out: "/bin/sh|./plain|1\n", err: "" },
    { name: "no such name", argv: ["nosuch"], status: 127, out: "", err: "nosuch: command not found\n" },
    { name: "no such path", argv: ["./no"], status: 127, out: "", err: "./no: No such file or directory\n" },
    { name: "not executable", argv: ["./locked"], status: 126, out: "", err: "./locked: Permission denied\n" },
    { name: "a folder", argv: ["./folder"], status: 126, out: "", err: "./folder: Permission denied\n" },
    {
      name: "a binary",
      argv: ["./binary"],
      status: 126,
      out: "",
      err: "./binary: cannot execute binary file: Exec format error\n",
    },
    {
      name: "interpreter missing",
      argv: ["./lost"],
      status: 127,
      out: "",
      err: "/no/such: No such file or directory\n",
    },
    {
      name: "a script that interprets itself",
      argv: ["./again"],
      status: 126,
      out: "",
      err: "/home/reader/again: Too many levels of symbolic links\n",
    },
    { name: "the empty name", argv: [""], status: 127, out: "", err: ": command not found\n" },
  ];

  test.each(rows)("$name", async ({ argv, status, out, err }) => {
    expect(await run(on, argv[0] ?? "", argv.slice(1))).toEqual({ status, out, err });
  });
});

describe("signals", () => {
  const on = machine();

  test("a killed process's calls never come back", async () => {
    const steps: string[] = [];
    const { child } = start(on, async (process) => {
      try {
        steps.push("before");
        await process.sleep(60_000);
        steps.push("after");
      } finally {
        steps.push("finally");
      }
      return 0;
    });
    await settle();
    child.kill(SIGNALS.SIGTERM);
    expect(await child.exit).toBe(143);
    await settle();
    expect(steps).toEqual(["before"]);
  });

  test("a loop that breathes can be killed", async () => {
    const { child } = start(on, async (process) => {
      for (;;) await process.breathe();
    });
    setTimeout(() => child.kill(SIGNALS.SIGINT), 20);
    expect(await child.exit).toBe(130);
  });

  test("two programs that only talk to each other leave room for timers", async () => {
    const { child } = start(
      on,
      pipeline(yes, async (process) => {
        for (;;) await process.read(0);
      }),
    );
    setTimeout(() => on.kernel.kill(-child.group, SIGNALS.SIGKILL), 20);
    expect(await child.exit).toBe(137);
  });

  test("a handler runs and interrupts sleep", async () => {
    const { child, out } = start(on, async (process) => {
      const seen: number[] = [];
      process.onSignal(SIGNALS.SIGUSR1, (signal) => seen.push(signal));
      try {
        await process.sleep(60_000);
      } catch (error) {
        await process.write(1, `${String(error instanceof Interrupted)} ${seen.join()}`);
      }
      return 5;
    });
    await settle();
    child.kill(SIGNALS.SIGUSR1);
    expect(await drain(out)).toBe("true 10");
    expect(await child.exit).toBe(5);
  });

  test("ignored signals are inherited, handled ones are not", async () => {
    const outcome = await run(on, async (process) => {
      process.onSignal(SIGNALS.SIGINT, "ignore");
      process.onSignal(SIGNALS.SIGTERM, () => undefined);
      const child = (): Program => async (own) => {
        await own.sleep(1);
        return 0;
      };
      const one = process.spawn({ argv: ["one"], program: child() });
      const two = process.spawn({ argv: ["two"], program: child() });
      one.kill(SIGNALS.SIGINT);
      two.kill(SIGNALS.SIGTERM);
      await process.write(1, `${await one.exit} ${await two.exit}`);
      return 0;
    });
    expect(outcome.out).toBe("0 143");
  });

  test("a stopped process does nothing until it is continued, and wait tells both", async () => {
    const outcome = await run(on, async (process) => {
      const [reader, writer] = process.pipe();
      const child = process.spawn({
        argv: ["cat"],
        program: cat,
        descriptors: new Map([...process.descriptors, [0, reader]]),
      });
      reader.close();
      child.kill(SIGNALS.SIGTSTP);
      const first = await child.wait();
      await writer.write(new TextEncoder().encode("late"));
      await process.sleep(10);
      await process.write(1, "early ");
      child.kill(SIGNALS.SIGCONT);
      writer.close();
      const second = await child.wait();
      await process.write(2, JSON.stringify([first, second]));
      return 0;
    });
    expect(outcome.out).toBe("early late");
    expect(JSON.parse(outcome.err)).toEqual([
      { kind: "stopped", signal: SIGNALS.SIGTSTP },
      { kind: "exited", status: 0 },
    ]);
  });

  test("kill of a group reaches all of it and nobody else", async () => {
    const outcome = await run(on, async (process) => {
      const sleeper: Program = async (own) => {
        await own.sleep(60_000);
        return 0;
      };
      const leader = process.spawn({ argv: ["a"], program: sleeper, group: "new" });
      const member = process.spawn({ argv: ["b"], program: sleeper, group: leader.pid });
      const reached = process.kill(-leader.pid, SIGNALS.SIGTERM);
      await process.write(1, `${String(reached)} ${await leader.exit} ${await member.exit}`);
      return process.kill(-leader.pid, 0) ? 1 : 0;
    });
    expect(outcome).toEqual({ status: 0, out: "true 143 143", err: "" });
  });

  test("orphans go to init and nothing is left behind", async () => {
    let parent = 0;
    const { child } = start(on, (process) => {
      process.spawn({
        argv: ["orphan"],
        program: async (own) => {
          await own.sleep(5);
          parent = own.parent;
          return 0;
        },
      });
      return 0;
    });
    await child.exit;
    await settle(10);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(parent).toBe(1);
    expect(on.kernel.processes()).toEqual([]);
  });
});

describe("limits", () => {
  test("a fork bomb meets a wall and can be ended", async () => {
    const on = machine({}, { processes: 32 });
    const refusals: string[] = [];
    const bomb: Program = async (process) => {
      for (;;) {
        try {
          process.spawn({ argv: ["bomb"], program: bomb });
        } catch (error) {
          refusals.push(error instanceof FileError ? error.reason : "other");
          await process.sleep(5);
        }
        await process.breathe();
      }
    };
    const { child } = start(on, bomb);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(on.kernel.processes()).toHaveLength(32);
    expect(new Set(refusals)).toEqual(new Set(["Resource temporarily unavailable"]));
    on.kernel.kill(-child.group, SIGNALS.SIGKILL);
    expect(await child.exit).toBe(137);
    expect(on.kernel.processes()).toEqual([]);
  });

  test("too many open files", async () => {
    const on = machine({}, { openFiles: 16 });
    const outcome = await run(on, (process) => {
      for (;;) process.open("/dev/null", { read: true });
    });
    expect(outcome.err).toContain("Too many open files");
  });
});

describe("devices", () => {
  const on = machine();
  on.files.symlink("/dev/null", "/home/reader/sink");

  const rows: { name: string; path: string; want: string }[] = [
    { name: "/dev/null is empty", path: "/dev/null", want: "end" },
    { name: "a link to /dev/null is one", path: "sink", want: "end" },
    { name: "/dev/zero has zeros", path: "/dev/zero", want: "0,0,0,0" },
    { name: "/dev/stdin is descriptor 0", path: "/dev/stdin", want: "105,110" },
    { name: "/dev/fd/0 as well", path: "/dev/fd/0", want: "105,110" },
    { name: "/dev/tty needs a terminal", path: "/dev/tty", want: "No such device or address" },
  ];
  test.each(rows)("$name", async ({ path, want }) => {
    const program: Program = async (process) => {
      try {
        const bytes = await process.open(path, { read: true }).read(4);
        await process.write(1, bytes === null ? "end" : [...bytes].join());
      } catch (error) {
        await process.write(1, error instanceof FileError ? error.reason : String(error));
      }
      return 0;
    };
    expect((await run(on, program, [], "in")).out).toBe(want);
  });

  test("/dev/full has no room", async () => {
    const outcome = await run(on, async (process) => {
      try {
        await process.open("/dev/full", { write: true }).write(new Uint8Array(1));
        return 1;
      } catch (error) {
        await process.write(1, error instanceof FileError ? error.reason : "");
        return 0;
      }
    });
    expect(outcome).toEqual({ status: 0, out: "No space left on device", err: "" });
  });

  test("umask is taken off a new file's mode", async () => {
    await run(on, (process) => {
      process.umask = 0o077;
      process.open("secret", { write: true, create: true }).close();
      return 0;
    });
    expect(on.files.stat("/home/reader/secret").mode).toBe(0o600);
  });
});

test("a pair of sockets speaks both ways, ends with its peer, and opens no port", async () => {
  const kernel = machine();
  const told: number[] = [];
  kernel.kernel.on("port", ({ port }) => told.push(port));
  const { status, out } = await run(kernel, async (process) => {
    const [one, other] = process.socketPair();
    await one.write(encodeUtf8("there"));
    await other.write(encodeUtf8("back"));
    for (const end of [other, one]) await process.write(1, (await end.read(10)) ?? "nothing");
    one.close();
    await process.write(1, (await other.read(10)) ?? " end");
    return one.localPort === other.remotePort && one.remotePort === other.localPort ? 0 : 1;
  });
  expect({ status, out, told }).toEqual({ status: 0, out: "thereback end", told: [] });
});
