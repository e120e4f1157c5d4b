import type { BuildState } from "./build-state.ts";
import type { Builder } from "./builder.ts";
import type { MakefileUse } from "./makefile-use.ts";

/** "restart": some makefile was remade. "stop": one that is needed could not be. "failed": the same with `-k`. */
export type MakefilesResult = "restart" | "stop" | "failed" | "current";

/** Brings the makefiles themselves up to date. Manual: "How Makefiles Are Remade". */
export async function remakeMakefiles(state: BuildState, builder: Builder): Promise<MakefilesResult> {
  const { options } = state;
  if (state.debug.basic) state.say("Updating makefiles....");
  const saved = { justPrint: options.justPrint, question: options.question, touch: options.touch };
  Object.assign(options, { justPrint: false, question: false, touch: false });
  const { debug } = state;
  const { verbose } = debug;
  if (debug.withoutTargets) debug.silence();
  let changed = false;
  const failed: MakefileUse[] = [];
  try {
    for (const use of [...state.makefiles].reverse()) {
      const target = state.node(use.name);
      if (target.doubleColon?.some((one) => one.declared.length === 0) === true) {
        if (verbose) state.say(`Makefile '${use.name}' might loop; not remaking it.`);
        continue;
      }
      target.isMakefile = true;
      target.dontCare = !use.required;
      const { reason } = use;
      state.pendingError =
        reason === undefined || !use.required ? undefined : () => state.warn(`${use.name}: ${reason}`, use.location);
      if (use.location === undefined) state.pendingError = undefined;
      const before = state.disk.mtime(use.name);
      const status = await builder.update(target, 0);
      state.pendingError = undefined;
      if (status === "failed") {
        if (use.required) failed.push(use);
        if (use.required && !options.keepGoing) return "stop";
        continue;
      }
      if (target.ran && !target.phony && state.disk.mtime(use.name) !== before) changed = true;
    }
  } finally {
    debug.settle();
    Object.assign(options, saved);
  }
  for (const use of failed) state.warn(`Failed to remake makefile '${use.name}'.`);
  if (failed.length > 0) return "failed";
  builder.stopping = false;
  return changed ? "restart" : "current";
}
