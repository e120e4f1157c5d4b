import type { Program } from "#kernel";
import { mktemp } from "../mktemp.ts";
import { readlink } from "../readlink.ts";
import { realpath } from "../realpath.ts";
import { stat } from "../stat.ts";
import { tree } from "../tree.ts";
import { truncate } from "../truncate.ts";

export const group: Readonly<Record<string, Program>> = { mktemp, readlink, realpath, stat, tree, truncate };
