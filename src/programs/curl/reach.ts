/** The way to a server: names, addresses and what -v tells of them. */
import { ConnectionRefused, type Connection, type Process } from "#kernel";
import type { Talk } from "./talk.ts";
import { TransferError } from "./transfer-error.ts";

const LOCAL = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|0)$/;

/** Connects to a place ("host:port") of this machine. `number` is the connection's, as -v tells it. */
export async function reach(
  process: Process,
  place: string,
  number: number,
  resolve: ReadonlyMap<string, string>,
  talk: Talk,
): Promise<Connection> {
  const cut = place.lastIndexOf(":");
  const [name, port] = [place.slice(0, cut), Number(place.slice(cut + 1))];
  const bare = name.replace(/^\[|\]$/g, "").toLowerCase();
  const address = resolve.get(`${bare}:${port}`);
  if (address !== undefined) await talk.say(`[DNS] added ${bare}:${port}:${address} to cache`);
  if (address === undefined ? !LOCAL.test(bare) && bare !== "::1" : !LOCAL.test(address)) {
    await talk.say(`Could not resolve host: ${bare}`);
    throw new TransferError(6, `Could not resolve host: ${bare}`);
  }
  if (address !== undefined) {
    await talk.say(`Hostname ${bare} was found in DNS cache`);
    await talk.say(`Host ${bare}:${port} was resolved.`);
    await talk.say("IPv6: (none)");
    await talk.say(`IPv4: ${address}`);
  } else if (/[a-z]/.test(bare)) {
    if (number > 0) await talk.say(`Hostname ${bare} was found in DNS cache`);
    await talk.say(`Host ${bare}:${port} was resolved.`);
    await talk.say("IPv4: 127.0.0.1");
  }
  await talk.say(`  Trying 127.0.0.1:${port}...`);
  const begun = performance.now();
  let connection: Connection;
  try {
    connection = await process.connect(port);
  } catch (error) {
    if (!(error instanceof ConnectionRefused)) throw error;
    const milliseconds = Math.round(performance.now() - begun);
    const text = `Failed to connect to ${bare}:${port} after ${milliseconds} ms: Could not connect to server`;
    await talk.say(`connect to 127.0.0.1 port ${port} failed: Connection refused`);
    await talk.say(text);
    await talk.say(`closing connection #${number}`);
    throw new TransferError(7, text);
  }
  await talk.say(
    `Established connection to ${bare} (127.0.0.1 port ${port}) from 127.0.0.1 port ${connection.localPort} `,
  );
  return connection;
}

/** There is no TLS here. */
export function refuseTls(connection: Connection): never {
  connection.close();
  throw new TransferError(35, "TLS connect error: error:0A00010B:SSL routines::wrong version number");
}
