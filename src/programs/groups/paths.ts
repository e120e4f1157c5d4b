import type { Program } from "#kernel";
import { mktemp } from "../mktemp.ts";
import { realpath } from "../realpath.ts";
import { stat } from "../stat.ts";
import { tree } from "../tree.ts";
import { truncate } from "../truncate.ts";

export const group: Readonly<Record<string, Program>> = { mktemp, realpath, stat, tree, truncate };
