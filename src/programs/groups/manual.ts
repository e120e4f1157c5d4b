import type { Program } from "#kernel";
import { man, usage } from "../man.ts";

export const group: Readonly<Record<string, Program>> = { man, usage };
