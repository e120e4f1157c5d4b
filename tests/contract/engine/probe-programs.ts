/**
 * Programs of the contract suite's own, so that every case says in one word what a process does. A stand-in with real
 * processes has the same words.
 */
import type { Program } from "#kernel";

const words: Record<string, Program> = {
  /** Everything that comes in goes out. */
  async "probe-cat"(process) {
    for (;;) {
      const bytes = await process.read(0);
      if (bytes === null) return 0;
      await process.write(1, bytes);
    }
  },
  async "probe-args"(process) {
    await process.write(1, JSON.stringify(process.argv.slice(1)));
    return 0;
  },
  async "probe-env"(process) {
    await process.write(1, process.env[process.argv[1] ?? ""] ?? "unset");
    return 0;
  },
  async "probe-cwd"(process) {
    await process.write(1, process.cwd);
    return 0;
  },
  "probe-exit": (process) => Number(process.argv[1]),
  async "probe-both"(process) {
    await process.write(1, "out ");
    await process.write(2, "err");
    return 0;
  },
  async "probe-yes"(process) {
    for (;;) await process.write(1, "y\n");
  },
  async "probe-sleep"(process) {
    await process.write(1, "asleep");
    await process.sleep(600_000);
    return 0;
  },
  async "probe-spin"(process) {
    await process.write(1, "spinning");
    for (;;) await process.breathe();
  },
  /** Never lets anybody else in: only the end of the whole machine stops it. */
  async "probe-hang"(process) {
    await process.write(1, "hanging");
    await process.sleep(50);
    for (;;);
  },
  "probe-throw": () => {
    throw new TypeError("a mistake of ours");
  },
  async "probe-die"() {
    await new Promise((resolve) => setTimeout(resolve, 50));
    setTimeout(() => {
      throw new Error("the worker's own mistake");
    }, 0);
    await new Promise(() => undefined);
    return 0;
  },
  async "probe-line"(process) {
    await process.write(1, "x".repeat(Number(process.argv[1])));
    return 0;
  },
  async "probe-trap"(process) {
    let caught = 0;
    for (const signal of [1, 2, 15]) process.onSignal(signal, (number) => (caught = number));
    await process.write(1, "ready");
    while (caught === 0) await process.sleep(5).catch(() => undefined);
    await process.write(1, ` caught ${caught}`);
    return 0;
  },
  async "probe-family"(process) {
    const sleeper: Program = async (own) => {
      await own.sleep(600_000);
      return 0;
    };
    process.spawn({ argv: ["child"], program: sleeper });
    process.spawn({ argv: ["child"], program: sleeper });
    await process.write(1, "family");
    return sleeper(process);
  },
  async "probe-size"(process) {
    const size = (): string => `${process.terminal?.columns ?? 0}x${process.terminal?.rows ?? 0}`;
    process.onSignal(28, () => void process.write(1, `${size()}\n`));
    await process.write(1, `${size()}\n`);
    await process.read(0);
    return 0;
  },
  async "probe-tty"(process) {
    await process.write(1, [0, 1, 2].map((number) => process.descriptors.get(number)?.kind ?? "none").join(" "));
    return 0;
  },
  async "probe-write"(process) {
    const file = process.open(process.argv[1] ?? "", { write: true, create: true, truncate: true });
    await file.write(new TextEncoder().encode(process.argv[2] ?? ""));
    file.close();
    return 0;
  },
  async "probe-fill"(process) {
    const file = process.open("full", { write: true, create: true });
    try {
      for (;;) {
        await file.write(new Uint8Array(65_536));
        await process.breathe();
      }
    } catch (error) {
      await process.write(1, error instanceof Error && "reason" in error ? String(error.reason) : String(error));
    }
    return 0;
  },
  async "probe-bomb"(process) {
    const bomb: Program = async (own) => {
      for (;;) {
        try {
          own.spawn({ argv: ["bomb"], program: bomb });
        } catch (error) {
          if (own.parent === 1) {
            await own.write(1, error instanceof Error && "reason" in error ? String(error.reason) : String(error));
          }
          await own.sleep(600_000);
        }
        await own.breathe();
      }
    };
    return bomb(process);
  },
  /** Tries the ways out of the frame; prints those that led somewhere. */
  async "probe-escape"(process) {
    const base = process.argv[1] ?? "";
    const world = globalThis as unknown as {
      indexedDB?: { open(name: string): { onsuccess: unknown; onerror: unknown } };
      caches?: { open(name: string): Promise<unknown> };
      importScripts(url: string): void;
    };
    const loads = (worker: Worker): Promise<unknown> =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => (data === "in" ? resolve(data) : reject(new Error(String(data))));
        worker.onerror = () => reject(new Error("refused"));
      });
    const inside = `fetch("${base}/escaped-data").then(() => postMessage("in"), () => postMessage("refused"))`;
    const ways: Record<string, () => Promise<unknown>> = {
      fetch: () => fetch(`${base}/escaped-fetch`, { mode: "no-cors" }),
      import: () => import(/* @vite-ignore */ `${base}/escaped-import.js`),
      // oxlint-disable-next-line typescript/require-await -- a synchronous throw is a refusal as well
      scripts: async () => world.importScripts(`${base}/escaped-scripts.js`),
      socket: () =>
        new Promise((resolve, reject) => {
          const socket = new WebSocket(`${base.replace("http", "ws")}/escaped-socket`);
          socket.onopen = resolve;
          socket.onerror = () => reject(new Error("refused"));
        }),
      storage: () =>
        new Promise((resolve, reject) => {
          const request = world.indexedDB?.open("x");
          if (request === undefined) throw new Error("none");
          request.onsuccess = resolve;
          request.onerror = () => reject(new Error("refused"));
        }),
      caches: () => world.caches?.open("x") ?? Promise.reject(new Error("none")),
      "data worker": () => loads(new Worker(`data:text/javascript,${encodeURIComponent(inside)}`)),
      "blob worker": () => loads(new Worker(URL.createObjectURL(new Blob([inside])))),
    };
    const led: string[] = [];
    for (const [name, way] of Object.entries(ways)) {
      const late = new Promise((_resolve, reject) => setTimeout(() => reject(new Error("late")), 1500));
      await Promise.race([Promise.resolve().then(way), late]).then(
        () => led.push(name),
        () => undefined,
      );
    }
    await process.write(1, `out: ${led.join(", ")}`);
    return 0;
  },
  /** A server that answers every connection with what its argument says; "echo" answers the request's own bytes. */
  async "probe-serve"(process) {
    const listener = process.listen(Number(process.argv[1]));
    const answer = process.argv[2] ?? "";
    for (;;) {
      const connection = await listener.accept();
      const head = await connection.read(65_536);
      if (answer === "silence") await process.sleep(600_000);
      if (answer !== "close")
        await connection.write(answer === "echo" ? asText(head) : new TextEncoder().encode(answer));
      connection.close();
    }
  },
  async "probe-listen-twice"(process) {
    process.listen(4100);
    try {
      process.listen(4100);
    } catch (error) {
      await process.write(1, error instanceof Error ? error.message : "");
    }
    return 0;
  },
  async "probe-connect"(process) {
    try {
      await process.connect(Number(process.argv[1]));
    } catch (error) {
      await process.write(1, error instanceof Error ? error.message : "");
    }
    return 0;
  },
};

function asText(head: Uint8Array | null): Uint8Array {
  const text = new TextDecoder().decode(head ?? new Uint8Array(0));
  return new TextEncoder().encode(
    `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
  );
}

export const probePrograms: Readonly<Record<string, Program>> = words;
