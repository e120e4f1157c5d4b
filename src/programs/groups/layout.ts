/** Text and numbers brought into another form. */
import type { Program } from "#kernel";
import { csplit } from "../csplit.ts";
import { envsubst } from "../envsubst.ts";
import { numfmt } from "../numfmt.ts";
import { strings } from "../strings.ts";

export const group: Readonly<Record<string, Program>> = { csplit, envsubst, numfmt, strings };
