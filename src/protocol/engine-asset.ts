/** A file that the build made for the engine. */
export interface EngineAsset {
  /** Name below the folder of engine files; it carries a hash of the contents. */
  readonly file: string;
  readonly bytes: number;
  /** Bytes over the wire (brotli). */
  readonly wire: number;
}
