/** The connections of one call of curl: kept while the server keeps them, for what is asked there next. */
import type { Connection } from "#kernel";
import { ResponseReader } from "./response.ts";

/** A connection that requests may go over, one behind the other. */
export interface Line {
  readonly connection: Connection;
  readonly reader: ResponseReader;
  /** Counted from 0, as -v tells it. */
  readonly number: number;
  /** Set once an answer came whole over it. */
  used: boolean;
}

export class Connections {
  readonly #kept = new Map<string, Line>();
  #made = 0;

  /** Takes out the one that is kept for a place ("host:port"). */
  take(place: string): Line | undefined {
    const line = this.#kept.get(place);
    this.#kept.delete(place);
    return line;
  }

  add(connection: Connection, signal: () => AbortSignal): Line {
    const reader = new ResponseReader(async () => connection.read(65_536, signal()));
    const line = { connection, reader, number: this.#made, used: false };
    this.#made += 1;
    return line;
  }

  /** The number that the next new connection will have. */
  get next(): number {
    return this.#made;
  }

  keep(place: string, line: Line): void {
    this.#kept.get(place)?.connection.close();
    line.used = true;
    this.#kept.set(place, line);
  }

  close(): void {
    for (const { connection } of this.#kept.values()) connection.close();
    this.#kept.clear();
  }
}
