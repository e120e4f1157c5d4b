import { strFromU8, unzipSync } from "fflate";
import { afterEach, expect, test } from "vitest";
import { LabSession, type LabData, type SessionEvent } from "#session";
import { FakeEngine } from "../../fakes/fake-engine.ts";
import { FakeStore } from "../../fakes/fake-store.ts";
import { centralModes } from "../../fakes/zip-modes.ts";

let labs = 0;
const open: LabSession[] = [];
afterEach(() => {
  for (const session of open.splice(0)) session.close();
});

function lab(): LabData {
  return {
    name: `lab-${++labs}`,
    title: "A lab",
    folder: "fake",
    files: [
      { path: "Makefile", text: "all:\n\techo hi\n", shown: true },
      { path: "src/it's a ü.txt", text: "odd name\n", shown: false },
      { path: "run.sh", text: "#!/bin/sh\n", mode: 0o755, shown: false },
      { path: "logo.bin", base64: "AP+A", shown: false },
    ],
    actions: [{ command: "echo hi", primary: true, recorded: [{ output: "hi\n", status: 0 }] }, { command: "fail 3" }],
  };
}

function openLab(data = lab(), store = new FakeStore(), engine = new FakeEngine()) {
  const engines: FakeEngine[] = [];
  const session = new LabSession(data, {
    openEngine: () => {
      const next = engines.length === 0 ? engine : new FakeEngine();
      engines.push(next);
      return Promise.resolve(next);
    },
    openStore: store.open,
  });
  open.push(session);
  const events: SessionEvent[] = [];
  session.listen((event) => events.push(event));
  return { session, engines, events, store, data };
}

async function eventually(check: () => boolean, milliseconds = 3000): Promise<void> {
  for (const end = performance.now() + milliseconds; !check();) {
    if (performance.now() > end) throw new Error("it did not happen in time");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const kinds = (events: readonly SessionEvent[]): string[] => events.map((event) => event.kind);

test("an action is typed into the shell and its own output compared", async () => {
  const { session, events, data } = openLab();
  const run = await session.run(data.actions[0]!);
  expect(run).toMatchObject({ command: "echo hi", output: "hi\n", status: 0 });
  const finished = events.find((event) => event.kind === "run-finished");
  expect(finished?.comparison.kind).toBe("same");
});

test("every file of the lab is in the machine, bytes and odd names included", async () => {
  const { session, engines } = openLab();
  await session.start();
  expect([...engines[0]!.files.keys()].sort()).toEqual(["Makefile", "logo.bin", "run.sh", "src/it's a ü.txt"]);
  expect([...engines[0]!.files.get("logo.bin")!]).toEqual([0, 255, 128]);
});

test("a machine that is lost is not started anew by the end of its terminals", async () => {
  const { session, engines, events } = openLab();
  // As the view does where the last terminal ended and the machine runs.
  session.listen((event) => {
    if (event.kind !== "terminal" || event.change !== "closed" || session.terminals.length > 0) return;
    if (session.state === "ready" || session.state === "restarted") void session.openTerminal().catch(() => undefined);
  });
  await session.start();
  // An engine ends its processes, then tells that it failed.
  for (const shell of engines[0]!.shells) shell.kill("SIGKILL");
  engines[0]!.tell("error", { message: "the worker is gone" });
  await eventually(() => session.state === "failed");
  expect(engines.length).toBe(1);
  expect(events.flatMap((event) => (event.kind === "machine" ? [event.problem?.message ?? event.state] : []))).toEqual([
    "starting",
    "ready",
    "off",
    "the worker is gone",
  ]);
});

test("what npm unpacked is no file of the lab: the tree and the archive are without it", async () => {
  const { session, engines } = openLab();
  await session.run({ command: "put node_modules/express/index.js packed" });
  await session.run({ command: "put web/node_modules/ms/index.js packed" });
  await session.run({ command: "put node_modules.txt text" });
  await eventually(() => session.tree.get("node_modules.txt")?.content === "text\n");
  expect(engines[0]!.files.has("node_modules/express/index.js")).toBe(true);
  const packed = (path: string): boolean => path.includes("node_modules/");
  expect(session.tree.list().filter(({ path }) => packed(path))).toEqual([]);
  expect(Object.keys(unzipSync((await session.archive()).bytes)).filter(packed)).toEqual([]);
});

test("what a program makes, changes and deletes appears in the tree", async () => {
  const { session, events } = openLab();
  await session.run({ command: "put build/out.txt made" });
  await eventually(() => session.tree.get("build/out.txt")?.content === "made\n");
  await session.run({ command: "put Makefile changed" });
  await eventually(() => session.tree.get("Makefile")?.content === "changed\n");
  await session.run({ command: "rm build/out.txt" });
  await eventually(() => session.tree.get("build/out.txt") === undefined);
  const changes = events.flatMap((event) => (event.kind === "files" ? event.changes : []));
  expect(changes).toContainEqual({ kind: "made", path: "build/out.txt", by: "program" });
  expect(changes).toContainEqual({ kind: "changed", path: "Makefile", by: "program" });
  expect(changes).toContainEqual({ kind: "removed", path: "build/out.txt", by: "program" });
});

test("the reader's keys reach the machine before the command that needs them", async () => {
  const { session, engines } = openLab();
  await session.start();
  for (const text of ["a", "ab", "abc"]) session.edit("Makefile", text);
  await session.run({ command: "echo x" });
  expect(engines[0]!.text("Makefile")).toBe("abc");
});

test("typing is not overwritten by the machine's older news of it", async () => {
  const { session, events } = openLab();
  await session.start();
  for (let n = 0; n < 20; n++) {
    session.edit("Makefile", `text ${n}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  await new Promise((resolve) => setTimeout(resolve, 600));
  const byProgram = events.flatMap((event) =>
    event.kind === "files" ? event.changes.filter((change) => change.by === "program") : [],
  );
  expect(byProgram).toEqual([]);
  expect(session.tree.get("Makefile")?.content).toBe("text 19");
});

test("edits come back after a reload, and the restored line says which", async () => {
  const data = lab();
  const store = new FakeStore();
  const first = openLab(data, store);
  first.session.edit("Makefile", "mine");
  await first.session.flush();
  first.session.close();
  const second = openLab(data, store);
  expect(await second.session.restored).toEqual({ files: ["Makefile"], outdated: [] });
  expect(second.session.tree.get("Makefile")?.content).toBe("mine");
  await second.session.start();
  expect(second.engines[0]!.text("Makefile")).toBe("mine");
});

test("an edit of a file that the lab has changed since is kept, and told", async () => {
  const data = lab();
  const store = new FakeStore();
  const first = openLab(data, store);
  first.session.edit("Makefile", "mine");
  await first.session.flush();
  const newer = {
    ...data,
    files: data.files.map((file) => ({ ...file, ...(file.text && { text: `new ${file.text}` }) })),
  };
  const second = openLab(newer, store);
  expect(await second.session.restored).toEqual({ files: ["Makefile"], outdated: ["Makefile"] });
});

test("programs' products are not kept, a lab's file that a program changed is", async () => {
  const { session, store } = openLab();
  await session.run({ command: "put out.txt product" });
  await session.run({ command: "put Makefile by-sed" });
  await eventually(() => session.tree.get("Makefile")?.content === "by-sed\n");
  await session.flush();
  expect(store.text("out.txt")).toBeUndefined();
  expect(store.text("Makefile")).toBe("by-sed\n");
});

test("reset puts one file or all back, undo brings the text again", async () => {
  const { session, engines, store } = openLab();
  await session.start();
  session.edit("Makefile", "mine");
  session.edit("new.txt", "new");
  const undoOne = session.resetFile("Makefile");
  expect(session.tree.get("Makefile")?.content).toBe("all:\n\techo hi\n");
  undoOne();
  expect(session.tree.get("Makefile")?.content).toBe("mine");
  const undoAll = session.resetAll();
  expect(session.tree.isEdited()).toBe(false);
  expect(session.tree.get("new.txt")).toBeUndefined();
  await session.flush();
  expect([...store.edits]).toEqual([]);
  undoAll();
  expect([session.tree.get("Makefile")?.content, session.tree.get("new.txt")?.content]).toEqual(["mine", "new"]);
  await session.run({ command: "echo" });
  expect([engines[0]!.text("Makefile"), engines[0]!.text("new.txt")]).toEqual(["mine", "new"]);
});

for (const [command, outcome] of [
  ["hang", "interrupted"],
  ["flood", "interrupted"],
  ["deaf", "killed"],
  ["dead", "unanswered"],
] as const) {
  test(`stop ends '${command}' within a second: ${outcome}`, async () => {
    const { session, engines } = openLab();
    await session.start();
    session.edit("Makefile", "mine");
    const running = session.run({ command });
    const terminal = session.terminals[0]!;
    await eventually(() => terminal.state === "running");
    const began = performance.now();
    expect(await session.stop(terminal)).toBe(outcome);
    expect(performance.now() - began).toBeLessThan(1000);
    const run = await running;
    if (outcome !== "unanswered") return expect(run.status).toBeGreaterThan(128);
    expect(run.status).toBeUndefined();
    expect(engines[0]!.gone).toBe(true);
    expect(session.state).toBe("restarted");
    expect(engines[1]!.text("Makefile")).toBe("mine");
    expect((await session.run({ command: "echo again" })).output).toBe("again\n");
  });
}

test("a machine that dies is told in words, and the next action starts another with the same files", async () => {
  const { session, engines, events } = openLab();
  await session.run({ command: "put made.txt kept" });
  await eventually(() => session.tree.get("made.txt") !== undefined);
  engines[0]!.tell("error", { message: "the machine's worker ended" });
  await eventually(() => session.state === "failed");
  expect(events.find((event) => event.kind === "machine" && event.problem)).toMatchObject({
    problem: { message: "the machine's worker ended" },
  });
  expect((await session.run({ command: "echo back" })).output).toBe("back\n");
  expect(engines[1]!.text("made.txt")).toBe("kept\n");
});

test("a machine that cannot start says so, and a retry may succeed", async () => {
  let fails = true;
  const engine = new FakeEngine();
  const session = new LabSession(lab(), {
    openEngine: () => (fails ? Promise.reject(new Error("no WebAssembly here")) : Promise.resolve(engine)),
    openStore: new FakeStore().open,
  });
  open.push(session);
  await expect(session.start()).rejects.toThrow("no WebAssembly here");
  expect(session.state).toBe("failed");
  fails = false;
  await session.start();
  expect(session.state).toBe("ready");
});

test("output without end is bounded and says what was dropped", async () => {
  const { session } = openLab();
  await session.start();
  const running = session.run({ command: "flood" });
  const terminal = session.terminals[0]!;
  let written = 0;
  terminal.listen({ output: (text) => void (written += text.length) });
  await eventually(() => written > 300 * 1024, 30_000);
  await session.stop(terminal);
  const run = await running;
  expect(run.output.length).toBeLessThanOrEqual(256 * 1024);
  expect(run.output.length + run.dropped).toBeGreaterThan(run.output.length);
});

test("a line of one megabyte arrives whole or counted", async () => {
  const { session } = openLab();
  const run = await session.run({ command: "long 1000000" });
  expect(run.output.length + run.dropped).toBeGreaterThanOrEqual(1_000_000);
});

test("a refused store is told in words, nothing typed is lost, and it is tried again", async () => {
  const store = new FakeStore();
  store.refuses = "full";
  const { session, events } = openLab(lab(), store);
  await session.restored;
  session.edit("Makefile", "mine");
  await session.flush();
  expect(session.atRisk).toBe(true);
  expect(events.filter((event) => event.kind === "storage").at(-1)).toMatchObject({
    state: { kind: "problem", message: expect.stringContaining("full") as string },
  });
  expect(session.tree.get("Makefile")?.content).toBe("mine");
  store.refuses = undefined;
  session.edit("Makefile", "mine, more");
  await session.flush();
  expect(session.atRisk).toBe(false);
  expect(store.text("Makefile")).toBe("mine, more");
});

test("a store that was cleared is given again what it held, the text of other files too", async () => {
  const { session, store } = openLab();
  await session.restored;
  session.edit("Makefile", "first");
  await session.flush();
  session.edit("Makefile", "second");
  store.clear();
  await session.flush();
  expect(store.text("Makefile")).toBe("second");
  store.clear();
  await session.flush();
  expect(store.text("Makefile")).toBe("second");
});

test("two tabs on one file: the other's text is offered, and neither is lost", async () => {
  const data = lab();
  const store = new FakeStore();
  const one = openLab(data, store);
  const two = openLab(data, store);
  await Promise.all([one.session.restored, two.session.restored]);
  await eventually(() => kinds(one.events).includes("other-tab"));
  one.session.edit("Makefile", "from one");
  await one.session.flush();
  await eventually(() => two.events.some((event) => event.kind === "other-tab" && event.offer?.content === "from one"));
  two.session.edit("Makefile", "from two");
  await two.session.flush();
  expect(store.text("Makefile")).toBe("from two");
  const [saved] = [...store.edits.values()];
  expect(saved?.displaced.map((text) => text.content)).toEqual(["from one"]);
  await eventually(() => one.events.some((event) => event.kind === "other-tab" && event.offer?.content === "from two"));
});

test("the archive holds the folder as it is, permission bits kept", async () => {
  const { session } = openLab();
  session.edit("Makefile", "mine\n");
  const { bytes: zip, left } = await session.archive();
  expect(left).toEqual([]);
  const files = unzipSync(zip);
  expect(Object.keys(files).sort()).toEqual(["fake/Makefile", "fake/logo.bin", "fake/run.sh", "fake/src/it's a ü.txt"]);
  expect(strFromU8(files["fake/Makefile"]!)).toBe("mine\n");
  const modes = centralModes(zip);
  expect([modes["fake/Makefile"], modes["fake/run.sh"]]).toEqual([0o644, 0o755]);
});

test("a second action runs in a terminal of its own while the first is busy", async () => {
  const { session } = openLab();
  const first = session.run({ command: "hang" });
  await eventually(() => session.terminals[0]?.state === "running");
  expect((await session.run({ command: "echo beside" })).output).toBe("beside\n");
  expect(session.terminals.map((terminal) => terminal.number)).toEqual([1, 2]);
  await session.stop(session.terminals[0]!);
  await first;
});

test("what the reader had begun to type is wiped before an action, not joined to it", async () => {
  const { session } = openLab();
  await session.start();
  const terminal = session.terminals[0]!;
  await eventually(() => terminal.state === "prompt");
  terminal.type("rm -rf ");
  expect((await session.run({ command: "echo clean" })).command).toBe("echo clean");
});
