import { practices, scales, standing, type Practice } from "./maturity.ts";

const KEY = "maturity-assessment";

/** The self-assessment: checkboxes in, a line for each scale out. Answers stay in this browser. */
class Assessment extends HTMLElement {
  #stop = new AbortController();

  connectedCallback(): void {
    this.#stop = new AbortController();
    const boxes = [...this.querySelectorAll<HTMLInputElement>("input[type=checkbox]")];
    const kept = readKept();
    for (const box of boxes) box.checked = kept.has(box.value);
    const update = () => {
      const have = new Set(boxes.filter((box) => box.checked).map((box) => box.value as Practice));
      this.#show(have);
      try {
        localStorage.setItem(KEY, JSON.stringify([...have]));
      } catch {
        // Storage refused: the answers last as long as the page.
      }
    };
    this.addEventListener("change", update, { signal: this.#stop.signal });
    this.#show(new Set([...kept] as Practice[]));
    this.querySelector("[data-result]")?.removeAttribute("hidden");
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  #show(have: ReadonlySet<Practice>): void {
    for (const scale of scales) {
      const row = this.querySelector(`[data-scale="${scale.name}"]`);
      const { stage, next } = standing(scale, have);
      const put = (part: string, text: string) => {
        const cell = row?.querySelector(`[data-part="${part}"]`);
        if (cell) cell.textContent = text;
      };
      const first = next?.missing[0];
      put("stage", stage);
      put("next", next && first ? `For ${next.stage}: ${practices[first]}` : "The top of this scale.");
    }
  }
}

function readKept(): Set<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return new Set(
      Array.isArray(kept) ? kept.filter((item): item is Practice => Object.hasOwn(practices, String(item))) : [],
    );
  } catch {
    return new Set();
  }
}

customElements.define("maturity-assessment", Assessment);
