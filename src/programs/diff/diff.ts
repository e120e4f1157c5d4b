import type { ExitStatus } from "#base";
import { byteTextToText, textToByteText } from "../tool/byte-text.ts";
import { readAll } from "../tool/input.ts";
import { strftime } from "../tool/strftime.ts";
import { isFileError, Refusal, type Run, tool } from "../tool/tool.ts";
import { zoneOf } from "../tool/zone.ts";
import { findChanges } from "./edits.ts";
import type { Side } from "./format.ts";
import { Pattern } from "../tool/regex/pattern.ts";
import { quoteWhenNeeded } from "../tool/quote.ts";
import { wildcard } from "../tool/wildcard.ts";
import { styleOf, writeDiff } from "./write.ts";

function readSide(text: string): Side {
  const lines = text.split("\n");
  const cut = lines.at(-1) !== "";
  if (!cut) lines.pop();
  return { lines, cut: cut && text !== "" };
}

/** -E: a tab counts as the spaces it stands for. */
function withoutTabs(line: string): string {
  let text = "";
  for (const character of line) text += character === "\t" ? " ".repeat(8 - (text.length % 8)) : character;
  return text;
}

/** What of a line counts, as -i -w -b and their like say; the last line's missing newline counts too. */
function keyOf(run: Run): (line: string) => string {
  const steps: ((line: string) => string)[] = [];
  if (run.has("strip-trailing-cr")) steps.push((line) => line.replace(/\r$/, ""));
  if (run.has("w")) steps.push((line) => line.replace(/[ \t\v\f\r]+/g, ""));
  else if (run.has("b")) steps.push((line) => line.replace(/[ \t\v\f\r]+/g, " ").trimEnd());
  else if (run.has("Z")) steps.push((line) => line.replace(/[ \t\v\f\r]+$/, ""));
  else if (run.has("E")) steps.push(withoutTabs);
  if (run.has("i")) steps.push((line) => line.toLowerCase());
  return (line) => steps.reduce((text, step) => step(text), line);
}

function stamp(run: Run, name: string): string {
  const stat = name === "-" || name === "/dev/null" ? undefined : run.tryStat(name);
  const ms = name === "-" ? Date.now() : (stat?.mtimeMs ?? 0);
  const { LC_ALL, LC_TIME, LANG, POSIXLY_CORRECT } = run.process.env;
  const plain = /^(?:C|POSIX)?$/.test(LC_ALL ?? LC_TIME ?? LANG ?? "") || POSIXLY_CORRECT !== undefined;
  const format = styleOf(run) === "context" && plain ? "%a %b %e %T %Y" : "%Y-%m-%d %H:%M:%S.%N %z";
  return strftime(format, ms, zoneOf(run.process.env));
}

/** The options as `diff -r` repeats them in front of each pair: every word that is no operand. */
function callText(run: Run): string {
  const words = run.process.argv.slice(1);
  const operands = [...run.operands];
  const kept: string[] = [];
  for (const word of words.reverse()) {
    if (operands.length > 0 && operands.at(-1) === word) operands.pop();
    else if (word !== "--") kept.unshift(quoteWhenNeeded(word));
  }
  return kept.join(" ");
}

async function content(run: Run, name: string): Promise<string | undefined> {
  if (run.has("N", "P") && name !== "-" && run.tryStat(name) === undefined) return "";
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
  const whole = ["columns", "formats"].includes(styleOf(run)) && !run.has("q");
  if (old === recent && !whole) return same();
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
  const ignored = run.values("I").map((source) => new Pattern(source, { extended: false }));
  if (ignored.length > 0) {
    const skipped = (side: Side, from: number, to: number): boolean =>
      side.lines.slice(from, to).every((line) => ignored.some((pattern) => pattern.test(line)));
    changes = changes.filter(
      ({ from, fromEnd, to, toEnd }) => !skipped(before, from, fromEnd) || !skipped(after, to, toEnd),
    );
  }
  if (changes.length === 0 && !whole) return same();
  if (run.has("q")) {
    await say(`Files ${left} and ${right} differ\n`);
    return 1;
  }
  if (heading !== "") await say(heading);
  const labels = run.values("L");
  const head = (name: string, label: string | undefined): string => label ?? `${name}\t${stamp(run, name)}`;
  await run.out.raw(writeDiff(run, [before, after], changes, () => [head(left, labels[0]), head(right, labels[1])]));
  if (changes.length === 0) return same();
  if (styleOf(run) !== "ed") return 1;
  for (const [name, side] of [
    [left, before],
    [right, after],
  ] as const)
    if (side.cut) await run.warn(`${name}: No newline at end of file\n`);
  return [before, after].some(({ cut }) => cut) ? 2 : 1;
}

const join = (folder: string, name: string): string => `${folder.replace(/\/+$/, "")}/${name}`;

async function compareFolders(run: Run, left: string, right: string): Promise<ExitStatus> {
  const excluded = run.values("x").map((glob) => wildcard(glob));
  for (const name of run.values("X")) {
    const text = await content(run, name);
    if (text === undefined) return 2;
    excluded.push(
      ...text
        .split("\n")
        .filter(Boolean)
        .map((glob) => wildcard(glob)),
    );
  }
  const list = (folder: string): string[] =>
    run.tryStat(folder) === undefined
      ? []
      : run.files
          .readDirectory(run.path(folder))
          .map(({ name }) => name)
          .filter((name) => !excluded.some((glob) => glob.test(name)));
  const [ours, theirs] = [new Set(list(left)), new Set(list(right))];
  let worst: ExitStatus = 0;
  const start = run.value("S") ?? "";
  for (const name of [...new Set([...ours, ...theirs])].sort()) {
    if (name < start) continue;
    const [a, b] = [join(left, name), join(right, name)];
    let status: ExitStatus;
    const both = ours.has(name) && theirs.has(name);
    const [one, two] = [run.tryStat(a), run.tryStat(b)];
    if (!both && !run.has("N") && !(run.has("P") && theirs.has(name))) {
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

/** Two names as given on the command line: files, folders, or one of each. */
async function comparePair(run: Run, left: string, right: string): Promise<ExitStatus> {
  const folder = (name: string): boolean => name !== "-" && run.tryStat(name)?.kind === "directory";
  if (folder(left) && folder(right)) return compareFolders(run, left, right);
  const base = (name: string): string => byteTextToText(name.replace(/^.*\//, ""));
  if (folder(left)) return compareFiles(run, join(left, base(right)), right, "");
  if (folder(right)) return compareFiles(run, left, join(right, base(left)), "");
  return compareFiles(run, left, right, "");
}

/** -NUM stands for lines of context: beside -c of -c, else of -u. */
function prepare(words: readonly string[]): readonly string[] {
  return words.flatMap((word) => {
    if (word === "--unified") return ["-u"];
    if (word === "--context") return ["-c"];
    const [, letters, count] = /^-([a-zA-Z]*[cu])(\d+)$/.exec(word) ?? [];
    if (letters === undefined || count === undefined) return [word];
    return [`-${letters}`, `-${letters.endsWith("c") ? "C" : "U"}${count}`];
  });
}

/** GNU diff in all its formats but the paginated one. Status 0 for equal, 1 for different, 2 for trouble. */
export const diff = tool(
  {
    options:
      "u U,unified= c C,context= e,ed n,rcs f,forward-ed y,side-by-side W,width= left-column suppress-common-lines " +
      "q,brief s,report-identical-files r,recursive N,new-file P,unidirectional-new-file i,ignore-case " +
      "w,ignore-all-space b,ignore-space-change B,ignore-blank-lines Z,ignore-trailing-space E,ignore-tab-expansion " +
      "I,ignore-matching-lines= p,show-c-function F,show-function-line= t,expand-tabs T,initial-tab tabsize= " +
      "suppress-blank-empty a,text L,label= x,exclude= X,exclude-from= S,starting-file= normal strip-trailing-cr " +
      "D,ifdef= line-format= old-line-format= new-line-format= unchanged-line-format= old-group-format= " +
      "new-group-format= unchanged-group-format= changed-group-format= from-file= to-file= color? " +
      "d,minimal H,speed-large-files horizon-lines= no-ignore-file-name-case",
    failure: 2,
    hint: (name) => `${name}: Try '${name} --help' for more information.`,
    prepare,
  },
  async (run) => {
    styleOf(run);
    if (run.has("color") && !["never", "auto", "always"].includes(run.value("color") ?? "auto"))
      throw new Refusal(`invalid color '${run.value("color") ?? ""}'`, { usage: true });
    const [from, to] = [run.value("from-file"), run.value("to-file")];
    if (from !== undefined && to !== undefined)
      throw new Refusal("--from-file and --to-file both specified", { usage: false });
    if (from !== undefined || to !== undefined) {
      let worst: ExitStatus = 0;
      for (const name of run.operands)
        worst = Math.max(worst, await comparePair(run, from ?? name, from === undefined ? (to ?? name) : name));
      return worst;
    }
    const [left, right, extra] = run.operands;
    if (left === undefined)
      throw new Refusal(`missing operand after '${run.process.argv.at(-1) ?? run.name}'`, { usage: true });
    if (right === undefined) {
      throw new Refusal(`missing operand after '${run.process.argv.at(-1) ?? left}'`, { usage: true });
    }
    if (extra !== undefined) throw new Refusal(`extra operand '${extra}'`, { usage: true });
    return comparePair(run, left, right);
  },
);
