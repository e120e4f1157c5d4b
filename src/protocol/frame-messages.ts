import { bytes, messageParser, text, type MessageOf } from "./shape.ts";

/** What the page says to the engine's frame; the one port that comes with `start` goes on to the kernel's worker. */
const TO_FRAME = {
  start: { code: bytes },
  /** Answered by the frame's own thread, beside the kernel's worker. */
  ping: {},
} as const;

const FROM_FRAME = {
  /** The loader listens. */
  hello: {},
  pong: {},
  /** The worker could not be started, or died. */
  "worker-failed": { message: text },
} as const;

export type ToFrame = MessageOf<typeof TO_FRAME>;
export type FromFrame = MessageOf<typeof FROM_FRAME>;
export const parseToFrame = messageParser(TO_FRAME);
export const parseFromFrame = messageParser(FROM_FRAME);
