import type { Program } from "#kernel";
import { createNarrowDigest, type Digest, type NarrowDigestName } from "./digest.ts";
import { createWideDigest, isWide, type WideDigestName } from "./digest-wide.ts";
import { byteTextToText } from "./tool/byte-text.ts";
import { Lines, readChunk } from "./tool/input.ts";
import { quoteInMessage } from "./tool/quote.ts";
import { isFileError, Refusal, type Run, tool } from "./tool/tool.ts";

type DigestName = NarrowDigestName | WideDigestName;

const createDigest = (name: DigestName): Digest => (isWide(name) ? createWideDigest(name) : createNarrowDigest(name));

async function digestOf(run: Run, digest: DigestName, name: string): Promise<string | undefined> {
  try {
    const file = run.openInput(name);
    const sum = createDigest(digest);
    for (let chunk = await readChunk(run, file); chunk !== null; chunk = await readChunk(run, file)) sum.update(chunk);
    file.close();
    return sum.finish();
  } catch (error) {
    if (isFileError(error) && error.code === "ENOENT" && run.has("ignore-missing")) return undefined;
    await run.fileError(name, error);
    return undefined;
  }
}

const plural = (count: number, one: string, many: string): string =>
  `WARNING: ${String(count)} ${count === 1 ? one : many}`;

/** -c: reads "digest  name" lines and says of each whether it still holds. */
async function check(run: Run, digest: DigestName, list: string): Promise<void> {
  const width = createDigest(digest).finish().length;
  let good = 0;
  let [malformed, unread, different] = [0, 0, 0];
  try {
    const file = run.openInput(list);
    const lines = new Lines(run, file);
    let number = 0;
    for (let line = await lines.line(); line !== undefined; line = await lines.line()) {
      number += 1;
      if (line.startsWith("#")) continue;
      const tagged = new RegExp(`^\\s*\\\\?${digest.toUpperCase()} \\((.+)\\) = ([0-9a-fA-F]+)$`).exec(line);
      const plain = /^\s*([0-9a-fA-F]+) [ *](.+)$/.exec(line) ?? [];
      const [, wanted = "", rawName = ""] = tagged === null ? plain : [line, tagged[2], tagged[1]];
      if (wanted.length !== width) {
        malformed += 1;
        if (run.has("w")) {
          await run.warn(`${list}: ${String(number)}: improperly formatted ${digest.toUpperCase()} checksum line`);
        }
        continue;
      }
      const name = byteTextToText(rawName);
      const failed = run.status;
      const found = await digestOf(run, digest, name);
      if (found === undefined) {
        if (run.has("ignore-missing") && run.status === failed) continue;
        unread += 1;
        if (!run.has("status")) await run.out.text(`${name}: FAILED open or read\n`);
      } else if (found === wanted.toLowerCase()) {
        good += 1;
        if (!run.has("quiet", "status")) await run.out.text(`${name}: OK\n`);
      } else {
        different += 1;
        if (!run.has("status")) await run.out.text(`${name}: FAILED\n`);
      }
    }
    file.close();
  } catch (error) {
    await run.fileError(list, error);
    return;
  }
  const warn = async (text: string): Promise<void> => {
    if (!run.has("status")) await run.warn(text);
  };
  if (good + unread + different === 0) {
    const why =
      run.has("ignore-missing") && malformed === 0
        ? "no file was verified"
        : "no properly formatted checksum lines found";
    await run.error(`${quoteInMessage(list)}: ${why}`);
    return;
  }
  if (malformed > 0) await warn(plural(malformed, "line is improperly formatted", "lines are improperly formatted"));
  if (malformed > 0 && run.has("strict")) run.status = 1;
  if (unread > 0) await warn(plural(unread, "listed file could not be read", "listed files could not be read"));
  if (different > 0) {
    await warn(plural(different, "computed checksum did NOT match", "computed checksums did NOT match"));
  }
  if (unread + different > 0) run.status = 1;
}

function checksum(digest: DigestName): Program {
  return tool(
    { options: "b,binary t,text c,check tag z,zero ignore-missing quiet status strict w,warn" },
    async (run) => {
      for (const key of ["ignore-missing", "status", "warn", "quiet", "strict"]) {
        if (run.has(key === "warn" ? "w" : key) && !run.has("c")) {
          throw new Refusal(`the --${key} option is meaningful only when verifying checksums`, { usage: true });
        }
      }
      for (const name of run.operands.length === 0 ? ["-"] : run.operands) {
        if (run.has("c")) {
          await check(run, digest, name);
          continue;
        }
        const sum = await digestOf(run, digest, name);
        if (sum === undefined) continue;
        const end = run.has("z") ? "\0" : "\n";
        const shown = name.replace(/[\\\n]/g, (letter) => (letter === "\n" ? "\\n" : "\\\\"));
        const escaped = shown !== name && !run.has("z") ? "\\" : "";
        const label = escaped === "" ? name : shown;
        await run.out.text(
          run.has("tag")
            ? `${escaped}${digest.toUpperCase()} (${label}) = ${sum}${end}`
            : `${escaped}${sum} ${run.lastOf("b", "t") === "b" ? "*" : " "}${label}${end}`,
        );
      }
      return undefined;
    },
  );
}

export const md5sum = checksum("md5");
export const sha1sum = checksum("sha1");
export const sha256sum = checksum("sha256");
export const sha224sum = checksum("sha224");
export const sha384sum = checksum("sha384");
export const sha512sum = checksum("sha512");
