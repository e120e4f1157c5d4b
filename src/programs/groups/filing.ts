/** Files copied, linked and checked in the old ways. */
import type { Program } from "#kernel";
import { dd } from "../dd.ts";
import { install } from "../install.ts";
import { link, sync, unlink } from "../link.ts";
import { pathchk } from "../pathchk.ts";

export const group: Readonly<Record<string, Program>> = { dd, install, link, pathchk, sync, unlink };
