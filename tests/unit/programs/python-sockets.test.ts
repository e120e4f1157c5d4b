/** The sockets of a Python process when the kernel's turn is over: what was answered for has happened. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Interrupted, type Process } from "#kernel";
import { AnswererEnd, CALL, ERRNO } from "#python";
import { SocketCalls, type Answer } from "../../../src/programs/python/socket-calls.ts";
import { Wait } from "../../../src/programs/python/blocking.ts";
import { machine, start } from "../kernel/machine.ts";

const NON_BLOCKING = 1;
const REQUEST = new TextEncoder().encode("GET / HTTP/1.0\r\n\r\n");
/** What fits between two ends before a sender waits. */
const WINDOW = 262_144;

interface Room {
  readonly calls: SocketCalls;
  readonly end: AnswererEnd;
  readonly own: Process;
}

/** Sockets of a process that does nothing else. */
async function openSockets(): Promise<Room> {
  const own = await new Promise<Process>((resolve) => {
    start(machine(), (process) => {
      resolve(process);
      return new Promise<number>(() => undefined);
    });
  });
  const end = new AnswererEnd();
  return { calls: new SocketCalls(own, end), end, own };
}

let now = 0;
beforeEach(() => {
  now = performance.now();
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => vi.restoreAllMocks());

/** From here on nobody may go on before the others had their turn. */
function endTurn(): void {
  now += 1000;
}

async function call({ calls }: Room, number: number, ...values: readonly number[]): Promise<readonly number[]> {
  const { promise, resolve } = Promise.withResolvers<number | readonly number[]>();
  const answer: Answer | undefined = calls.handle(number, values, resolve, new AbortController().signal);
  const result = await (answer instanceof Wait ? promise : answer);
  return typeof result === "object" ? result : [result ?? NaN];
}

async function openPair(room: Room): Promise<readonly [number, number]> {
  const [one = 0, other = 0] = await call(room, CALL.socketPair);
  return [one, other];
}

/** Everything that comes until the end. */
async function receiveAll(room: Room, socket: number): Promise<number> {
  for (let whole = 0; ;) {
    const [count = 0] = await call(room, CALL.receive, socket, 65_536);
    if (count <= 0) return whole;
    whole += count;
  }
}

test("closed right after a send that was answered: the bytes arrive", async () => {
  const room = await openSockets();
  const [one, other] = await openPair(room);
  endTurn();
  room.end.payload.set(REQUEST);
  expect(await call(room, CALL.send, one, REQUEST.length, NON_BLOCKING)).toEqual([REQUEST.length]);
  await call(room, CALL.closeSocket, one);
  expect(await receiveAll(room, other)).toBe(REQUEST.length);
});

test("shut down right after a send that was answered: the bytes arrive", async () => {
  const room = await openSockets();
  const [one, other] = await openPair(room);
  endTurn();
  room.end.payload.set(REQUEST);
  await call(room, CALL.send, one, REQUEST.length, NON_BLOCKING);
  expect(await call(room, CALL.endWriting, one)).toEqual([0]);
  expect(await receiveAll(room, other)).toBe(REQUEST.length);
});

test("more than there is room for: what was taken is told, and all of that arrives", async () => {
  const room = await openSockets();
  const [one, other] = await openPair(room);
  expect(await call(room, CALL.send, one, WINDOW + 1000, NON_BLOCKING)).toEqual([WINDOW]);
  expect(await call(room, CALL.send, one, 1000, NON_BLOCKING)).toEqual([-ERRNO.EAGAIN]);
  await call(room, CALL.closeSocket, one);
  expect(await receiveAll(room, other)).toBe(WINDOW);
});

test("a signal while a connection is taken: it waits for the next accept", async () => {
  const room = await openSockets();
  const [listener = 0] = await call(room, CALL.socket);
  const [port = 0] = await call(room, CALL.bind, listener, 0);
  const client = await room.own.connect(port);
  endTurn();
  const stop = new AbortController();
  const taken = room.calls.handle(CALL.accept, [listener], () => undefined, stop.signal);
  stop.abort(new Interrupted(2));
  await expect(taken).rejects.toBeInstanceOf(Interrupted);
  const [socket = 0, peer] = await call(room, CALL.accept, listener);
  expect(peer).toBe(client.localPort);
  await call(room, CALL.closeSocket, socket);
  expect(await client.read(1)).toBe(null);
});
