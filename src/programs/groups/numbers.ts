import type { Program } from "#kernel";
import { bc } from "../bc/bc.ts";
import { factor } from "../factor.ts";
import { tsort } from "../tsort.ts";

export const group: Readonly<Record<string, Program>> = { bc, factor, tsort };
