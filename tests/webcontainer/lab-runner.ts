/** Bundled for the browser: runs a lab's commands in a session of its own, on either engine. */
import { PageEngine, type Engine } from "#engines";
import { WebContainerEngine } from "#engines/webcontainer";
import type { EngineManifest } from "#protocol";
import { compareRun, LabSession, type CommandRun, type LabAction, type LabData, type LabTerminal } from "#session";
import { FakeStore } from "../fakes/fake-store.ts";

export interface Sequence {
  readonly lab: LabData;
  /** Run one after another in a new copy of the folder. */
  readonly commands: readonly string[];
}

export interface Outcome {
  readonly command: string;
  readonly kind: string;
  readonly output: string;
  readonly status: number | undefined;
}

async function open(place: string, folder: string): Promise<Engine> {
  const manifest = (await (await fetch("/engine/manifest.json")).json()) as EngineManifest;
  const options = { manifest, base: "/engine/", workdirName: folder };
  return place === "page" ? PageEngine.boot(options) : WebContainerEngine.boot({ ...options, origin: place });
}

/** `place`: "page", or the origin of the hosted frame. */
export async function runSequence(place: string, { lab, commands }: Sequence): Promise<Outcome[]> {
  const session = new LabSession(lab, {
    openEngine: (folder) => open(place, folder),
    openStore: new FakeStore().open,
  });
  const outcomes: Outcome[] = [];
  const before: string[] = [];
  try {
    for (const command of commands) {
      const action = lab.actions.find((one) => one.command === command) ?? { command };
      const run = await session.run(action);
      const { kind } = compareRun(run, action, { before: [...before], edited: session.tree.isEdited() });
      outcomes.push({ command, kind, output: run.output, status: run.status });
      before.push(command);
    }
    return outcomes;
  } finally {
    session.close();
  }
}

export interface Serving {
  readonly lab: LabData;
  /** What is run before it, in the same new copy of the folder. */
  readonly before: readonly string[];
  readonly server: string;
  readonly port: number;
  /** What asks it, in another terminal. */
  readonly commands: readonly string[];
}

/** Starts a server, runs what asks it, and ends it by Ctrl+C; every one is compared with what was recorded. */
export async function runServer(place: string, serving: Serving): Promise<Outcome[]> {
  const { lab, server, port } = serving;
  const session = new LabSession(lab, {
    openEngine: (folder) => open(place, folder),
    openStore: new FakeStore().open,
  });
  const actionOf = (command: string): LabAction => lab.actions.find((one) => one.command === command) ?? { command };
  const outcomes: Outcome[] = [];
  const add = (run: CommandRun, beside: readonly string[]): void => {
    const situation = { before: [...serving.before], beside, edited: session.tree.isEdited() };
    const { kind } = compareRun(run, actionOf(run.command), situation);
    outcomes.push({ command: run.command, kind, output: run.output, status: run.status });
  };
  try {
    for (const command of serving.before) await session.run(actionOf(command));
    const up = new Promise<void>((resolve) =>
      session.listen((event) => event.kind === "port" && event.port === port && event.open && resolve()),
    );
    let terminal: LabTerminal | undefined;
    const served = session.run(actionOf(server), (taken) => (terminal = taken));
    await Promise.race([up, served]);
    for (const command of serving.commands) add(await session.run(actionOf(command)), [server]);
    // Ctrl+C and no more: Stop would lose patience with a machine that is slow.
    terminal?.type("\u0003");
    add(await served, []);
    return outcomes;
  } finally {
    session.close();
  }
}

/** Keeps the page's container while sequence after sequence comes and goes. */
export async function hold(place: string): Promise<void> {
  await open(place, "held");
}

/** Milliseconds from nothing to a machine's first answer, and from there to the end of a first `pytest -q`. */
export async function timeFirstRun(place: string, lab: LabData): Promise<{ prompt: number; pytest: number }> {
  const began = performance.now();
  const session = new LabSession(lab, {
    openEngine: (folder) => open(place, folder),
    openStore: new FakeStore().open,
  });
  try {
    await session.start();
    await session.run({ command: "true" });
    const prompt = performance.now() - began;
    await session.run({ command: "pytest -q" });
    return { prompt, pytest: performance.now() - began - prompt };
  } finally {
    session.close();
  }
}
