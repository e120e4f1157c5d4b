/**
 * `npm run record -- labs [NAME …]`: runs what each lab's `lab.yaml` says should be recorded, with the real programs of
 * this machine in a terminal of 80 columns, and writes `recorded.yaml` beside it. The site's own programs are held
 * against that file by the tests. `JUDGE_ROOT=FOLDER` takes the programs of another root instead, for labs in Python: the
 * one that `tests/cases/python/record.ts` describes, with make in it. An action that `serves` a port is ended by Ctrl+C;
 * one `beside` it is recorded while it runs. A lab that needs Node is recorded with the Node and npm of PATH, and the
 * registry that `npm_config_registry` names, if it does.
 */
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { ContentError, labNames, planRecording, readLab, type Lab, type PlannedRun, type Recorded } from "#content";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const JUDGE = process.env.JUDGE_ROOT;
/** No lab tests coroutines, and where pytest-asyncio is installed all the same it warns. */
const PYTEST = { PYTEST_ADDOPTS: "-p no:asyncio" };
/** Transcripts are plain text of what a terminal with colors shows: pytest shortens its last lines without them. */
const COLORS = /\u001b\[[\d;]*[mK]/g;
const JUDGE_PATH = "/opt/nat/bin:/usr/bin:/bin";

/** Writes the lab's files to a new folder of the lab's own name and returns its path. */
function layOut(lab: Lab): string {
  const folder = join(
    mkdtempSync(join(JUDGE === undefined ? tmpdir() : join(JUDGE, "tmp"), "lab-")),
    lab.manifest.folder,
  );
  for (const file of lab.files) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text ?? Buffer.from(file.base64 ?? "", "base64"));
    if (file.mode !== undefined) chmodSync(path, file.mode);
  }
  return folder;
}

interface Terminal {
  readonly output: () => string;
  readonly ended: Promise<number>;
  /** Types keys. */
  type(keys: string): void;
}

/** Starts a command line in a terminal of its own, as a reader's bash would. */
function startInTerminal(command: string, folder: string): Terminal {
  const inside = folder.slice(JUDGE?.length ?? 0);
  const path = JUDGE === undefined ? (process.env.PATH ?? "") : JUDGE_PATH;
  const env = { PATH: path, HOME: dirname(inside), LC_ALL: "C.UTF-8", TERM: "xterm" };
  // The terminal is of this machine; another root may have none to give.
  const there = 'exec /usr/sbin/chroot "$JUDGE_ROOT" /usr/bin/env -u JUDGE_ROOT -C "$INSIDE" /bin/bash -c "$LINE"';
  const { npm_config_registry: registry } = process.env;
  if (registry !== undefined) Object.assign(env, { npm_config_registry: registry });
  const judge = JUDGE === undefined ? {} : { JUDGE_ROOT: JUDGE, INSIDE: inside, LINE: command, ...PYTEST };
  const script = ["-qec", `stty cols 80 rows 24; ${JUDGE === undefined ? command : there}`, "/dev/null"];
  const child = spawn("script", script, {
    cwd: folder,
    env: { ...env, ...judge, SHELL: "/bin/bash" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => {
      if (status === null) reject(new Error(`${command} did not end by itself`));
      else resolve(status);
    });
  });
  return { output: () => plain(output), ended, type: (keys) => void child.stdin.write(keys) };
}

/** Lines as a page without script shows them: no colours, no carriage returns of a terminal or of HTTP. */
function plain(output: string): string {
  return output.replace(COLORS, "").replace(/\r+\n/g, "\n");
}

async function runInTerminal(command: string, folder: string): Promise<{ output: string; status: number }> {
  const terminal = startInTerminal(command, folder);
  const status = await terminal.ended;
  return { output: terminal.output(), status };
}

/** Starts a server and waits for its port; the result ends it by Ctrl+C and has what it printed. */
async function serveInTerminal(
  command: string,
  folder: string,
  port: number,
): Promise<() => Promise<{ output: string; status: number }>> {
  if (await answers(port)) throw new Error(`port ${port} is taken: end what listens there before recording ${command}`);
  const terminal = startInTerminal(command, folder);
  while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 100));
  return async () => {
    terminal.type("\u0003");
    return { status: await terminal.ended, output: terminal.output() };
  };
}

/** Whether something listens on the port. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function recordRun(
  { command, after, beside, port }: PlannedRun,
  folder: string,
): Promise<Recorded["runs"][number]> {
  for (const before of after) await runInTerminal(before, folder);
  const about = { command, after: [...after] };
  if (port === undefined) return { ...about, ...(await runInTerminal(command, folder)) };
  const end = await serveInTerminal(beside ?? command, folder, port);
  if (beside === undefined) return { ...about, ...(await end()) };
  try {
    return { ...about, beside, ...(await runInTerminal(command, folder)) };
  } finally {
    await end();
  }
}

async function record(lab: Lab): Promise<Recorded["runs"]> {
  const runs: Recorded["runs"] = [];
  for (const planned of planRecording(lab.manifest)) {
    const folder = layOut(lab);
    try {
      runs.push(await recordRun(planned, folder));
    } finally {
      rmSync(dirname(folder), { recursive: true });
    }
  }
  return runs;
}

const firstLine = (file: string, ...args: readonly string[]) => {
  const env = JUDGE === undefined ? process.env : { PATH: JUDGE_PATH };
  const [program, ...rest] = JUDGE === undefined ? [file, ...args] : ["/usr/sbin/chroot", JUDGE, file, ...args];
  return execFileSync(program, rest, { encoding: "utf8", env }).split("\n")[0] ?? "";
};

/** "GNU make 4.3, dash 0.5.12, GNU coreutils 9.1"; "Node 24.21.0, npm 11.19.1" */
function judges({ manifest }: Lab): string {
  if (manifest.needs === "node")
    return `Node ${firstLine("node", "--version").replace("v", "")}, npm ${firstLine("npm", "--version")}`;
  const dash = firstLine("dpkg-query", "-W", "-f=${Version}", "dash").replace(/-.*/, "");
  const coreutils = /[\d.]+$/.exec(firstLine("ls", "--version"))?.[0] ?? "";
  const python = JUDGE === undefined ? "" : `C${firstLine("python", "-V")}, `;
  return `${python}GNU make ${firstLine("make", "--version").replace("GNU Make ", "")}, dash ${dash}, GNU coreutils ${coreutils}`;
}

const [what, ...wanted] = process.argv.slice(2);
if (what !== "labs") {
  console.error("record: write npm run record -- labs, and behind it the names of labs when not all are meant");
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : labNames(ROOT)) {
  const file = `content/labs/${name}/recorded.yaml`;
  rmSync(join(ROOT, file), { force: true });
  try {
    const lab = readLab(ROOT, name);
    const recorded: Recorded = { with: judges(lab), runs: await record(lab) };
    const head = "# Written by npm run record: what the real programs printed. Not to be edited by hand.\n";
    writeFileSync(join(ROOT, file), head + stringify(recorded, { lineWidth: 0 }));
    console.log(`${file}: ${recorded.runs.length} runs`);
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
