/** The cases that `npm test` leaves out: with those, the whole table. */
import { replayCases } from "../cases/python/replay.ts";

replayCases("tail");
