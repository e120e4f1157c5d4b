import type { Program } from "#kernel";
import { perlGrep } from "../perl-grep.ts";

export const group: Readonly<Record<string, Program>> = { perlGrep };
