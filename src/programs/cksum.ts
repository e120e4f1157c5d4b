/** The old checksums: cksum (POSIX's CRC) and sum (BSD's and System V's). */
import type { Program } from "#kernel";
import { md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum } from "./checksum.ts";
import { choose } from "./tool/choice.ts";
import { readChunk } from "./tool/input.ts";
import { Refusal, type Run, tool } from "./tool/tool.ts";

type Sum = (bytes: Uint8Array | null) => string;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

/** POSIX's CRC takes the length in as well. */
function crc(): Sum {
  let value = 0;
  let length = 0;
  const add = (byte: number): void => {
    value = (value << 8) ^ (TABLE[((value >>> 24) ^ byte) & 255] ?? 0);
  };
  return (bytes) => {
    if (bytes !== null) {
      for (const byte of bytes) add(byte);
      length += bytes.length;
      return "";
    }
    for (let left = length; left > 0; left = Math.floor(left / 256)) add(left % 256);
    return `${String(~value >>> 0)} ${String(length)}`;
  };
}

function bsd(): Sum {
  let value = 0;
  let length = 0;
  return (bytes) => {
    if (bytes !== null) {
      for (const byte of bytes) value = (((value >> 1) | ((value & 1) << 15)) + byte) & 0xffff;
      length += bytes.length;
      return "";
    }
    return `${String(value).padStart(5, "0")} ${String(Math.ceil(length / 1024)).padStart(5)}`;
  };
}

function sysv(): Sum {
  let value = 0;
  let length = 0;
  return (bytes) => {
    if (bytes !== null) {
      for (const byte of bytes) value = (value + byte) % 2 ** 32;
      length += bytes.length;
      return "";
    }
    const once = (value & 0xffff) + (value >>> 16);
    return `${String((once & 0xffff) + (once >>> 16))} ${String(Math.ceil(length / 512))}`;
  };
}

async function sumEach(run: Run, make: () => Sum): Promise<void> {
  for (const name of run.operands.length === 0 ? ["-"] : run.operands) {
    const sum = make();
    const shown = run.operands.length === 0 ? "" : ` ${name}`;
    const end = run.has("z") ? "\0" : "\n";
    try {
      if (name !== "-" && run.tryStat(name)?.kind === "directory") {
        if (make === crc) await run.out.text(`${sum(null)}${shown}${end}`);
        else await run.error(`${name}: Is a directory`);
        continue;
      }
      const file = run.openInput(name);
      for (let chunk = await readChunk(run, file); chunk !== null; chunk = await readChunk(run, file)) sum(chunk);
      file.close();
    } catch (error) {
      await run.fileError(name, error);
      continue;
    }
    await run.out.text(`${sum(null)}${shown}${end}`);
  }
}

export const sum = tool({ options: "r s,sysv" }, async (run) => {
  await sumEach(run, run.lastOf("r", "s") === "s" ? sysv : bsd);
  return undefined;
});

const DIGESTS: Readonly<Record<string, Program>> = {
  md5: md5sum,
  sha1: sha1sum,
  sha224: sha224sum,
  sha256: sha256sum,
  sha384: sha384sum,
  sha512: sha512sum,
};

/** The digest that the first well-formed line of a --tag list names. */
function listed(run: Run, name: string): string | undefined {
  const text = run.files.readFile(run.path(name));
  const label = /^\\?(MD5|SHA1|SHA224|SHA256|SHA384|SHA512) \(/m.exec(
    String.fromCharCode(...text.subarray(0, 4096)),
  )?.[1];
  return label?.toLowerCase();
}

export const cksum = tool(
  {
    options: "a,algorithm= c,check debug l,length= tag untagged z,zero ignore-missing quiet status strict w,warn",
  },
  async (run) => {
    const names = "bsd sysv crc md5 sha1 sha224 sha256 sha384 sha512 blake2b sm3";
    const asked = run.value("a");
    const algorithm = asked === undefined ? undefined : choose(run, "--algorithm", asked, names);
    if (algorithm === "blake2b" || algorithm === "sm3")
      throw new Refusal(`${algorithm} is not here: md5 and the SHA family are`);
    if (run.has("l")) throw new Refusal("--length is only supported with --algorithm=blake2b");
    if (run.has("c") && (algorithm === "bsd" || algorithm === "sysv" || algorithm === "crc")) {
      throw new Refusal("--check is not supported with --algorithm={bsd,sysv,crc}");
    }
    const digest = run.has("c") ? (algorithm ?? listed(run, run.operands[0] ?? "-")) : algorithm;
    if (run.has("c") && digest === undefined) {
      throw new Refusal(`${run.operands[0] ?? "-"}: no properly formatted checksum lines found`);
    }
    const program = digest === undefined ? undefined : DIGESTS[digest];
    if (program !== undefined) {
      const flags = run.options.flatMap(({ key }) =>
        key === "a" || key === "untagged" || key === "tag" || key === "debug"
          ? []
          : [key.length === 1 ? `-${key}` : `--${key}`],
      );
      const tagged = !run.has("c") && run.lastOf("untagged", "tag") !== "untagged";
      const argv = [run.name, ...flags, ...(tagged ? ["--tag"] : []), "--", ...run.operands];
      const { process } = run;
      return program(
        new Proxy(process, {
          get: (target, key) => {
            if (key === "argv") return argv;
            const value: unknown = Reflect.get(target, key);
            return typeof value === "function" ? (value.bind(target) as unknown) : value;
          },
        }),
      );
    }
    await sumEach(run, algorithm === "bsd" ? bsd : algorithm === "sysv" ? sysv : crc);
    return undefined;
  },
);
