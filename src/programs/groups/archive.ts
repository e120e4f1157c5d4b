import type { Program } from "#kernel";
import { gzip } from "../archive/gzip.ts";

import { tar } from "../archive/tar.ts";
import { unzip, zipinfo } from "../archive/unzip.ts";
import { zip } from "../archive/zip.ts";

export const group: Readonly<Record<string, Program>> = { gunzip: gzip, gzip, tar, unzip, zcat: gzip, zip, zipinfo };
