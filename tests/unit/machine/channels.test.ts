/** What stays of a channel when it is over, at both ends, and what a connection that has to wait is owed. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { encodeUtf8, SIGNALS } from "#base";
import { FileError } from "#files";
import type { Connection, Program } from "#kernel";
import { LocalEngine } from "./local-engine.ts";

const ANSWER = encodeUtf8("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
const GET = { method: "GET", path: "/", headers: [] as [string, string][] };
/** More connections than a server's backlog holds. */
const MANY = 150;

let accept: PromiseWithResolvers<undefined>;

const programs: Record<string, Program> = {
  async say(process) {
    await process.write(1, "said");
    return 0;
  },
  async copy(process) {
    for (;;) {
      const bytes = await process.read(0);
      if (bytes === null) return 3;
      await process.write(1, bytes);
    }
  },
  /** Accepts nobody before it is told to; then answers everybody. */
  async serve(process) {
    process.onSignal(SIGNALS.SIGPIPE, () => undefined);
    const listener = process.listen(4000);
    await accept.promise;
    for (;;) {
      const connection = await listener.accept();
      if ((await connection.read(65_536)) !== null) await tell(connection);
      connection.close();
    }
  },
};

/** Who gave up reads no answer. */
async function tell(connection: Connection): Promise<void> {
  try {
    await connection.write(ANSWER);
  } catch (error) {
    if (!(error instanceof FileError) || error.code !== "EPIPE") throw error;
  }
}

let engine: LocalEngine;
beforeEach(() => {
  accept = Promise.withResolvers();
  engine = LocalEngine.start(programs);
});
afterEach(() => engine.teardown());

async function textOf(output: ReadableStream<string>): Promise<string> {
  let text = "";
  for await (const piece of output as unknown as AsyncIterable<string>) text += piece;
  return text;
}

async function bodyOf(response: { readonly body: ReadableStream<Uint8Array> }): Promise<string> {
  return new Response(response.body as BodyInit).text();
}

async function startServer(): Promise<void> {
  const ready = new Promise<void>((resolve) => {
    engine.on("server-ready", () => resolve());
  });
  await engine.spawn("serve", [], { output: false });
  await ready;
}

async function expectOpen(count: number): Promise<void> {
  await vi.waitFor(() => expect([engine.openChannels, engine.machine.openChannels]).toEqual([count, count]), 10_000);
}

describe("nothing is left of a channel", () => {
  test.each<{ name: string; act: () => Promise<unknown> }>([
    {
      name: "a process that ended",
      act: async () => {
        const process = await engine.spawn("say", []);
        expect([await textOf(process.output), await process.exit]).toEqual(["said", 0]);
      },
    },
    {
      name: "a process that ended before its output was read",
      act: async () => {
        const process = await engine.spawn("say", []);
        await process.exit;
        expect(await textOf(process.output)).toBe("said");
      },
    },
    {
      name: "a process on a terminal",
      act: async () => {
        const process = await engine.spawn("say", [], { terminal: { cols: 80, rows: 24 } });
        expect(await textOf(process.output)).toBe("said");
      },
    },
    {
      name: "a process whose output nobody wants, and whose input ends later",
      act: async () => {
        const process = await engine.spawn("copy", []);
        await process.output.cancel();
        await process.input.close();
        expect(await process.exit).toBe(3);
      },
    },
    { name: "a command that is not there", act: async () => (await engine.spawn("no", [])).exit },
    {
      name: "a folder that is not there",
      act: () => expect(engine.spawn("say", [], { cwd: "no" })).rejects.toThrow("could not be started"),
    },
    { name: "a refused request", act: () => expect(engine.request(4001, GET)).rejects.toThrow("nothing listens") },
  ])("$name", async ({ act }) => {
    await act();
    await expectOpen(0);
  });

  test("two hundred requests", async () => {
    accept.resolve(undefined);
    await startServer();
    for (let turn = 0; turn < 200; turn += 1) expect(await bodyOf(await engine.request(4000, GET))).toBe("ok");
    await expectOpen(1);
  });
});

describe("a server that is behind with accepting", () => {
  test("everybody who waits gets an answer", async () => {
    await startServer();
    const answers = Array.from({ length: MANY }, async () => bodyOf(await engine.request(4000, GET)));
    // All of them have reached the machine before the first is accepted.
    await vi.waitFor(() => expect(engine.machine.openChannels).toBe(MANY + 1), 10_000);
    accept.resolve(undefined);
    expect(await Promise.all(answers)).toEqual(Array.from({ length: MANY }, () => "ok"));
    await expectOpen(1);
  });

  test("who gives up while waiting is told at once, and nothing is left", async () => {
    await startServer();
    const leave = new AbortController();
    const answers = Array.from({ length: MANY }, () => engine.request(4000, { ...GET, signal: leave.signal }));
    await vi.waitFor(() => expect(engine.machine.openChannels).toBe(MANY + 1), 10_000);
    leave.abort(new Error("no longer wanted"));
    for (const answer of await Promise.allSettled(answers))
      expect(answer).toMatchObject({ status: "rejected", reason: { message: "no longer wanted" } });
    await expectOpen(1);
    accept.resolve(undefined);
    expect(await bodyOf(await engine.request(4000, GET))).toBe("ok");
  });

  test("when it ends, who waits is refused", async () => {
    const ready = new Promise<void>((resolve) => {
      engine.on("server-ready", () => resolve());
    });
    const server = await engine.spawn("serve", [], { output: false });
    await ready;
    const answers = Array.from({ length: MANY }, () => engine.request(4000, GET));
    await vi.waitFor(() => expect(engine.machine.openChannels).toBe(MANY + 1), 10_000);
    server.kill("SIGKILL");
    for (const answer of await Promise.allSettled(answers)) expect(answer.status).toBe("rejected");
    await expectOpen(0);
  });
});
