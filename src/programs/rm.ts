import { canAccess, type FileStat } from "#files";
import { settleChoices } from "./tool/choice.ts";
import { kindText } from "./tool/mode.ts";
import { quoteAlways } from "./tool/quote.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

/** "never" asks nothing, "always" each file; "protected" those that may not be written, when somebody is there to ask. */
type Asking = "never" | "always" | "protected";

class Remover {
  #run: Run;
  #asking: Asking;
  /** Where the operand that is being removed lies. */
  #device: number | undefined;

  constructor(run: Run, asking: Asking) {
    this.#run = run;
    this.#asking = asking;
  }

  #mustAsk(stat: FileStat): { ask: boolean; guarded: boolean } {
    const run = this.#run;
    const terminal = run.process.descriptors.get(0)?.kind === "terminal";
    const guarded =
      this.#asking !== "never" &&
      (this.#asking === "always" || terminal) &&
      stat.kind !== "symlink" &&
      !canAccess(run.process, stat, 2);
    return { ask: this.#asking === "always" || guarded, guarded };
  }

  /** True when nothing is left there. */
  async remove(name: string): Promise<boolean> {
    const run = this.#run;
    let stat: FileStat;
    try {
      stat = run.lstat(name);
    } catch (error) {
      if (!isFileError(error)) throw error;
      if (run.has("f") && (error.code === "ENOENT" || error.code === "ENOTDIR")) return true;
      await run.error(`cannot remove ${quoteAlways(name)}: ${error.reason}`);
      return false;
    }
    const turn = run.process.breathe();
    if (turn !== undefined) await turn;
    return stat.kind === "directory" ? this.#directory(name, stat) : this.#file(name, stat);
  }

  async #file(name: string, stat: FileStat): Promise<boolean> {
    const run = this.#run;
    const { ask, guarded } = this.#mustAsk(stat);
    const what = `${guarded ? "write-protected " : ""}${kindText(stat.kind, stat.size)}`;
    if (ask && !(await run.confirm(`remove ${what} ${quoteAlways(name)}? `))) return false;
    return this.#done(name, "", () => run.files.unlink(run.path(name)));
  }

  async #directory(name: string, stat: FileStat): Promise<boolean> {
    const run = this.#run;
    const recursive = run.has("r", "R");
    this.#device ??= stat.dev;
    if (run.has("one-file-system") && stat.dev !== this.#device) {
      await run.error(`skipping ${quoteAlways(name)}, since it's on a different device`);
      return false;
    }
    const entries = recursive || run.has("d") ? run.files.readDirectory(run.path(name)) : [];
    if (!recursive && (!run.has("d") || entries.length > 0)) {
      await run.error(`cannot remove ${quoteAlways(name)}: ${run.has("d") ? "Directory not empty" : "Is a directory"}`);
      return false;
    }
    const { ask, guarded } = this.#mustAsk(stat);
    const what = `${guarded ? "write-protected " : ""}directory ${quoteAlways(name)}? `;
    if (ask && entries.length > 0 && !(await run.confirm(`descend into ${what}`))) return false;
    let emptied = true;
    for (const entry of entries) {
      const gone = await this.remove(`${name.replace(/(?<=.)\/+$/, "")}/${entry.name}`);
      emptied &&= gone;
    }
    if (!emptied) return false;
    if (ask && !(await run.confirm(`remove ${what}`))) return false;
    return this.#done(name, "directory ", () => run.files.removeDirectory(run.path(name)));
  }

  async #done(name: string, what: string, act: () => void): Promise<boolean> {
    const run = this.#run;
    try {
      act();
    } catch (error) {
      if (!isFileError(error)) throw error;
      await run.error(`cannot remove ${quoteAlways(name)}: ${error.reason}`);
      return false;
    }
    if (run.has("v")) await run.out.text(`removed ${what}${quoteAlways(name)}\n`);
    return true;
  }
}

export const rm = tool(
  {
    options: "d,dir f,force i I interactive? r,R,recursive v,verbose one-file-system no-preserve-root preserve-root?",
  },
  async (run) => {
    if (run.operands.length === 0) {
      if (run.has("f")) return 0;
      run.expectOperands(1);
    }
    settleChoices(run, { interactive: "never,no,none once always,yes" });
    let asking: Asking = "protected";
    let once = false;
    for (const { key, value } of run.options) {
      const when = key === "interactive" ? (value ?? "always") : key;
      if (when === "f" || when === "never") [asking, once] = ["never", false];
      else if (when === "i" || when === "always") [asking, once] = ["always", false];
      else if (when === "I" || when === "once") [asking, once] = ["never", true];
    }
    if (once && (run.operands.length > 3 || run.has("r"))) {
      const count = run.operands.length;
      const question = `remove ${count} argument${count === 1 ? "" : "s"}${run.has("r") ? " recursively" : ""}? `;
      if (!(await run.confirm(question))) return 0;
    }
    const root = run.value("preserve-root");
    if (root !== undefined && root !== "all") {
      throw new Refusal(`unrecognized --preserve-root argument: ${run.locale.quote(root)}`);
    }
    for (const name of run.operands) {
      const remover = new Remover(run, asking);
      const base = name.replace(/\/+$/, "").split("/").at(-1);
      if ((base === "." || base === "..") && run.has("r")) {
        await run.error(`refusing to remove '.' or '..' directory: skipping ${quoteAlways(name)}`);
      } else if (
        run.has("r") &&
        run.path(name) === "/" &&
        run.lastOf("preserve-root", "no-preserve-root") !== "no-preserve-root"
      ) {
        await run.error(
          `it is dangerous to operate recursively on ${quoteAlways("/")}${name === "/" ? "" : ` (same as ${quoteAlways("/")})`}`,
        );
        await run.warn("use --no-preserve-root to override this failsafe");
      } else await remover.remove(name);
    }
    return undefined;
  },
);
