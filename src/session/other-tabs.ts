/** What tabs that have the same lab open tell each other. Texts travel by the store, not by this channel. */
export type TabMessage =
  | { readonly type: "opened"; readonly tab: string }
  | { readonly type: "here"; readonly tab: string }
  | { readonly type: "saved"; readonly tab: string; readonly path: string; readonly revision: number }
  | { readonly type: "reset"; readonly tab: string; readonly path: string };

/** The line between tabs on one lab. A browser without BroadcastChannel has no line; the store's rule still holds. */
export class OtherTabs {
  readonly tab = crypto.randomUUID();
  readonly #channel: BroadcastChannel | undefined;

  constructor(lab: string, listener: (message: TabMessage) => void) {
    if (!("BroadcastChannel" in globalThis)) return;
    this.#channel = new BroadcastChannel(`companion-lab:${lab}`);
    this.#channel.onmessage = ({ data }: MessageEvent<TabMessage>) => {
      if (data.type === "opened") this.#post({ type: "here", tab: this.tab });
      listener(data);
    };
    this.#post({ type: "opened", tab: this.tab });
  }

  saved(path: string, revision: number): void {
    this.#post({ type: "saved", tab: this.tab, path, revision });
  }

  reset(path: string): void {
    this.#post({ type: "reset", tab: this.tab, path });
  }

  close(): void {
    this.#channel?.close();
  }

  #post(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }
}
