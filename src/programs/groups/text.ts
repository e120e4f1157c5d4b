import type { Program } from "#kernel";
import { comm } from "../comm.ts";
import { fold } from "../fold.ts";
import { nl } from "../nl.ts";
import { paste } from "../paste.ts";
import { rev } from "../rev.ts";
import { shuf } from "../shuf.ts";
import { split } from "../split.ts";
import { tac } from "../tac.ts";

export const group: Readonly<Record<string, Program>> = { comm, fold, nl, paste, rev, shuf, split, tac };
