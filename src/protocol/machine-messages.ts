import {
  anything,
  bytes,
  count,
  flag,
  listOf,
  messageParser,
  oneOf,
  optional,
  shaped,
  text,
  textRecord,
  texts,
  type Check,
  type MessageOf,
} from "./shape.ts";

/** One thing of a tree that is mounted or exported; `path` is relative to where, without "." and "..". */
export type TreeEntry =
  | { readonly kind: "file"; readonly path: string; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: "directory"; readonly path: string }
  | { readonly kind: "symlink"; readonly path: string; readonly target: string };

const file = shaped({ kind: oneOf("file"), path: text, bytes });
const directory = shaped({ kind: oneOf("directory"), path: text });
const symlink = shaped({ kind: oneOf("symlink"), path: text, target: text });
const treeEntry: Check<TreeEntry> = (value): value is TreeEntry => file(value) || directory(value) || symlink(value);

/** Checks the answer to an `export` call. */
export const treeEntries: Check<readonly TreeEntry[]> = listOf(treeEntry);

/** Checks the answer to a `list` call. */
export const directoryEntries = listOf(shaped({ name: text, kind: text }));

const size = shaped({ columns: count, rows: count });

/** One name of a folder. */
const folderName: Check<string> = (value): value is string =>
  text(value) && /^[^/\0]+$/.test(value) && value !== "." && value !== "..";

/**
 * Bytes that the page may send on a new channel before the machine gave credit for more; and the machine to the page.
 * A side gives credit when what it was sent has been taken, so neither fills the other's memory.
 */
export const INPUT_WINDOW = 65_536;
export const OUTPUT_WINDOW = 1_048_576;

/**
 * What the page says to the kernel's worker. Calls carry an `id` and are answered once. A channel is a pair of byte
 * streams (a process's input and output, a connection) under a number the page chose.
 */
const TO_MACHINE = {
  /** First of all: what the machine may ask the page for. `python` is the build's description of it, or undefined. */
  boot: {
    python: anything,
    pythonCommands: texts,
    capacity: count,
    folder: folderName,
    /** What the line brought in the seconds before, where that was measured. */
    bytesPerSecond: optional(count),
    /** The command of Python that will be run first, where that is known: an interpreter is made ready for it. */
    first: optional(text),
  },
  mount: { id: count, path: text, entries: listOf(treeEntry) },
  export: { id: count, path: text },
  list: { id: count, path: text },
  "read-file": { id: count, path: text },
  "write-file": { id: count, path: text, bytes },
  "make-directory": { id: count, path: text, recursive: flag },
  remove: { id: count, path: text, recursive: flag, force: flag },
  rename: { id: count, from: text, to: text },
  watch: { id: count, watch: count, path: text, recursive: flag },
  unwatch: { watch: count },
  /** Answered when the process has started; its end comes as `exit`. */
  spawn: {
    id: count,
    channel: count,
    command: text,
    args: texts,
    cwd: text,
    env: textRecord,
    terminal: optional(size),
  },
  signal: { channel: count, signal: count },
  resize: { channel: count, columns: count, rows: count },
  /** `bytes` are the first that are sent over the connection: as `data` once it is there, without a round of messages. */
  connect: { id: count, channel: count, port: count, bytes },
  data: { channel: count, bytes },
  /** No more data from this side. */
  end: { channel: count },
  credit: { channel: count, bytes: count },
  /** The page reads no more: a program that goes on writing gets EPIPE. */
  cancel: { channel: count },
  asset: { id: count, bytes },
  /** Instead of its bytes: the file stands below the machine's own folder under its name. */
  "asset-placed": { id: count },
  "asset-failed": { id: count, reason: text },
  /** A port of the container's own programs. */
  "outside-port": { port: count, state: oneOf("open", "close") },
  "outside-output": { outside: count, bytes },
  "outside-exit": { outside: count, status: count },
  ping: { id: count },
} as const;

const FROM_MACHINE = {
  /** The worker runs and takes calls. */
  ready: { workdir: text },
  answer: { id: count, value: anything },
  refused: { id: count, code: text, message: text },
  data: { channel: count, bytes },
  end: { channel: count },
  credit: { channel: count, bytes: count },
  /** The process ended; what it had written until then came before. */
  exit: { channel: count, status: count },
  port: { port: count, state: oneOf("open", "close"), pid: count },
  changed: { watch: count, event: oneOf("rename", "change"), name: text },
  /** A file of the manifest is needed. */
  "asset-wanted": { id: count, file: text },
  /** A program of the container itself is to run at a terminal, which only the page can open. */
  "outside-start": {
    outside: count,
    command: text,
    args: texts,
    cwd: text,
    env: textRecord,
    columns: count,
    rows: count,
  },
  "outside-input": { outside: count, bytes },
  "outside-resize": { outside: count, columns: count, rows: count },
  "outside-kill": { outside: count },
  /** Something threw that must not: told, the machine goes on. */
  crashed: { message: text },
  pong: { id: count },
} as const;

export type ToMachine = MessageOf<typeof TO_MACHINE>;
export type FromMachine = MessageOf<typeof FROM_MACHINE>;

/** The message, when it is one that the page may send. */
export const parseToMachine = messageParser(TO_MACHINE);
/** The message, when it is one that the machine may send. The machine runs learners' code: nothing else is believed. */
export const parseFromMachine = messageParser(FROM_MACHINE);
