import type { Program } from "#kernel";
import { nl } from "../nl.ts";

export const group: Readonly<Record<string, Program>> = { nl };
