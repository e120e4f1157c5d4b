/** Real Node beside our programs: the container's own commands from our shell, and servers of either for the other. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestBench, type TestBench } from "./bench-page.ts";
import type * as Runner from "./runner.ts";

declare const runner: typeof Runner;

let bench: TestBench;
let page: Page;
beforeAll(async () => {
  bench = await openTestBench();
  page = await bench.page();
});
afterAll(() => bench.close());

interface Row {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly terminal?: true;
  /** Typed when the output holds the first text. */
  readonly keys?: readonly (readonly [after: string, keys: string])[];
  readonly want: readonly [number, string | RegExp];
}

const SERVER = `require("http").createServer((q, r) => r.end("real " + q.url + "\\n")).listen(4500)`;

const rows: Row[] = [
  { name: "node in a pipeline", argv: ["sh", "-c", "node -p '6*7' | tr 2 3"], want: [0, "43\n"] },
  {
    name: "its standard input",
    argv: ["sh", "-c", "echo hi | node -e 'process.stdin.pipe(process.stdout)'"],
    want: [0, "hi\n"],
  },
  { name: "its status", argv: ["sh", "-c", "node -e 'process.exit(3)'; echo $?"], want: [0, "3\n"] },
  { name: "its standard error", argv: ["sh", "-c", "node -e 'console.error(1)' 2>&1 >/dev/null"], want: [0, "1\n"] },
  {
    name: "its files are ours",
    argv: ["sh", "-c", 'echo a > f; node -p \'fs.readFileSync("f", "utf8")\''],
    want: [0, "a\n\n"],
  },
  {
    name: "node at a terminal",
    argv: ["node", "-p", "[process.stdout.isTTY, process.stdout.columns].join()"],
    terminal: true,
    want: [0, "true,80\r\n"],
  },
  {
    name: "node at a terminal of our shell, and the shell after it",
    argv: ["sh"],
    terminal: true,
    keys: [
      ["133;B", "node\r"],
      ["> ", "6*7\r"],
      ["42", ".exit\r"],
      ["133;B", "echo after $((1+1))\r"],
      ["after 2", "exit 5\r"],
    ],
    want: [5, /42[\s\S]*after 2/],
  },
  { name: "jsh, the container's own shell", argv: ["jsh", "-c", "echo $0"], want: [0, /sh\n$/] },
  {
    name: "our make in it",
    argv: ["jsh", "-c", "printf 'all:\\n\\t@echo made\\n' > Makefile; make"],
    want: [0, "made\n"],
  },
  {
    name: "node in a recipe of our make in it",
    argv: ["jsh", "-c", "printf 'all:\\n\\t@node -p 6*7\\n' > Makefile; make"],
    want: [0, "42\n"],
  },
  {
    name: "Ctrl+C ends node",
    argv: ["node", "-e", "console.log('up'); setInterval(() => 0, 1000)"],
    terminal: true,
    keys: [["up", "\u0003"]],
    want: [130, /up/],
  },
];

/** Runs a command to its end, typing as it goes. */
function run({ argv, terminal, keys = [] }: Row): Promise<[number, string]> {
  return page.evaluate(
    async ([origin, [command, ...args], atTerminal, typed]) => {
      const engine = await runner.shared(origin);
      const process = await engine.spawn(command, args, atTerminal ? { terminal: { cols: 80, rows: 24 } } : {});
      const writer = process.input.getWriter();
      if (!atTerminal) void writer.close();
      const waiting = [...typed];
      let text = "";
      let from = 0;
      for await (const piece of process.output) {
        text += piece;
        for (let next = waiting[0]; next !== undefined && text.includes(next[0], from); next = waiting[0]) {
          from = text.length;
          waiting.shift();
          await writer.write(next[1]);
        }
      }
      return [await process.exit, text] as [number, string];
    },
    [bench.standIn.origin, argv, terminal === true, keys] as const,
  );
}

describe("the container's own programs", () => {
  test.each(rows)("$name", async (row) => {
    const [status, text] = row.want;
    expect(await run(row)).toEqual([status, typeof text === "string" ? text : (expect.stringMatching(text) as string)]);
  });
});

describe("servers", () => {
  test("one of real Node is told, and is reached by the page and by our programs", async () => {
    const outcome = await page.evaluate(
      async ([origin, program]) => {
        const engine = await runner.shared(origin);
        const ready = new Promise<string>((resolve) =>
          engine.on("server-ready", (port, url) => port === 4500 && resolve(url)),
        );
        const gone = new Promise<number>((resolve) =>
          engine.on("port", (port, type) => port === 4500 && type === "close" && resolve(port)),
        );
        const server = await engine.spawn("node", ["-e", program]);
        const url = await ready;
        const { status, body } = await engine.request(4500, { method: "GET", path: "/page", headers: [] });
        let text = "";
        for await (const piece of body) text += new TextDecoder().decode(piece);
        const ours = await engine.spawn("probe-connect", ["4500"]);
        let refusal = "";
        for await (const piece of ours.output) refusal += piece;
        server.kill("SIGKILL");
        return { url, status, text, refusal, gone: await gone };
      },
      [bench.standIn.origin, SERVER] as const,
    );
    expect(outcome).toEqual({
      url: bench.standIn.previews.replace("*", "4500"),
      status: 200,
      text: "real /page\n",
      refusal: "",
      gone: 4500,
    });
  });

  test("one of ours is a real one: the container tells its address, and real Node reaches it", async () => {
    const outcome = await page.evaluate(async (origin) => {
      const engine = await runner.shared(origin);
      const ready = new Promise<string>((resolve) =>
        engine.on("server-ready", (port, url) => port === 4501 && resolve(url)),
      );
      const server = await engine.spawn("probe-serve", ["4501", "HTTP/1.0 200 OK\r\n\r\nours"]);
      const url = await ready;
      const asking = "fetch('http://127.0.0.1:4501').then((r) => r.text()).then(console.log)";
      const node = await engine.spawn("node", ["-e", asking]);
      let answer = "";
      for await (const piece of node.output) answer += piece;
      server.kill("SIGKILL");
      return { url, answer };
    }, bench.standIn.origin);
    expect(outcome).toEqual({ url: bench.standIn.previews.replace("*", "4501"), answer: "ours\n" });
  });
});
