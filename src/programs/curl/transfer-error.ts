import { BodyError } from "./body.ts";
import { NotHttp } from "./response.ts";
import { UrlError } from "./url.ts";

/** An end of the transfer that is no answer: curl's status and words. */
export class TransferError extends Error {
  override readonly name = "TransferError";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What curl says and ends with, for errors that it has words for. */
export function asTransferError(error: unknown): { status: number; message: string } | undefined {
  if (error instanceof TransferError || error instanceof UrlError || error instanceof BodyError) return error;
  if (error instanceof NotHttp) return { status: 1, message: "Received HTTP/0.9 when not allowed" };
  return undefined;
}
