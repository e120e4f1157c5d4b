import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "#base";
import type { LabAction, LabData, LabFile, RecordedRun } from "#session";
import { labSchema, planRecording, recordedSchema, type LabManifest, type Recorded } from "./lab.ts";
import { ContentError, parseYaml } from "./problem.ts";

/** One folder of `content/labs`, read and checked. */
export interface Lab {
  readonly name: string;
  readonly manifest: LabManifest;
  readonly files: readonly LabFile[];
  /** Undefined until `npm run record` has been run for the lab. */
  readonly recorded: Recorded | undefined;
}

/** Files that describe the lab and are no part of it; generated folders of the programs that a contributor may run. */
const NOT_OF_THE_LAB = /^(lab\.yaml|recorded\.yaml|\.DS_Store|__pycache__|\.pytest_cache|\.venv|node_modules)$/;

/** Reads `content/labs/<name>`. `root` is the repository's folder; problems name files relative to it. */
export function readLab(root: string, name: string): Lab {
  const folder = `content/labs/${name}`;
  const manifest = parseYaml(readText(root, `${folder}/lab.yaml`), labSchema, `${folder}/lab.yaml`);
  const paths = filesBelow(join(root, folder));
  const problems: Diagnostic[] = manifest.files
    .filter((path) => !paths.includes(path))
    .map((path) => ({
      file: `${folder}/lab.yaml`,
      message: `files: there is no ${folder}/${path}`,
      help: `one of ${paths.join(", ") || "the files of the folder (there is none yet)"}`,
    }));
  const servers = manifest.actions.filter(({ serves }) => serves !== undefined).map(({ command }) => command);
  for (const { command, beside } of manifest.actions) {
    if (beside === undefined || servers.includes(beside)) continue;
    problems.push({
      file: `${folder}/lab.yaml`,
      message: `actions: ${command} is beside ${beside}, which serves nothing`,
      help: `beside names another action that has serves: ${servers.join(", ") || "none has it yet"}`,
    });
  }
  if (problems.length > 0) throw new ContentError(problems);
  const hidden = paths.filter((path) => !manifest.files.includes(path));
  const files = [...manifest.files, ...hidden].map((path) =>
    readLabFile(join(root, folder, path), path, manifest.files.includes(path)),
  );
  return { name, manifest, files, recorded: readRecorded(root, folder, manifest) };
}

/** The names of all labs, in the order of their names. */
export function labNames(root: string): string[] {
  return readdirSync(join(root, "content/labs"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** The JSON that the page fetches. */
export function labData({ name, manifest, files, recorded }: Lab): LabData {
  const actions: LabAction[] = manifest.actions.map((action, index) => ({
    command: action.command,
    ...(index === 0 ? { primary: true } : {}),
    ...(action.terminal === undefined ? {} : { terminal: action.terminal }),
    recorded: recordedRuns(manifest, recorded, action.command),
  }));
  return {
    name,
    title: manifest.title,
    folder: manifest.folder,
    files,
    actions,
    terminals: manifest.terminals,
    ...(manifest.panels.length > 0 ? { panels: manifest.panels } : {}),
    ...(recorded === undefined ? {} : { recordedWith: recorded.with }),
  };
}

function recordedRuns(manifest: LabManifest, recorded: Recorded | undefined, command: string): RecordedRun[] {
  const varies = [
    ...manifest.actions.filter((action) => action.command === command).flatMap((action) => action.varies ?? []),
    ...manifest.session.filter((step) => step.run === command).flatMap((step) => step.varies ?? []),
  ];
  return (recorded?.runs ?? [])
    .filter((run) => run.command === command)
    .map(({ after, beside, output, status }) => ({
      after,
      ...(beside === undefined ? {} : { beside }),
      output,
      status,
      ...(varies.length > 0 ? { varies } : {}),
    }));
}

function readText(root: string, path: string): string {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch {
    throw new ContentError([
      { file: path, message: "is missing", help: "title, summary, folder, files, actions, session and truth" },
    ]);
  }
}

function readRecorded(root: string, folder: string, manifest: LabManifest): Recorded | undefined {
  const file = `${folder}/recorded.yaml`;
  const text = statSync(join(root, file), { throwIfNoEntry: false }) && readFileSync(join(root, file), "utf8");
  if (text === undefined) return undefined;
  const recorded = parseYaml(text, recordedSchema, file);
  const key = ({
    command,
    after,
    beside,
  }: {
    command: string;
    after: readonly string[];
    beside?: string | undefined;
  }) => JSON.stringify([command, after, beside]);
  const have = new Set(recorded.runs.map(key));
  const missing = planRecording(manifest).filter((run) => !have.has(key(run)));
  if (missing.length > 0) {
    throw new ContentError([
      {
        file,
        message: `runs: nothing was recorded for ${missing.map((run) => run.command).join(", ")}`,
        help: "nothing by hand: run 'npm run record -- labs' and commit the file",
      },
    ]);
  }
  return recorded;
}

function filesBelow(folder: string, prefix = ""): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .filter((entry) => !NOT_OF_THE_LAB.test(entry.name))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(folder, `${prefix}${entry.name}/`) : [`${prefix}${entry.name}`],
    )
    .sort();
}

function readLabFile(absolute: string, path: string, shown: boolean): LabFile {
  const bytes = readFileSync(absolute);
  const mode = statSync(absolute).mode & 0o111 ? { mode: 0o755 } : {};
  const text = bytes.toString("utf8");
  const content = Buffer.from(text, "utf8").equals(bytes) ? { text } : { base64: bytes.toString("base64") };
  return { path, ...content, ...mode, shown };
}
