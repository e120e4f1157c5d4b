import { MAKE_HOST, MAKE_VERSION } from "./builtins.ts";
import { parseCommandLine, parseMakeflags } from "./command-line.ts";
import type { EventSink } from "./events.ts";
import type { MakeHost } from "./host.ts";
import { MakeError } from "./make-error.ts";
import { makeflagsWords } from "./makeflags.ts";
import { defaultOptions } from "./options.ts";
import { Run } from "./run.ts";
import { USAGE } from "./usage.ts";
import { normalizePath } from "#files";

const VERSION = `GNU Make ${MAKE_VERSION} (compatible; MLOps Companion)
Built for ${MAKE_HOST}
`;

/** Runs make with the arguments behind its name; answers the exit status: 0, 1 (for `-q`) or 2. */
export async function make(args: readonly string[], host: MakeHost, events?: EventSink): Promise<number> {
  const base = host.command.slice(host.command.lastIndexOf("/") + 1);
  const level = Number.parseInt(host.env.MAKELEVEL ?? "0", 10) || 0;
  const program = level > 0 ? `${base}[${level}]` : base;
  const options = defaultOptions();
  let fromEnvironment;
  let line;
  let jobsAbove;
  try {
    fromEnvironment = parseMakeflags(
      [...makeflagsWords(host.env.GNUMAKEFLAGS ?? ""), ...makeflagsWords(host.env.MAKEFLAGS ?? "")].map((word) =>
        word.replaceAll("$$", "$"),
      ),
      options,
    );
    jobsAbove = options.jobs;
    options.jobs = undefined;
    line = parseCommandLine(args, options);
    options.noBuiltinRules ||= options.noBuiltinVariables;
  } catch (error) {
    if (!(error instanceof MakeError)) throw error;
    host.write(2, `${program}: *** ${error.message}.  Stop.\n`);
    await host.flush();
    return 2;
  }
  const { problems } = line;
  if (problems.length > 0 || options.help) {
    const stream = problems.length === 0 ? 1 : 2;
    for (const problem of problems) host.write(2, `${base}: ${problem}\n`);
    host.write(
      stream,
      `${USAGE.join("\n")}\n\nThis program built for ${MAKE_HOST}\nReport bugs to <bug-make@gnu.org>\n`,
    );
    await host.flush();
    return stream === 1 ? 0 : 2;
  }
  if (options.version) {
    host.write(1, VERSION);
    await host.flush();
    return 0;
  }
  let { cwd } = host;
  for (const directory of options.directories) {
    const next = normalizePath(directory.startsWith("/") ? directory : `${cwd}/${directory}`);
    let reason: string | undefined = "No such file or directory";
    try {
      const kind = host.files.tryStat(next)?.kind;
      reason = kind === "directory" ? undefined : kind === undefined ? reason : "Not a directory";
    } catch {
      reason = "Permission denied";
    }
    if (reason !== undefined) {
      host.write(2, `${program}: *** ${directory}: ${reason}.  Stop.\n`);
      await host.flush();
      return 2;
    }
    cwd = next;
  }
  const assignments = [...fromEnvironment, ...line.assignments];
  const run = new Run(
    atLevel(host, assignments),
    options,
    cwd,
    { arguments: args, goals: line.goals, assignments, jobsAbove },
    events,
  );
  const status = await run.status();
  await host.flush();
  return status;
}

/** `MAKELEVEL=7` among the arguments counts as if the environment had said so. */
function atLevel(host: MakeHost, assignments: readonly string[]): MakeHost {
  const said = assignments.findLast((word) => /^MAKELEVEL:{0,2}=/.test(word));
  if (said === undefined) return host;
  return { ...host, env: { ...host.env, MAKELEVEL: said.slice(said.indexOf("=") + 1) } };
}
