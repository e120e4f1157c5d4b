import type { Program } from "#kernel";
import { less, more } from "../pager.ts";

export const group: Readonly<Record<string, Program>> = { less, more };
