import type { Program } from "#kernel";
import { cmp } from "../cmp.ts";
import { diff } from "../diff/diff.ts";
import { patch } from "../patch/patch.ts";

export const group: Readonly<Record<string, Program>> = { cmp, diff, patch };
