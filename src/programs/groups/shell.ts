/** The rest of the shell: no programs, but what the module provides on being loaded. */
import "#shell/later";
import type { Program } from "#kernel";

export const group: Readonly<Record<string, Program>> = {};
