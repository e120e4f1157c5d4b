import { z } from "zod";
import { line } from "./fields.ts";

/** A path inside the lab's folder: relative, with slashes, without "..". */
const labPath = z
  .string()
  .regex(/^(?!\/)(?!.*(^|\/)\.\.?(\/|$)).+$/, "is not a path inside the lab's folder")
  .describe("a path inside the lab's folder: src/app.py");

const command = z
  .string()
  .trim()
  .min(1, "is empty")
  .regex(/^[^\n]*$/, "is longer than one line")
  .describe("a command line as it is typed: make clean");

const varies = z
  .array(
    z.string().refine((text) => {
      try {
        return Boolean(new RegExp(text, "gm"));
      } catch {
        return false;
      }
    }, "is not a regular expression"),
  )
  .default([])
  .describe("regular expressions for what differs from run to run: ['in \\d+\\.\\d+s']");

/** `content/labs/<name>/lab.yaml`. Every other file of the folder, save `recorded.yaml`, is a file of the lab. */
export const labSchema = z.strictObject({
  title: line("the title above the lab: The course's Makefile"),
  summary: line("one line on what the lab shows"),
  folder: z
    .string()
    .regex(/^[\w.-]+$/, "is not the name of one folder")
    .describe("the folder's name in the prompt: make gives ~/make"),
  files: z.array(labPath).min(1, "is empty").describe("the files that have a tab, in this order: [Makefile]"),
  actions: z
    .array(
      z.strictObject({
        command,
        terminal: z.int().min(1).optional().describe("the terminal it runs in, counted from 1"),
        serves: z.int().min(1).max(65_535).optional().describe("the port that it answers on until Ctrl+C ends it"),
        beside: command.optional().describe("the action that keeps running in another terminal meanwhile: make run"),
        after: z
          .array(command)
          .optional()
          .describe("commands that it needs to have been run before, where the session does not run it: [npm install]"),
        varies: varies.optional(),
      }),
    )
    .min(1, "is empty")
    .describe("the commands that have a button, each as '- command: make'; the first is the main one"),
  session: z
    .array(
      z.strictObject({
        run: command,
        note: line("what the reader should see in this output").optional(),
        varies: varies.optional(),
      }),
    )
    .min(1, "is empty")
    .describe("what is recorded, one command after another in a new copy of the folder, each as '- run: make'"),
  truth: z
    .enum(["runs-here", "simulated", "needs-your-machine"])
    .describe("runs-here, simulated or needs-your-machine"),
  needs: z.enum(["node"]).optional().describe("node where the lab runs in WebContainer only: it needs real Node"),
  differs: line("what differs from the same commands on Linux, in one or two sentences").optional(),
  terminals: z.int().min(1).max(4).default(1).describe("how many terminals are open at the start: 1 to 4"),
  panels: z
    .array(z.enum(["graph", "tests", "preview", "requests"]))
    .default([])
    .describe("panels beside the terminal: graph, tests, preview, requests"),
  runtime: z
    .enum(["shell", "python"])
    .default("shell")
    .describe("what a run downloads: shell (the shell and its tools) or python (Python as well)"),
});

export type LabManifest = z.output<typeof labSchema>;

/** `content/labs/<name>/recorded.yaml`, written by `npm run record`. */
export const recordedSchema = z.strictObject({
  with: line("what it was recorded with: GNU make 4.3, dash 0.5.12"),
  runs: z.array(
    z.strictObject({
      command,
      after: z.array(command).describe("the commands that were run before, in a new copy of the folder"),
      beside: command.optional().describe("the command that was running in another terminal"),
      status: z.int().min(0).max(255).describe("the exit status: 0 to 255"),
      output: z.string().describe("what the terminal showed, lines ended by a line feed"),
    }),
  ),
});

export type Recorded = z.output<typeof recordedSchema>;

/** One command of a recording: what was typed, and what had been typed before it in the same new copy. */
export interface PlannedRun {
  readonly command: string;
  readonly after: readonly string[];
  /** The server that runs in another terminal, or the command itself: the port it answers on. */
  readonly beside?: string;
  readonly port?: number;
}

/** What has to be recorded for a lab: its session step by step, then each action that the session leaves out. */
export function planRecording(lab: Pick<LabManifest, "session" | "actions">): PlannedRun[] {
  const typed = lab.session.map((step) => step.run);
  const steps = typed.map((run, index) => ({ command: run, after: typed.slice(0, index) }));
  const alone = lab.actions
    .filter((action) => !typed.includes(action.command))
    .map(({ command, serves, beside, after = [] }) => {
      const port = serves ?? lab.actions.find((other) => other.command === beside)?.serves;
      return {
        command,
        after,
        ...(beside === undefined ? {} : { beside }),
        ...(port === undefined ? {} : { port }),
      };
    });
  return [...steps, ...alone];
}
