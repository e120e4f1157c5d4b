import type { Program } from "#kernel";
import { base32, base64 } from "../base64.ts";
import { md5sum, sha1sum, sha224sum, sha256sum, sha384sum, sha512sum } from "../checksum.ts";

import { cksum, sum } from "../cksum.ts";

export const group: Readonly<Record<string, Program>> = {
  base32,
  base64,
  cksum,
  md5sum,
  sha1sum,
  sha224sum,
  sha256sum,
  sha384sum,
  sha512sum,
  sum,
};
