import type { Program } from "#kernel";
import { cmp } from "../cmp.ts";
import { diff } from "../diff/diff.ts";

export const group: Readonly<Record<string, Program>> = { cmp, diff };
