import { dirname } from "#files";
import { byteTextToBytes, bytesToByteText } from "../tool/byte-text.ts";
import { readAll } from "../tool/input.ts";
import { quoteWhenNeeded } from "../tool/quote.ts";
import { isFileError, Refusal, type Run, tool } from "../tool/tool.ts";
import { applyHunks, placeHunks, type Placed } from "./apply.ts";
import { type FilePatch, type Hunk, parsePatch, PatchFault, reversed } from "./parse-patch.ts";

function strip(name: string, count: number | undefined): string {
  if (count === undefined) return name.replace(/^.*\//, "");
  let rest = name;
  for (let at = 0; at < count; at += 1) {
    const cut = rest.indexOf("/");
    if (cut < 0) return "";
    rest = rest.slice(cut).replace(/^\/+/, "");
  }
  return rest;
}

function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function rejectText(patch: FilePatch, hunks: readonly Hunk[]): string {
  const range = (start: number, count: number): string =>
    count === 1 ? String(start) : `${String(start)},${String(count)}`;
  const named = patch.header.filter((line) => /^(?:---|\+\+\+) /.test(line));
  let text = named.map((line) => `${line}\n`).join("");
  for (const { from, to, lines } of hunks) {
    const old = lines.filter(({ mark }) => mark !== "+").length;
    const recent = lines.filter(({ mark }) => mark !== "-").length;
    text += `@@ -${range(from, old)} +${range(to, recent)} @@\n`;
    for (const line of lines) {
      text += `${line.mark}${line.text}\n${line.ended ? "" : "\\ No newline at end of file\n"}`;
    }
  }
  return text;
}

class Patcher {
  readonly #run: Run;
  readonly #strip: number | undefined;
  readonly #fuzz: number;

  constructor(run: Run) {
    this.#run = run;
    const number = (key: string, what: string): number | undefined => {
      const text = run.value(key);
      if (text !== undefined && !/^\d+$/.test(text)) throw new Refusal(`**** ${what} ${text} is not a number`);
      return text === undefined ? undefined : Number(text);
    };
    this.#strip = number("p", "strip count");
    this.#fuzz = number("F", "fuzz factor") ?? 2;
  }

  async #say(text: string): Promise<void> {
    if (!this.#run.has("s")) await this.#run.out.text(text);
  }

  #path(name: string): string {
    const folder = this.#run.value("d");
    return this.#run.path(folder === undefined || name.startsWith("/") ? name : `${folder}/${name}`);
  }

  /** The file that a patch is meant for: an existing one with the fewest folders, or a new one. */
  #target(patch: FilePatch): string | undefined {
    const operand = this.#run.operands[0];
    if (operand !== undefined) return operand;
    const names = [patch.oldName, patch.newName].flatMap((name) =>
      name === undefined || name === "/dev/null" ? [] : [strip(name, this.#strip)],
    );
    const usable = names.filter((name) => name !== "");
    const there = usable.filter((name) => this.#run.files.tryStat(this.#path(name))?.kind === "file");
    const depth = (name: string): number => name.split("/").length;
    const [best] = [...there].sort((a, b) => depth(a) - depth(b) || a.length - b.length);
    if (best !== undefined) return best;
    const creates =
      patch.oldName === "/dev/null" ||
      patch.hunks.every(({ from, lines }) => from === 0 && lines.every(({ mark }) => mark === "+"));
    return creates ? usable.at(-1) : undefined;
  }

  async one(given: FilePatch): Promise<void> {
    const run = this.#run;
    let patch = run.has("R") ? reversed(given) : given;
    const name = this.#target(given);
    if (name === undefined) {
      await this.#unknown(given);
      return;
    }
    const path = this.#path(name);
    const there = run.files.tryStat(path);
    const before = there === undefined ? "" : bytesToByteText(run.files.readFile(path));
    const lines = splitLines(before);
    const rules = { fuzz: this.#fuzz, ignoreSpace: run.has("l") };
    let placed = placeHunks(lines, patch.hunks, rules);
    const output = run.value("o");
    const into =
      output === undefined ? quoteWhenNeeded(name) : `${quoteWhenNeeded(output)} (read from ${quoteWhenNeeded(name)})`;
    await this.#say(`${run.has("dry-run") ? "checking" : "patching"} file ${into}\n`);
    if (placed[0] !== undefined && (placed[0].at === undefined || (patch.oldName === "/dev/null" && before !== ""))) {
      const other = placeHunks(lines, reversed(patch).hunks, { ...rules, fuzz: 0 });
      if (other.every(({ at }) => at !== undefined)) {
        const answer = await this.#alreadyApplied();
        if (answer === "skip") {
          await this.#ignored(given, name);
          return;
        }
        if (answer === "reverse") {
          patch = reversed(patch);
          placed = placeHunks(lines, patch.hunks, rules);
        }
      }
    }
    const failed = placed.filter(({ at }) => at === undefined);
    for (const [index, hunk] of placed.entries()) await this.#report(index + 1, hunk);
    if (failed.length > 0) {
      run.status = 1;
      const total = placed.length;
      const count = `${String(failed.length)} out of ${String(total)} hunk${total === 1 ? "" : "s"} FAILED`;
      const reject = run.value("r") ?? `${run.value("o") ?? name}.rej`;
      const saves = !run.has("dry-run") && reject !== "-";
      await this.#always(`${count}${saves ? ` -- saving rejects to file ${quoteWhenNeeded(reject)}` : ""}\n`);
      if (saves)
        this.#write(
          this.#path(reject),
          rejectText(
            patch,
            failed.map(({ hunk }) => hunk),
          ),
        );
    }
    if (run.has("dry-run") || (failed.length === placed.length && placed.length > 0)) return;
    await this.#save(patch, name, before, applyHunks(lines, placed), placed, there?.mode);
  }

  async #always(text: string): Promise<void> {
    await this.#run.out.text(text);
  }

  async #report(number: number, { at, hunk, offset, fuzz }: Placed): Promise<void> {
    if (at === undefined) {
      await this.#always(`Hunk #${String(number)} FAILED at ${String(hunk.from)}.\n`);
      return;
    }
    if (offset === 0 && fuzz === 0) return;
    const fuzzy = fuzz === 0 ? "" : ` with fuzz ${String(fuzz)}`;
    const moved = offset === 0 ? "" : ` (offset ${String(offset)} line${Math.abs(offset) === 1 ? "" : "s"})`;
    await this.#say(`Hunk #${String(number)} succeeded at ${String(hunk.from + offset)}${fuzzy}${moved}.\n`);
  }

  async #alreadyApplied(): Promise<"apply" | "reverse" | "skip"> {
    const run = this.#run;
    const what = run.has("R") ? "Unreversed" : "Reversed (or previously applied)";
    if (run.has("N")) {
      await this.#always(`${what} patch detected!  Skipping patch.\n`);
      return "skip";
    }
    if (run.has("f")) {
      return "apply";
    }
    const verb = run.has("R") ? "Ignore -R" : "Assume -R";
    if (run.has("t")) {
      await this.#always(`${what} patch detected!  ${run.has("R") ? "Ignoring" : "Assuming"} -R.\n`);
      return "reverse";
    }
    await this.#always(`${what} patch detected!  ${verb}? [n] `);
    if ((await this.#answer()).startsWith("y")) return "reverse";
    await this.#always("Apply anyway? [n] ");
    if ((await this.#answer()).startsWith("y")) return "apply";
    await this.#always("Skipping patch.\n");
    return "skip";
  }

  /** A line from the terminal; nothing, and a new line, where there is none. */
  async #answer(): Promise<string> {
    await this.#run.out.flush();
    let line = "";
    try {
      const terminal = this.#run.process.open("/dev/tty", { read: true });
      while (!line.endsWith("\n")) {
        const bytes = await terminal.read(1, this.#run.process.signal);
        if (bytes === null) break;
        line += String.fromCharCode(bytes[0] ?? 10);
      }
      terminal.close();
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
    if (!line.endsWith("\n")) await this.#always("\n");
    return line;
  }

  async #ignored(patch: FilePatch, name: string | undefined): Promise<void> {
    this.#run.status = 1;
    const total = patch.hunks.length;
    const count = `${String(total)} out of ${String(total)} hunk${total === 1 ? "" : "s"} ignored`;
    const reject = name === undefined ? undefined : (this.#run.value("r") ?? `${name}.rej`);
    const saves = reject !== undefined && reject !== "-" && !this.#run.has("dry-run");
    await this.#always(`${count}${saves ? ` -- saving rejects to file ${quoteWhenNeeded(reject)}` : ""}\n`);
    if (saves) this.#write(this.#path(reject), rejectText(patch, patch.hunks));
  }

  async #unknown(patch: FilePatch): Promise<void> {
    await this.#always(`can't find file to patch at input line ${String(patch.line)}\n`);
    await this.#always(
      this.#strip === undefined
        ? "Perhaps you should have used the -p or --strip option?\n"
        : "Perhaps you used the wrong -p or --strip option?\n",
    );
    const rule = "-".repeat(26);
    await this.#always(
      `The text leading up to this was:\n${rule}\n${patch.header.map((line) => `|${line}\n`).join("")}${rule}\n`,
    );
    if (this.#run.has("f", "t")) await this.#always("No file to patch.  Skipping patch.\n");
    else {
      await this.#always("File to patch: ");
      await this.#answer();
      await this.#always("Skip this patch? [y] ");
      await this.#answer();
      await this.#always("Skipping patch.\n");
    }
    await this.#ignored(patch, undefined);
  }

  #write(path: string, text: string, mode?: number): void {
    const { files } = this.#run;
    files.writeFile(path, byteTextToBytes(text), mode ?? 0o666 & ~this.#run.process.umask);
  }

  async #save(
    patch: FilePatch,
    name: string,
    before: string,
    lines: readonly string[],
    placed: readonly Placed[],
    mode: number | undefined,
  ): Promise<void> {
    const run = this.#run;
    const output = run.value("o");
    const path = this.#path(output ?? name);
    const inexact = placed.some(({ at, offset, fuzz }) => at === undefined || offset !== 0 || fuzz !== 0);
    const backup = run.has("b") || (inexact && !run.has("no-backup-if-mismatch"));
    if (backup && output === undefined) this.#write(`${path}${run.value("z") ?? ".orig"}`, before, mode);
    const text = lines.join("");
    if (output === "-") {
      await run.out.raw(text);
      return;
    }
    if (text === "" && output === undefined && (patch.deletes || run.has("E"))) {
      if (mode !== undefined) run.files.unlink(path);
      return;
    }
    this.#folders(dirname(path));
    this.#write(path, text, mode);
  }

  #folders(folder: string): void {
    const { files, process } = this.#run;
    if (files.tryStat(folder) !== undefined) return;
    this.#folders(dirname(folder));
    files.makeDirectory(folder, 0o777 & ~process.umask);
  }
}

/** Works differences into files: unified ones and diff's normal form; context and ed forms are refused. */
export const patch = tool(
  {
    options:
      "p,strip= R,reverse i,input= o,output= d,directory= N,forward b,backup z,suffix= E,remove-empty-files " +
      "s,quiet,silent dry-run f,force t,batch F,fuzz= l,ignore-whitespace r,reject-file= u,unified n,normal " +
      "no-backup-if-mismatch backup-if-mismatch binary",
    failure: 2,
    hint: (name) => `${name}: Try '${name} --help' for more information.`,
  },
  async (run) => {
    const [, patchOperand, extra] = run.operands;
    if (extra !== undefined) throw new Refusal(`extra operand`, { usage: true });
    const folder = run.value("d");
    if (folder !== undefined && run.tryStat(folder)?.kind !== "directory") {
      throw new Refusal(`**** Can't change to directory ${quoteWhenNeeded(folder)} : No such file or directory`);
    }
    const name = run.value("i") ?? patchOperand ?? "-";
    let text: string;
    try {
      const file = run.openInput(name);
      text = await readAll(run, file);
      file.close();
    } catch (error) {
      if (!isFileError(error)) throw error;
      throw new Refusal(`**** Can't open patch file ${quoteWhenNeeded(name)} : ${error.reason}`);
    }
    try {
      const patches = parsePatch(text);
      if (patches.length === 0) {
        if (text === "") return 0;
        throw new Refusal("**** Only garbage was found in the patch input.");
      }
      const patcher = new Patcher(run);
      for (const one of patches) await patcher.one(one);
    } catch (error) {
      if (!(error instanceof PatchFault)) throw error;
      throw new Refusal(`**** ${error.message}`);
    }
    return undefined;
  },
);
