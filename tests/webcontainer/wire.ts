/** What the stand-in's frame and its backend say to one another over a WebSocket, as JSON. */
export type ToBackend =
  | { readonly type: "call"; readonly id: number; readonly method: BackendMethod; readonly args: readonly unknown[] }
  | { readonly type: "input"; readonly process: number; readonly text: string }
  | { readonly type: "resize"; readonly process: number; readonly columns: number; readonly rows: number }
  | { readonly type: "kill"; readonly process: number };

export type FromBackend =
  | { readonly type: "result"; readonly id: number; readonly value: unknown }
  | { readonly type: "failure"; readonly id: number; readonly message: string }
  | { readonly type: "output"; readonly process: number; readonly base64: string }
  | { readonly type: "exit"; readonly process: number; readonly status: number }
  | { readonly type: "watch"; readonly watcher: number; readonly event: "rename" | "change"; readonly name: string }
  | { readonly type: "port"; readonly port: number; readonly state: "open" | "close"; readonly url: string };

export type BackendMethod =
  | "build"
  | "loadFiles"
  | "serialize"
  | "run"
  | "readFile"
  | "writeFile"
  | "readdir"
  | "mkdir"
  | "rm"
  | "rename"
  | "watch"
  | "unwatch";

/** What goes wrong in a boot, as the hosted service has been seen to fail, or might. */
export type Scenario =
  | { readonly kind: "well" }
  /** The frame's address answers 404, as for an origin that is not allowed. */
  | { readonly kind: "not-found" }
  /** The frame loads and never says that it is ready. */
  | { readonly kind: "no-init" }
  /** The frame says so only after some milliseconds. */
  | { readonly kind: "late-init"; readonly afterMs: number }
  /** The frame answers at once, and the container takes long. */
  | { readonly kind: "late-build"; readonly afterMs: number }
  | { readonly kind: "build-throws"; readonly message: string }
  /** Every command ends with 127, as when the container's tree is broken. */
  | { readonly kind: "exit-127" }
  /** All goes well until the container stops answering, that many milliseconds after its first process. */
  | { readonly kind: "silent-death"; readonly afterMs: number };
