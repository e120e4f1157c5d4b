import type { Program } from "#kernel";
import { awk } from "../awk/awk.ts";

export const group: Readonly<Record<string, Program>> = { awk, gawk: awk };
