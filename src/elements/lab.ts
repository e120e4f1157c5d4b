/**
 * Wakes a lab when the reader reaches for it. Until then only this is loaded: the markup reads without it, and the
 * machine, the editor and the terminal come with `bench.ts`.
 */
import type { Bench } from "./bench.ts";
import { hasEdits } from "./edited-labs.ts";
import { engineSetting } from "./engine-setting.ts";
import { sayKeptPython } from "./kept-python.ts";

/** The reader's hand is on its way: what a press needs is fetched. */
function reach(): void {
  void import("./machine.ts");
  void import("./bench.ts");
}

/** The page was loaded once more for this lab's machine (`isolation.ts`): whoever pressed is told what to do. */
function sayReloaded(folder: string, state: Element | null): boolean {
  try {
    if (state === null || sessionStorage.getItem("isolation") !== folder || !crossOriginIsolated) return false;
    sessionStorage.setItem("isolation", "");
  } catch {
    return false;
  }
  state.textContent = "This page was loaded once more, so that its machine can run. Press again.";
  return true;
}

class CompanionLab extends HTMLElement {
  #bench: Promise<Bench> | undefined;
  readonly #leaving = new AbortController();

  connectedCallback(): void {
    const { signal } = this.#leaving;
    for (const button of this.querySelectorAll<HTMLButtonElement>("button[data-command]")) {
      button.disabled = false;
      button.addEventListener("click", () => void this.#run(button), { signal });
      button.addEventListener("pointerenter", reach, { signal, once: true });
      button.addEventListener("focus", reach, { signal, once: true });
    }
    const place = this.querySelector<HTMLDetailsElement>("details[data-engines]");
    if (place !== null) {
      place.hidden = false;
      const fill = (): Promise<void> =>
        import("./engine-switch.ts").then(({ openEngineSwitch }) => openEngineSwitch(this, place));
      place.addEventListener("toggle", () => void fill(), { signal, once: true });
    }
    const price = this.querySelector<HTMLElement>("[data-first-run]");
    if (price !== null) void sayKeptPython(price);
    const files = this.querySelector('[data-pane="files"] .stack');
    files?.addEventListener("click", () => void this.#wake().then((bench) => bench.edit()), { signal, once: true });
    if (sayReloaded(this.dataset.folder ?? "", this.querySelector("[data-state]"))) this.scrollIntoView();
    if (hasEdits(this.dataset.lab ?? "")) this.#wakeWhenSeen();
    for (const pre of files?.querySelectorAll<HTMLElement>("pre") ?? []) {
      pre.addEventListener(
        "keydown",
        (event) => event.key === "Enter" && void this.#wake().then((bench) => bench.edit()),
        { signal },
      );
    }
  }

  disconnectedCallback(): void {
    this.#leaving.abort();
    void this.#bench?.then((bench) => bench.close());
  }

  /** The reader has edited this lab before: their text is there when they come to it. */
  #wakeWhenSeen(): void {
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        seen.disconnect();
        void this.#wake();
      },
      { rootMargin: "25%" },
    );
    seen.observe(this);
    this.#leaving.signal.addEventListener("abort", () => seen.disconnect());
  }

  async #run(button: HTMLButtonElement): Promise<void> {
    // The machine starts while the terminal is still being loaded.
    if (this.#bench === undefined && this.dataset.needs === undefined && engineSetting(this).place === "page")
      void import("./machine.ts").then(({ prepareMachine }) =>
        prepareMachine(this.dataset.folder ?? "", button.dataset.python),
      );
    const bench = await this.#wake();
    await bench.run(button.dataset.command ?? "");
  }

  #wake(): Promise<Bench> {
    const opening = (this.#bench ??= Promise.all([import("./bench.ts"), fetch(this.dataset.src ?? "")]).then(
      ([{ openBench }, response]) => openBench(this, response),
    ));
    opening.catch((error: unknown) => {
      this.#bench = undefined;
      const state = this.querySelector("[data-state]");
      if (state !== null)
        state.textContent = `The lab could not be loaded (${error instanceof Error ? error.message : String(error)}). Check the connection and press again.`;
    });
    return opening;
  }
}

customElements.define("companion-lab", CompanionLab);
