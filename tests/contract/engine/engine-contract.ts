import type { Engine, EngineProcess } from "#engines";

/** One thing that every engine must do. `act` answers what is compared with `want`; no test library: it runs in a page. */
export interface EngineCase {
  readonly name: string;
  readonly act: (engine: Engine) => Promise<unknown>;
  readonly want: unknown;
}

/** All that a process prints, until its output ends. */
async function output(process: EngineProcess): Promise<string> {
  let text = "";
  for await (const piece of process.output) text += piece;
  return text;
}

async function run(engine: Engine, command: string, ...args: string[]): Promise<readonly [number, string]> {
  const process = await engine.spawn(command, args);
  const [status, text] = await Promise.all([process.exit, output(process)]);
  return [status, text];
}

/** Starts a command and waits until it printed `text`; the reader goes on where that ended. */
async function startUntil(engine: Engine, text: string, command: string, args: string[] = [], terminal = false) {
  const process = await engine.spawn(command, args, terminal ? { terminal: { cols: 80, rows: 24 } } : {});
  const reader = process.output.getReader();
  let seen = "";
  const until = async (wanted: string): Promise<string> => {
    while (!seen.includes(wanted)) {
      const { done, value } = await reader.read();
      if (done) break;
      seen += value;
    }
    const all = seen;
    seen = "";
    return all;
  };
  await until(text);
  return { process, until };
}

async function type(process: EngineProcess, text: string): Promise<void> {
  const writer = process.input.getWriter();
  await writer.write(text);
  writer.releaseLock();
}

async function code(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return "done";
  } catch (error) {
    if (error instanceof Error && "code" in error) return error.code;
    return error instanceof Error ? error.name : String(error);
  }
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Does something again and again until what it leads to has come; gives up after ten seconds, for the case to say so. */
async function until(met: () => boolean, act: (turn: number) => Promise<unknown> = () => Promise.resolve()) {
  const end = performance.now() + 10_000;
  for (let turn = 0; !met() && performance.now() < end; turn += 1) {
    await act(turn);
    await pause(20);
  }
}
const sorted = (names: string[]): string[] => [...names].sort();

/** Every case has files of its own names: one engine may run them all, one after the other. */
export const ENGINE_CASES: readonly EngineCase[] = [
  // Files
  {
    name: "write and read text",
    act: async ({ fs }) => (await fs.writeFile("a1", "héllo"), fs.readFile("a1", "utf-8")),
    want: "héllo",
  },
  {
    name: "write and read bytes",
    act: async ({ fs }) => (await fs.writeFile("a2", Uint8Array.of(0, 255, 10)), [...(await fs.readFile("a2"))]),
    want: [0, 255, 10],
  },
  {
    name: "an empty file",
    act: async ({ fs }) => (await fs.writeFile("a3", ""), fs.readFile("a3", "utf-8")),
    want: "",
  },
  {
    name: "writing replaces",
    act: async ({ fs }) => (
      await fs.writeFile("a4", "long"),
      await fs.writeFile("a4", "s"),
      fs.readFile("a4", "utf-8")
    ),
    want: "s",
  },
  {
    name: "1 MB in one piece",
    act: async ({ fs }) => (await fs.writeFile("a5", "x".repeat(1_000_000)), (await fs.readFile("a5", "utf-8")).length),
    want: 1_000_000,
  },
  {
    name: "names with spaces, quotes and Unicode",
    act: async ({ fs }) => {
      await fs.mkdir("a6");
      for (const name of ["a b", "it's", "日本", "🎉"]) await fs.writeFile(`a6/${name}`, name);
      return sorted(await fs.readdir("a6"));
    },
    want: ["a b", "it's", "日本", "🎉"],
  },
  { name: "reading what is not there", act: ({ fs }) => code(fs.readFile("a7-no")), want: "ENOENT" },
  { name: "reading a folder", act: async ({ fs }) => (await fs.mkdir("a8"), code(fs.readFile("a8"))), want: "EISDIR" },
  { name: "writing into no folder", act: ({ fs }) => code(fs.writeFile("a9-no/x", "")), want: "ENOENT" },
  { name: "mkdir twice", act: async ({ fs }) => (await fs.mkdir("a10"), code(fs.mkdir("a10"))), want: "EEXIST" },
  { name: "mkdir below nothing", act: ({ fs }) => code(fs.mkdir("a11/b/c")), want: "ENOENT" },
  {
    name: "mkdir recursive, twice",
    act: async ({ fs }) => (
      await fs.mkdir("a12/b/c", { recursive: true }),
      await fs.mkdir("a12/b/c", { recursive: true }),
      fs.readdir("a12/b")
    ),
    want: ["c"],
  },
  {
    name: "readdir with types",
    act: async ({ fs }) => {
      await fs.mkdir("a13/d", { recursive: true });
      await fs.writeFile("a13/f", "");
      return (await fs.readdir("a13", { withFileTypes: true }))
        .map((one) => [one.name, one.isFile(), one.isDirectory()])
        .sort();
    },
    want: [
      ["d", false, true],
      ["f", true, false],
    ],
  },
  {
    name: "readdir of a file",
    act: async ({ fs }) => (await fs.writeFile("a14", ""), code(fs.readdir("a14"))),
    want: "ENOTDIR",
  },
  {
    name: "rm of a file",
    act: async ({ fs }) => (await fs.writeFile("a15", ""), await fs.rm("a15"), code(fs.readFile("a15"))),
    want: "ENOENT",
  },
  { name: "rm of nothing", act: ({ fs }) => code(fs.rm("a16-no")), want: "ENOENT" },
  { name: "rm of nothing with force", act: ({ fs }) => code(fs.rm("a17-no", { force: true })), want: "done" },
  {
    name: "rm of a full folder is refused",
    act: async ({ fs }) => (await fs.mkdir("a18/b", { recursive: true }), (await code(fs.rm("a18"))) !== "done"),
    want: true,
  },
  {
    name: "rm recursive",
    act: async ({ fs }) => (
      await fs.mkdir("a19/b/c", { recursive: true }),
      await fs.rm("a19", { recursive: true }),
      code(fs.readdir("a19"))
    ),
    want: "ENOENT",
  },
  {
    name: "rename",
    act: async ({ fs }) => (
      await fs.writeFile("a20", "r"),
      await fs.rename("a20", "a20b"),
      [await fs.readFile("a20b", "utf-8"), await code(fs.readFile("a20"))]
    ),
    want: ["r", "ENOENT"],
  },
  {
    name: "mount and export",
    act: async (engine) => (
      await engine.mount({ m1: { directory: { "f.txt": { file: { contents: "1" } }, d: { directory: {} } } } }),
      engine.export("m1")
    ),
    want: { "f.txt": { file: { contents: "1" } }, d: { directory: {} } },
  },
  {
    name: "mount leaves other files",
    act: async (engine) => (
      await engine.fs.mkdir("m2"),
      await engine.fs.writeFile("m2/old", "o"),
      await engine.mount({ new: { file: { contents: "n" } } }, { mountPoint: "m2" }),
      sorted(await engine.fs.readdir("m2"))
    ),
    want: ["new", "old"],
  },
  {
    name: "export without what is excluded",
    act: async (engine) => (
      await engine.mount({ m3: { directory: { "a.pyc": { file: { contents: "" } }, b: { file: { contents: "" } } } } }),
      Object.keys(await engine.export("m3", { excludes: ["*.pyc"] }))
    ),
    want: ["b"],
  },
  {
    name: "a mounted link",
    act: async (engine) => (
      await engine.mount({ m4: { directory: { f: { file: { contents: "body" } }, l: { file: { symlink: "f" } } } } }),
      engine.fs.readFile("m4/l", "utf-8")
    ),
    want: "body",
  },
  {
    name: "a program sees mounted files and the page sees written ones",
    act: async (engine) => (await run(engine, "probe-write", "p1", "by program"), engine.fs.readFile("p1", "utf-8")),
    want: "by program",
  },
  {
    name: "watch tells of a new file",
    act: async (engine) => {
      const seen: string[] = [];
      const watcher = engine.fs.watch(".", (event, name) => seen.push(`${event} ${String(name)}`));
      const heard = (): boolean => seen.some((news) => news.startsWith("rename w1-"));
      await until(heard, (turn) => engine.fs.writeFile(`w1-${String(turn)}`, "x"));
      watcher.close();
      return heard();
    },
    want: true,
  },
  {
    name: "watch tells of changes",
    act: async (engine) => {
      await engine.fs.writeFile("w2", "x");
      const seen: string[] = [];
      const watcher = engine.fs.watch(".", (event, name) => seen.push(`${event} ${String(name)}`));
      const heard = (): boolean => seen.includes("change w2");
      await until(heard, (turn) => engine.fs.writeFile("w2", String(turn)));
      watcher.close();
      return heard();
    },
    want: true,
  },
  {
    name: "watch hears below only when recursive",
    act: async (engine) => {
      await engine.fs.mkdir("w3");
      const flat: string[] = [];
      const deep: string[] = [];
      const one = engine.fs.watch(".", (_event, name) => flat.push(String(name)));
      const two = engine.fs.watch(".", { recursive: true }, (_event, name) => deep.push(String(name)));
      await until(
        () => deep.includes("w3/x") && flat.includes("w3.txt"),
        async (turn) => {
          await engine.fs.writeFile("w3/x", String(turn));
          await engine.fs.writeFile("w3.txt", String(turn));
        },
      );
      one.close();
      two.close();
      return [flat.includes("w3/x"), deep.includes("w3/x")];
    },
    want: [false, true],
  },
  {
    name: "a closed watch is silent",
    act: async (engine) => {
      let count = 0;
      const watcher = engine.fs.watch(".", () => (count += 1));
      await pause(50);
      watcher.close();
      await pause(50);
      count = 0;
      await engine.fs.writeFile("w4", "");
      await pause(50);
      return count;
    },
    want: 0,
  },
  // Processes
  { name: "output and status", act: (engine) => run(engine, "probe-args", "a", "b c"), want: [0, '["a","b c"]'] },
  {
    name: "empty and odd arguments",
    act: (engine) => run(engine, "probe-args", "", "'", '"', "*", "$x", "\n"),
    want: [0, JSON.stringify(["", "'", '"', "*", "$x", "\n"])],
  },
  { name: "status 3", act: async (engine) => (await engine.spawn("probe-exit", ["3"])).exit, want: 3 },
  { name: "status 255", act: async (engine) => (await engine.spawn("probe-exit", ["255"])).exit, want: 255 },
  {
    name: "env",
    act: async (engine) => {
      const process = await engine.spawn("probe-env", ["LAB"], { env: { LAB: "on" } });
      return output(process);
    },
    want: "on",
  },
  {
    name: "env has a PATH",
    act: async (engine) => (await run(engine, "probe-env", "PATH"))[1].includes("/bin"),
    want: true,
  },
  {
    name: "numbers and booleans in env are text",
    act: async (engine) => output(await engine.spawn("probe-env", ["N"], { env: { N: 8080 } })),
    want: "8080",
  },
  {
    name: "cwd is the working directory",
    act: async (engine) => (await run(engine, "probe-cwd"))[1] === engine.workdir,
    want: true,
  },
  {
    name: "cwd below it",
    act: async (engine) => {
      await engine.fs.mkdir("c1");
      return (await output(await engine.spawn("probe-cwd", [], { cwd: "c1" }))) === `${engine.workdir}/c1`;
    },
    want: true,
  },
  {
    name: "cwd that is not there",
    act: async (engine) => code(engine.spawn("probe-cwd", [], { cwd: "c2-no" })),
    want: "Error",
  },
  {
    name: "no such command is 127",
    act: (engine) => run(engine, "probe-nothing"),
    want: [127, "probe-nothing: command not found\n"],
  },
  { name: "both streams are one output", act: (engine) => run(engine, "probe-both"), want: [0, "out err"] },
  {
    name: "a crash is 70 and says so",
    act: async (engine) => {
      const [status, text] = await run(engine, "probe-throw");
      return [status, text.includes("a mistake of ours")];
    },
    want: [70, true],
  },
  {
    name: "many at once",
    act: async (engine) =>
      (await Promise.all(Array.from({ length: 20 }, (_, index) => run(engine, "probe-args", String(index)))))
        .map(([, text]) => text)
        .join(""),
    want: Array.from({ length: 20 }, (_, index) => `["${index}"]`).join(""),
  },
  {
    name: "input and its end",
    act: async (engine) => {
      const process = await engine.spawn("probe-cat", []);
      const writer = process.input.getWriter();
      await writer.write("one ");
      await writer.write("two");
      await writer.close();
      return [await output(process), await process.exit];
    },
    want: ["one two", 0],
  },
  {
    name: "input of 300 kB",
    act: async (engine) => {
      const process = await engine.spawn("probe-cat", []);
      const writer = process.input.getWriter();
      const sending = writer.write("i".repeat(300_000)).then(() => writer.close());
      const text = await output(process);
      await sending;
      return text.length;
    },
    want: 300_000,
  },
  {
    name: "Unicode survives pieces",
    act: async (engine) => {
      const process = await engine.spawn("probe-cat", []);
      const writer = process.input.getWriter();
      const sending = writer.write("日本🎉".repeat(20_000)).then(() => writer.close());
      const text = await output(process);
      await sending;
      return text === "日本🎉".repeat(20_000);
    },
    want: true,
  },
  {
    name: "a line of 1 MB",
    act: async (engine) => (await run(engine, "probe-line", "1000000"))[1].length,
    want: 1_000_000,
  },
  {
    name: "exit first, output later",
    act: async (engine) => {
      const process = await engine.spawn("probe-args", ["late"]);
      await process.exit;
      return output(process);
    },
    want: '["late"]',
  },
  {
    name: "output that is not wanted",
    act: async (engine) => {
      const process = await engine.spawn("probe-line", ["3000000"], { output: false });
      return process.exit;
    },
    want: 0,
  },
  {
    name: "output without end can be read, and stopped",
    act: async (engine) => {
      const { process } = await startUntil(engine, "y\n".repeat(10_000), "probe-yes");
      process.kill("SIGKILL");
      return process.exit;
    },
    want: 137,
  },
  {
    name: "a reader that leaves ends the writer",
    act: async (engine) => {
      const process = await engine.spawn("probe-yes", []);
      const reader = process.output.getReader();
      await reader.read();
      await reader.cancel();
      return process.exit;
    },
    want: 141,
  },
  // Signals
  {
    name: "kill is SIGTERM",
    act: async (engine) => {
      const { process } = await startUntil(engine, "asleep", "probe-sleep");
      process.kill();
      return process.exit;
    },
    want: 143,
  },
  {
    name: "SIGINT",
    act: async (engine) => {
      const { process } = await startUntil(engine, "asleep", "probe-sleep");
      process.kill("SIGINT");
      return process.exit;
    },
    want: 130,
  },
  {
    name: "SIGHUP",
    act: async (engine) => {
      const { process } = await startUntil(engine, "asleep", "probe-sleep");
      process.kill("SIGHUP");
      return process.exit;
    },
    want: 129,
  },
  {
    name: "SIGKILL",
    act: async (engine) => {
      const { process } = await startUntil(engine, "asleep", "probe-sleep");
      process.kill("SIGKILL");
      return process.exit;
    },
    want: 137,
  },
  {
    name: "a busy loop that breathes is stopped",
    act: async (engine) => {
      const { process } = await startUntil(engine, "spinning", "probe-spin");
      process.kill("SIGINT");
      return process.exit;
    },
    want: 130,
  },
  {
    name: "a handler decides",
    act: async (engine) => {
      const { process, until } = await startUntil(engine, "ready", "probe-trap");
      process.kill("SIGTERM");
      return [(await until("caught 15")).trim(), await process.exit];
    },
    want: ["caught 15", 0],
  },
  {
    name: "kill reaches the whole group",
    act: async (engine) => {
      const { process, until } = await startUntil(engine, "family", "probe-family");
      process.kill("SIGTERM");
      const status = await process.exit;
      await until("never");
      return status;
    },
    want: 143,
  },
  {
    name: "killing what has ended is nothing",
    act: async (engine) => {
      const process = await engine.spawn("probe-exit", ["0"]);
      const status = await process.exit;
      process.kill();
      return status;
    },
    want: 0,
  },
  // Terminals
  {
    name: "without a terminal the streams are pipes",
    act: (engine) => run(engine, "probe-tty"),
    want: [0, "pipe pipe pipe"],
  },
  {
    name: "with one they are it",
    act: async (engine) => output(await engine.spawn("probe-tty", [], { terminal: { cols: 80, rows: 24 } })),
    want: "terminal terminal terminal",
  },
  {
    name: "its size",
    act: async (engine) => {
      const { process } = await startUntil(engine, "80x24\r\n", "probe-size", [], true);
      await type(process, "\r");
      return process.exit;
    },
    want: 0,
  },
  {
    name: "a resize is told",
    act: async (engine) => {
      const { process, until } = await startUntil(engine, "80x24", "probe-size", [], true);
      process.resize({ cols: 100, rows: 30 });
      const text = await until("100x30");
      await type(process, "\r");
      await process.exit;
      return text.includes("100x30");
    },
    want: true,
  },
  {
    name: "typing is echoed, a line arrives at Enter",
    act: async (engine) => {
      const process = await engine.spawn("probe-cat", [], { terminal: { cols: 80, rows: 24 } });
      await type(process, "hi\r");
      await type(process, "\u0004");
      return [await output(process), await process.exit];
    },
    want: ["hi\r\nhi\r\n", 0],
  },
  {
    name: "a line is edited before it arrives",
    act: async (engine) => {
      const process = await engine.spawn("probe-cat", [], { terminal: { cols: 80, rows: 24 } });
      await type(process, "ax\u007fb\r\u0004");
      return output(process);
    },
    want: "ax\b \bb\r\nab\r\n",
  },
  {
    name: "Ctrl+U and Ctrl+W",
    act: async (engine) => {
      const process = await engine.spawn("probe-cat", [], { terminal: { cols: 80, rows: 24 } });
      await type(process, "no\u0015one two\u0017end\r\u0004");
      return (await output(process)).endsWith("\r\none end\r\n");
    },
    want: true,
  },
  {
    name: "a wide character is erased whole",
    act: async (engine) => {
      const process = await engine.spawn("probe-cat", [], { terminal: { cols: 80, rows: 24 } });
      await type(process, "日\u007f\r\u0004");
      return output(process);
    },
    want: "日\b \b\b \b\r\n\r\n",
  },
  {
    name: "Ctrl+C",
    act: async (engine) => {
      const { process } = await startUntil(engine, "asleep", "probe-sleep", [], true);
      await type(process, "\u0003");
      return process.exit;
    },
    want: 130,
  },
  {
    name: "Ctrl+C shows ^C",
    act: async (engine) => {
      const { process, until } = await startUntil(engine, "asleep", "probe-sleep", [], true);
      await type(process, "\u0003");
      return (await until("^C")).includes("^C");
    },
    want: true,
  },
  {
    name: "Ctrl+\\",
    act: async (engine) => {
      const { process } = await startUntil(engine, "asleep", "probe-sleep", [], true);
      await type(process, "\u001c");
      return process.exit;
    },
    want: 131,
  },
  {
    name: "kill reaches the terminal's foreground",
    act: async (engine) => {
      const { process } = await startUntil(engine, "asleep", "probe-sleep", [], true);
      process.kill("SIGINT");
      return process.exit;
    },
    want: 130,
  },
  {
    name: "output without end on a terminal is stopped by Ctrl+C",
    act: async (engine) => {
      const { process } = await startUntil(engine, "y\r\n".repeat(5000), "probe-yes", [], true);
      await type(process, "\u0003");
      return process.exit;
    },
    want: 130,
  },
  // Ports
  {
    name: "a server tells its port, and when it goes",
    act: async (engine) => {
      const seen: string[] = [];
      const stop = engine.on("port", (port, kind) => seen.push(`${kind} ${port}`));
      const ready = new Promise((resolve) => engine.on("server-ready", resolve));
      const process = await engine.spawn("probe-serve", ["4001", "echo"]);
      await ready;
      process.kill("SIGKILL");
      await process.exit;
      await until(() => seen.length > 1);
      stop();
      return seen;
    },
    want: ["open 4001", "close 4001"],
  },
  {
    name: "a request and its answer",
    act: (engine) => ask(engine, 4002, "echo", { method: "GET", path: "/x?y=1", headers: [["X-Test", "1"]] }),
    want: [200, "OK", "GET /x?y=1 HTTP/1.1\r\nHost: localhost:4002\r\nConnection: close\r\nX-Test: 1\r\n\r\n"],
  },
  {
    name: "a request with a body",
    act: async (engine) =>
      (
        await ask(engine, 4003, "echo", {
          method: "POST",
          path: "/",
          headers: [],
          body: new TextEncoder().encode("b=1"),
        })
      )[2].endsWith("Content-Length: 3\r\nConnection: close\r\n\r\nb=1"),
    want: true,
  },
  {
    name: "chunks are joined",
    act: (engine) =>
      ask(
        engine,
        4004,
        "HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: 1\r\n\r\n",
        GET,
      ),
    want: [200, "Fine", "abcde"],
  },
  {
    name: "a body until the connection ends",
    act: (engine) => ask(engine, 4005, "HTTP/1.0 404 Not Found\r\n\r\ngone", GET),
    want: [404, "Not Found", "gone"],
  },
  {
    name: "an interim answer is passed over",
    act: (engine) => ask(engine, 4006, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", GET),
    want: [204, "No Content", ""],
  },
  {
    name: "an answer to HEAD has no body",
    act: (engine) =>
      ask(engine, 4007, "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", { method: "HEAD", path: "/", headers: [] }),
    want: [200, "OK", ""],
  },
  {
    name: "two cookies stay two",
    act: async (engine) => {
      const process = await serve(
        engine,
        4008,
        "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 0\r\n\r\n",
      );
      const { headers } = await engine.request(4008, GET);
      process.kill("SIGKILL");
      await process.exit;
      return headers.filter(([name]) => name === "Set-Cookie").map(([, value]) => value);
    },
    want: ["a=1", "b=2"],
  },
  { name: "nobody listens", act: (engine) => code(engine.request(4009, GET)), want: "TypeError" },
  {
    name: "a server that says nothing",
    act: async (engine) => {
      const process = await serve(engine, 4010, "close");
      const result = await code(engine.request(4010, GET));
      process.kill("SIGKILL");
      await process.exit;
      return result;
    },
    want: "TypeError",
  },
  {
    name: "what is no HTTP",
    act: async (engine) => {
      const process = await serve(engine, 4011, "SSH-2.0\r\n\r\n");
      const result = await code(engine.request(4011, GET));
      process.kill("SIGKILL");
      await process.exit;
      return result;
    },
    want: "TypeError",
  },
  {
    name: "a request that is given up",
    act: async (engine) => {
      const process = await serve(engine, 4012, "silence");
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 30);
      const result = await code(engine.request(4012, { ...GET, signal: stop.signal }));
      process.kill("SIGKILL");
      await process.exit;
      return result !== "done";
    },
    want: true,
  },
  {
    name: "a port is taken once",
    act: (engine) => run(engine, "probe-listen-twice"),
    want: [0, "Address already in use"],
  },
  {
    name: "a port without a server refuses",
    act: (engine) => run(engine, "probe-connect", "4013"),
    want: [0, "Connection refused"],
  },
  // Limits
  {
    name: "a fork bomb meets a wall",
    act: async (engine) => {
      const { process } = await startUntil(engine, "Resource temporarily unavailable", "probe-bomb");
      process.kill("SIGKILL");
      return process.exit;
    },
    want: 137,
  },
  { name: "the machine goes on after it", act: (engine) => run(engine, "probe-args", "alive"), want: [0, '["alive"]'] },
  {
    name: "a full disk",
    act: async (engine) => {
      const result = await run(engine, "probe-fill");
      await engine.fs.rm("full");
      return result;
    },
    want: [0, "No space left on device"],
  },
  {
    name: "the disk is usable after it",
    act: async ({ fs }) => (await fs.writeFile("z1", "ok"), fs.readFile("z1", "utf-8")),
    want: "ok",
  },
];

const GET = { method: "GET", path: "/", headers: [] } as const;

async function serve(engine: Engine, port: number, answer: string): Promise<EngineProcess> {
  const ready = new Promise<void>((resolve) => {
    const stop = engine.on("server-ready", (opened) => {
      if (opened !== port) return;
      stop();
      resolve();
    });
  });
  const process = await engine.spawn("probe-serve", [String(port), answer]);
  await ready;
  return process;
}

async function ask(
  engine: Engine,
  port: number,
  answer: string,
  request: Parameters<Engine["request"]>[1],
): Promise<readonly [number, string, string]> {
  const process = await serve(engine, port, answer);
  const response = await engine.request(port, request);
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of response.body) text += decoder.decode(piece, { stream: true });
  process.kill("SIGKILL");
  await process.exit;
  return [response.status, response.reason, text];
}
