import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";

/** Where downloads and what is made of them are kept: of the user, so that `npm ci` and a new clone leave them alone. */
export function cacheFolder(): string {
  const { MLOPS_COMPANION_CACHE, XDG_CACHE_HOME } = process.env;
  if (MLOPS_COMPANION_CACHE) return MLOPS_COMPANION_CACHE;
  return join(XDG_CACHE_HOME ?? join(homedir(), ".cache"), "mlops-companion");
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
