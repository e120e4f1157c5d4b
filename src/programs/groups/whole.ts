/** Tools of the core group with what they do seldom. */
import type { Program } from "#kernel";
import { wholeFind } from "../whole-find.ts";
import { wholeLs } from "../whole-ls.ts";
import { wholeTail } from "../whole-tail.ts";
import { wholeTouch } from "../whole-touch.ts";

export const group: Readonly<Record<string, Program>> = { wholeFind, wholeLs, wholeTail, wholeTouch };
