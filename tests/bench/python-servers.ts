/** Python's servers as the page asks them, one request after the other. REPETITIONS sets how often. */
import type { Row } from "./measure.ts";
import { serverRows } from "./python/servers.ts";

export default async function pythonServers(): Promise<Row[]> {
  return serverRows(Number(process.env.REPETITIONS ?? 5));
}
