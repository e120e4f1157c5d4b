import type { Program } from "#kernel";
import { jq } from "../jq/jq.ts";

export const group: Readonly<Record<string, Program>> = { jq };
