/** `ruff`: the linter and formatter, whose work its own WebAssembly does; what stands around it is here. */
import type { ExitStatus } from "#base";
import type { Process, Program } from "#kernel";
import { check } from "./check.ts";
import { parseWords, UsageError } from "./command-line.ts";
import { format } from "./format.ts";
import type { Linter } from "./linter.ts";
import { RuffRun } from "./run.ts";
import { RuffFailure } from "./settings.ts";

const USAGE = `Usage: ruff [OPTIONS] <COMMAND>

Commands:
  check    Run Ruff on the given files or directories
  format   Run the Ruff formatter on the given files or directories
  version  Display Ruff's version

Options:
  -h, --help     Print help
  -V, --version  Print version
`;
const HELP = {
  check: "Run Ruff on the given files or directories\n\nUsage: ruff check [OPTIONS] [FILES]...\n",
  format: "Run the Ruff formatter on the given files or directories\n\nUsage: ruff format [OPTIONS] [FILES]...\n",
} as const;

/** Its WebAssembly could not be had. */
class LinterMissing extends Error {}

/** `ruff`, with its WebAssembly loaded when it is first called. */
export function ruff(fetchLinter: () => Promise<Linter>): Program {
  const load = (): Promise<Linter> =>
    fetchLinter().catch((error: unknown) => {
      throw new LinterMissing(error instanceof Error ? error.message : String(error));
    });
  return (process) =>
    run(process, load).catch(async (error: unknown) => {
      if (!(error instanceof LinterMissing)) throw error;
      await process.write(2, `ruff: cannot be loaded: ${error.message}\n`);
      return 126;
    });
}

async function run(process: Process, load: () => Promise<Linter>): Promise<ExitStatus> {
  const [verb, ...words] = process.argv.slice(1);
  if (verb === undefined || verb === "-h" || verb === "--help" || verb === "help") {
    await process.write(
      verb === undefined ? 2 : 1,
      `Ruff: An extremely fast Python linter and code formatter.\n\n${USAGE}`,
    );
    return verb === undefined ? 2 : 0;
  }
  if (verb === "version" || verb === "--version" || verb === "-V") {
    await process.write(1, `ruff ${(await load()).version}\n`);
    return 0;
  }
  if (verb !== "check" && verb !== "format") {
    const what = verb.startsWith("-") ? `unexpected argument '${verb}' found` : `unrecognized subcommand '${verb}'`;
    await process.write(
      2,
      `error: ${what}\n\nUsage: ruff [OPTIONS] <COMMAND>\n\nFor more information, try '--help'.\n`,
    );
    return 2;
  }
  let call: RuffRun | undefined;
  try {
    const line = parseWords(verb, words);
    if (line.flags.has("help")) {
      await process.write(1, HELP[verb]);
      return 0;
    }
    call = new RuffRun(process, line, await load());
    const status = await (verb === "check" ? check(call) : format(call));
    await call.flush();
    return status;
  } catch (error) {
    if (error instanceof UsageError) {
      await process.write(2, error.message);
      return 2;
    }
    if (!(error instanceof RuffFailure)) throw error;
    await process.write(2, `ruff failed\n${error.causes.map((cause) => `  Cause: ${cause}\n`).join("")}`);
    return 2;
  } finally {
    call?.close();
  }
}
