import type { Program } from "#kernel";
import { hexdump } from "../hexdump.ts";
import { od } from "../od.ts";
import { xxd } from "../xxd.ts";

export const group: Readonly<Record<string, Program>> = { hd: hexdump, hexdump, od, xxd };
