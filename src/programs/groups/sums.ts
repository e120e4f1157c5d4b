import type { Program } from "#kernel";
import { base32, base64 } from "../base64.ts";
import { md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum } from "../checksum.ts";

export const group: Readonly<Record<string, Program>> = {
  base32,
  base64,
  md5sum,
  sha1sum,
  sha224sum,
  sha256sum,
  sha384sum,
  sha512sum,
};
