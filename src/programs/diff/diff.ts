import type { ExitStatus } from "#base";
import { byteTextToText, textToByteText } from "../tool/byte-text.ts";
import { readAll } from "../tool/input.ts";
import { strftime } from "../tool/strftime.ts";
import { isFileError, Refusal, type Run, tool } from "../tool/tool.ts";
import { zoneOf } from "../tool/zone.ts";
import { findChanges } from "./edits.ts";
import { normalFormat, type Side, unifiedFormat } from "./format.ts";

function readSide(text: string): Side {
  const lines = text.split("\n");
  const cut = lines.at(-1) !== "";
  if (!cut) lines.pop();
  return { lines, cut: cut && text !== "" };
}

/** What of a line counts, as -i -w -b and their like say; the last line's missing newline counts too. */
function keyOf(run: Run): (line: string) => string {
  const steps: ((line: string) => string)[] = [];
  if (run.has("strip-trailing-cr")) steps.push((line) => line.replace(/\r$/, ""));
  if (run.has("w")) steps.push((line) => line.replace(/[ \t\v\f\r]+/g, ""));
  else if (run.has("b")) steps.push((line) => line.replace(/[ \t\v\f\r]+/g, " ").trimEnd());
  else if (run.has("Z")) steps.push((line) => line.replace(/[ \t\v\f\r]+$/, ""));
  if (run.has("i")) steps.push((line) => line.toLowerCase());
  return (line) => steps.reduce((text, step) => step(text), line);
}

function stamp(run: Run, name: string): string {
  const stat = name === "-" || name === "/dev/null" ? undefined : run.tryStat(name);
  const ms = name === "-" ? Date.now() : (stat?.mtimeMs ?? 0);
  return strftime("%Y-%m-%d %H:%M:%S.%N %z", ms, zoneOf(run.process.env));
}

/** The options as `diff -r` repeats them in front of each pair. */
function callText(run: Run): string {
  const words = run.process.argv.slice(1);
  const end = words.indexOf("--");
  return words.filter((word, at) => word.startsWith("-") && word !== "-" && (end < 0 || at < end)).join(" ");
}

async function content(run: Run, name: string): Promise<string | undefined> {
  if (run.has("N") && name !== "-" && run.tryStat(name) === undefined) return "";
  try {
    const file = run.openInput(name);
    try {
      return await readAll(run, file);
    } finally {
      file.close();
    }
  } catch (error) {
    if (!isFileError(error) || error.code === "EPIPE") throw error;
    await run.warn(`${name}: ${error.reason}`);
    return undefined;
  }
}

async function compareFiles(run: Run, left: string, right: string, heading: string): Promise<ExitStatus> {
  const old = await content(run, left);
  const recent = left === right ? old : await content(run, right);
  if (old === undefined || recent === undefined) return 2;
  const say = async (text: string): Promise<void> => {
    await run.out.raw(textToByteText(text));
  };
  const same = async (): Promise<ExitStatus> => {
    if (run.has("s")) await say(`Files ${left} and ${right} are identical\n`);
    return 0;
  };
  if (old === recent) return same();
  const binary = !run.has("a") && (old.slice(0, 32_768).includes("\0") || recent.slice(0, 32_768).includes("\0"));
  if (binary) {
    await say(`${run.has("q") ? "Files" : "Binary files"} ${left} and ${right} differ\n`);
    return 1;
  }
  const [before, after] = [readSide(old), readSide(recent)];
  const key = keyOf(run);
  const plain = !run.has("w", "b", "Z", "i", "strip-trailing-cr");
  const ended = (side: Side): readonly string[] =>
    plain && side.cut ? side.lines.map((line, at) => (at === side.lines.length - 1 ? `${line}\0` : line)) : side.lines;
  let changes = findChanges(ended(before), ended(after), key);
  if (run.has("B")) {
    const blank = (side: Side, from: number, to: number): boolean =>
      side.lines.slice(from, to).every((line) => key(line) === "");
    changes = changes.filter(
      ({ from, fromEnd, to, toEnd }) => !blank(before, from, fromEnd) || !blank(after, to, toEnd),
    );
  }
  if (changes.length === 0) return same();
  if (run.has("q")) {
    await say(`Files ${left} and ${right} differ\n`);
    return 1;
  }
  if (heading !== "") await say(heading);
  if (!run.has("u", "U")) {
    await run.out.raw(normalFormat(before, after, changes));
    return 1;
  }
  const contextText = run.value("U") ?? run.value("u") ?? "3";
  if (!/^\d+$/.test(contextText)) throw new Refusal(`invalid context length '${contextText}'`, { usage: true });
  const labels = run.values("L");
  const head = (name: string, label: string | undefined): string => label ?? `${name}\t${stamp(run, name)}`;
  await say(`--- ${head(left, labels[0])}\n+++ ${head(right, labels[1])}\n`);
  await run.out.raw(unifiedFormat(before, after, changes, Number(contextText)));
  return 1;
}

const join = (folder: string, name: string): string => `${folder.replace(/\/+$/, "")}/${name}`;

async function compareFolders(run: Run, left: string, right: string): Promise<ExitStatus> {
  const excluded = new Set(run.values("x"));
  const list = (folder: string): string[] =>
    run.tryStat(folder) === undefined
      ? []
      : run.files
          .readDirectory(run.path(folder))
          .map(({ name }) => name)
          .filter((name) => !excluded.has(name));
  const [ours, theirs] = [new Set(list(left)), new Set(list(right))];
  let worst: ExitStatus = 0;
  for (const name of [...new Set([...ours, ...theirs])].sort()) {
    const [a, b] = [join(left, name), join(right, name)];
    let status: ExitStatus;
    const both = ours.has(name) && theirs.has(name);
    const [one, two] = [run.tryStat(a), run.tryStat(b)];
    if (!both && !run.has("N")) {
      await run.out.text(`Only in ${ours.has(name) ? left : right}: ${name}\n`);
      status = 1;
    } else if ((one ?? two)?.kind === "directory" && (two ?? one)?.kind === "directory") {
      if (run.has("r")) status = await compareFolders(run, a, b);
      else {
        await run.out.text(`Common subdirectories: ${a} and ${b}\n`);
        status = 0;
      }
    } else if (one !== undefined && two !== undefined && (one.kind === "directory") !== (two.kind === "directory")) {
      const kind = (directory: boolean, size: number): string =>
        directory ? "directory" : size === 0 ? "regular empty file" : "regular file";
      await run.out.text(
        `File ${a} is a ${kind(one.kind === "directory", one.size)} while file ${b} is a ${kind(two.kind === "directory", two.size)}\n`,
      );
      status = 1;
    } else {
      const options = callText(run);
      status = await compareFiles(run, a, b, `diff ${options === "" ? "" : `${options} `}${a} ${b}\n`);
    }
    worst = Math.max(worst, status);
  }
  return worst;
}

/** GNU diff in its normal, unified, brief and recursive forms. Status 0 for equal, 1 for different, 2 for trouble. */
export const diff = tool(
  {
    options:
      "u U,unified= q,brief s,report-identical-files r,recursive N,new-file i,ignore-case w,ignore-all-space " +
      "b,ignore-space-change B,ignore-blank-lines Z,ignore-trailing-space a,text L,label= x,exclude= normal " +
      "strip-trailing-cr color?",
    failure: 2,
    hint: (name) => `${name}: Try '${name} --help' for more information.`,
    prepare: (words) => words.map((word) => (word === "--unified" ? "-u" : word)),
  },
  async (run) => {
    const [left, right, extra] = run.operands;
    if (left === undefined) throw new Refusal(`missing operand after '${run.name}'`, { usage: true });
    if (right === undefined) {
      throw new Refusal(`missing operand after '${run.process.argv.at(-1) ?? left}'`, { usage: true });
    }
    if (extra !== undefined) throw new Refusal(`extra operand '${extra}'`, { usage: true });
    if (run.has("color") && !["never", "auto"].includes(run.value("color") ?? "auto")) {
      throw new Refusal(`colours are not drawn here: --color=${run.value("color") ?? ""}`);
    }
    const folder = (name: string): boolean => name !== "-" && run.tryStat(name)?.kind === "directory";
    if (folder(left) && folder(right)) return compareFolders(run, left, right);
    const base = (name: string): string => byteTextToText(name.replace(/^.*\//, ""));
    if (folder(left)) return compareFiles(run, join(left, base(right)), right, "");
    if (folder(right)) return compareFiles(run, left, join(right, base(left)), "");
    return compareFiles(run, left, right, "");
  },
);
