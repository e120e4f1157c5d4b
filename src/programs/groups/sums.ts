import type { Program } from "#kernel";
import { base64 } from "../base64.ts";
import { md5sum, sha1sum, sha256sum } from "../checksum.ts";

export const group: Readonly<Record<string, Program>> = { base64, md5sum, sha1sum, sha256sum };
