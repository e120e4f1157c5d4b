/**
 * Ctrl+C at moments by chance, from before the interpreter is there to long after: KeyboardInterrupt where Python runs
 * already, and the shell is back. `SEED=N` takes other moments.
 */
import { expect, test } from "vitest";
import { useSite } from "../site.ts";
import { useWarmPythonLab } from "./warm-python-lab.ts";

const site = useSite();
const warmLab = useWarmPythonLab(site);

const SEED = Number(process.env.SEED ?? 8);
const ROUNDS = 24;
/** The latest moment, in milliseconds after the shell has started the command. */
const LATEST = 2000;

/** Each says "up" when it runs, and does not end by itself. */
const PROGRAMS = [
  { name: "sleeps", text: "print('up', flush=True); import time; time.sleep(600)" },
  { name: "computes", text: "print('up', flush=True)\nwhile True: pass" },
  { name: "reads a line", text: "print('up', flush=True); input()" },
  {
    name: "imports",
    text: "print('up', flush=True)\nwhile True:\n import sys, fractions\n del sys.modules['fractions']",
  },
  {
    name: "waits for a thread",
    text: "print('up', flush=True); import threading, time; t = threading.Thread(target=time.sleep, args=(600,), daemon=True); t.start(); t.join()",
  },
  { name: "accepts", text: "print('up', flush=True); import socket; s = socket.create_server(('', 8055)); s.accept()" },
  { name: "runs an event loop", text: "print('up', flush=True); import asyncio; asyncio.run(asyncio.sleep(600))" },
] as const;

/** Numbers from 0 to 1 (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test(`Ctrl+C at ${String(ROUNDS)} moments by chance, SEED=${String(SEED)}`, { timeout: 400_000 }, async () => {
  console.log(`Ctrl+C at moments by chance: SEED=${String(SEED)}`);
  const next = chance(SEED);
  const lab = warmLab();
  for (const [number, { text }] of PROGRAMS.entries()) {
    const escaped = text.replaceAll("\n", "\\n").replaceAll("'", "'\\''");
    await lab.type(`printf '%b' '${escaped}\\n' > wait${String(number)}.py; clear; ls wait${String(number)}.py`);
    await lab.sees(new RegExp(`^wait${String(number)}\\.py\\n\\S+ \\$ ?$`), 60_000);
  }
  for (let round = 0; round < ROUNDS; round++) {
    const number = Math.floor(next() * PROGRAMS.length);
    // Early moments are where the interpreter is made ready.
    const moment = Math.floor(next() ** 2 * LATEST);
    const told = `round ${String(round)}: a program that ${PROGRAMS[number]?.name ?? ""}, ${String(moment)} ms, SEED=${String(SEED)}`;
    await lab.type("clear");
    await lab.sees(/^\S+ \$ ?$/, 60_000);
    await lab.type(`python wait${String(number)}.py`);
    await lab.says(/^(Running python|A server listens)/, 60_000);
    await lab.page.waitForTimeout(moment);
    const ran = /^up$/m.test(await lab.screen());
    await lab.page.keyboard.press("Control+c");
    await expect
      .poll(() => lab.state.innerText(), { timeout: 60_000, message: told })
      .toMatch(/^Finished in.*status 130/);
    if (ran) await expect.poll(() => lab.screen(), { timeout: 30_000, message: told }).toMatch(/KeyboardInterrupt/);
    await lab.sees(/\$ ?$/, 30_000);
  }
});
