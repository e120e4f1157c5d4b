import { Refusal, type Run } from "./tool/tool.ts";

/** What -d, -D and --binary-files may be told. */
export async function checkKinds(run: Run): Promise<void> {
  const folders = run.value("d");
  if (folders !== undefined && !["read", "recurse", "skip"].includes(folders)) {
    const valid = ["read", "recurse", "skip"].map((word) => `  - '${word}'`).join("\n");
    throw new Refusal(
      `invalid argument '${folders}' for '--directories'\nValid arguments are:\n${valid}\n` +
        `Usage: ${run.name} [OPTION]... PATTERNS [FILE]...\nTry '${run.name} --help' for more information.`,
      { status: 1 },
    );
  }
  const devices = run.value("D");
  const binary = run.value("binary-files");
  if (binary !== undefined && !["binary", "text", "without-match"].includes(binary)) {
    throw new Refusal("unknown binary-files type");
  }
  if (run.has("u")) await run.warn("warning: --unix-byte-offsets (-u) is obsolete");
  if (devices !== undefined && devices !== "read" && devices !== "skip") throw new Refusal("unknown devices method");
}
