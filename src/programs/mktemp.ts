import { FileError } from "#files";
import { isFileError, Refusal, tool } from "./tool/tool.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const ATTEMPTS = 100;

function randomName(length: number): string {
  // 248 is the greatest multiple of 62 in a byte: every letter is as likely as the others.
  let name = "";
  while (name.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length))) {
      if (byte < 248 && name.length < length) name += LETTERS[byte % LETTERS.length] ?? "";
    }
  }
  return name;
}

/** Makes a file or folder with a name that nobody has, and prints it. */
export const mktemp = tool({ options: "d,directory u,dry-run q,quiet p= tmpdir? suffix= t" }, async (run) => {
  if (run.operands.length > 1) throw new Refusal("too many templates", { usage: true });
  const given = run.operands[0];
  const template = given ?? "tmp.XXXXXXXXXX";
  const quote = run.locale.quote(template);
  const suffixOption = run.value("suffix");
  if (suffixOption !== undefined && !template.endsWith("X")) {
    throw new Refusal(`with --suffix, template ${quote} must end in X`);
  }
  const last = template.lastIndexOf("X");
  const stem = template.slice(0, last + 1);
  const suffix = suffixOption ?? template.slice(last + 1);
  if (suffix.includes("/")) {
    throw new Refusal(`invalid suffix ${run.locale.quote(suffix)}, contains directory separator`);
  }
  const marks = /X*$/.exec(stem)?.[0].length ?? 0;
  if (marks < 3) throw new Refusal(`too few X's in template ${quote}`);
  const inFolder = given === undefined || run.has("p", "tmpdir", "t");
  if (inFolder && template.startsWith("/")) {
    throw new Refusal(`invalid template, ${quote}; with --tmpdir, it may not be absolute`);
  }
  const folder =
    run.value("p") ??
    run.value("tmpdir") ??
    (run.process.env.TMPDIR === "" ? undefined : run.process.env.TMPDIR) ??
    "/tmp";
  const prefix = (inFolder ? `${folder.replace(/\/$/, "")}/` : "") + stem.slice(0, -marks);
  const what = run.has("d") ? "directory" : "file";
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const name = prefix + randomName(marks) + suffix;
    try {
      if (run.tryLstat(name) !== undefined) continue;
      if (!run.has("u")) {
        if (run.has("d")) run.files.makeDirectory(run.path(name), 0o700);
        else run.process.open(name, { write: true, create: true, exclusive: true, mode: 0o600 }).close();
      }
      await run.out.text(`${name}\n`);
      return 0;
    } catch (error) {
      if (!isFileError(error)) throw error;
      if (error instanceof FileError && error.code === "EEXIST") continue;
      if (run.has("q")) return 1;
      const shown = run.locale.quote(prefix + "X".repeat(marks) + suffix);
      throw new Refusal(`failed to create ${what} via template ${shown}: ${error.reason}`);
    }
  }
  throw new Refusal(`failed to create ${what} via template ${quote}: File exists`);
});
