import { encodeText } from "../text.ts";

const BUCKETS = 1024;

/** FNV-1 of the key's bytes, as bash hashes the names of associative arrays. */
function bucketOf(key: string): number {
  let hash = 2166136261;
  for (const byte of encodeText(key)) hash = Math.imul(hash, 16777619) ^ (byte < 128 ? byte : byte - 256);
  return hash & (BUCKETS - 1);
}

/**
 * The keys of an associative array in bash's order, which scripts see: by hash bucket, the newest of a bucket first.
 * Exact up to 2,048 keys, where bash begins to use more buckets.
 */
export function inHashOrder(map: ReadonlyMap<string, string>): string[] {
  return [...map.keys()]
    .map((key, age) => ({ key, age, bucket: bucketOf(key) }))
    .sort((a, b) => a.bucket - b.bucket || b.age - a.age)
    .map(({ key }) => key);
}
