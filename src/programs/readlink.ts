import { FileError } from "#files";
import { canonical } from "./realpath.ts";
import { quoteInMessage } from "./tool/quote.ts";
import { isFileError, tool } from "./tool/tool.ts";

/** What a symbolic link says, or with -f, -e and -m where a name leads to. */
export const readlink = tool(
  {
    options:
      "f,canonicalize e,canonicalize-existing m,canonicalize-missing n,no-newline q,quiet s,silent v,verbose z,zero",
  },
  async (run) => {
    run.expectOperands(1);
    const mode = run.lastOf("f", "e", "m");
    const bare = run.has("n") && run.operands.length === 1;
    if (run.has("n") && !bare) await run.warn("ignoring --no-newline with multiple arguments");
    for (const name of run.operands) {
      try {
        if (name === "") throw new FileError("ENOENT", name);
        const text =
          mode === undefined
            ? run.files.readLink(run.path(name))
            : canonical(run, name, mode === "e" ? "none" : mode === "m" ? "any" : "last");
        await run.out.text(text + (bare ? "" : run.has("z") ? "\0" : "\n"));
      } catch (error) {
        if (!isFileError(error)) throw error;
        run.status = 1;
        if (run.lastOf("q", "s", "v") === "v") await run.warn(`${quoteInMessage(name)}: ${error.reason}`);
      }
    }
    return undefined;
  },
);
