import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { parse } from "yaml";

/** What a person types at bash's prompt, a step at a time; the screen is looked at after each. */
export interface Scene {
  readonly name: string;
  readonly keys: readonly string[];
}

/** The screen after a step: its lines without blanks at their ends, and where the cursor is. */
export interface Shown {
  readonly lines: readonly string[];
  readonly cursor: readonly [column: number, row: number];
}

export interface Recording {
  /** The judge and its version. */
  readonly judge: string;
  readonly scenes: Readonly<Record<string, readonly Shown[]>>;
}

/** Somebody at a terminal: types, and tells what the screen shows. */
export interface Session {
  type(keys: string): void;
  shown(): Promise<Shown>;
  end(): Promise<void>;
}

/** The files of the folder a scene plays in. */
export const FOLDER: Readonly<Record<string, string>> = {
  "alpha.txt": "one\n",
  "alphabet.txt": "two\n",
  "beta.txt": "three\n",
  "folder/inner.txt": "four\n",
};

/** The environment of a scene besides HOME. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: "/usr/bin:/bin",
  PS1: "% ",
  TERM: "xterm",
  LC_ALL: "C.UTF-8",
  HISTFILE: "",
  INPUTRC: "/dev/null",
};

export const RECORDING = new URL("recorded.json", import.meta.url);

export function readScenes(): Scene[] {
  return parse(readFileSync(new URL("scenes.yaml", import.meta.url), "utf8")) as Scene[];
}

export function readRecording(): Recording {
  return JSON.parse(readFileSync(RECORDING, "utf8")) as Recording;
}

/** Looks at the screen until it shows what is expected, or for so many milliseconds at most; answers what it shows. */
export async function waitFor(session: Session, expected: Shown, most = 20_000): Promise<Shown> {
  const wanted = JSON.stringify(expected);
  const until = Date.now() + most;
  for (;;) {
    const shown = await session.shown();
    if (JSON.stringify(shown) === wanted || Date.now() > until) return shown;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Types a scene's steps, and after each holds what the screen shows against the recording. */
export async function playScene(session: Session, { name, keys }: Scene, recorded: Recording): Promise<void> {
  await waitFor(session, { lines: ["%"], cursor: [2, 0] });
  for (const [at, step] of keys.entries()) {
    const expected = recorded.scenes[name]?.[at];
    if (expected === undefined) throw new Error("not recorded: npm run record:terminal");
    session.type(step);
    expect(await waitFor(session, expected), `after ${JSON.stringify(step)}`).toEqual(expected);
  }
  await session.end();
}
