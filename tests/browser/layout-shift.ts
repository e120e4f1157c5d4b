import type { BrowserContext, Page } from "playwright-core";

/** From now on every page of the context adds up what moves on it (Layout Instability, "layout shift value"). */
export function watchShifts(context: BrowserContext): Promise<unknown> {
  return context.addInitScript(() => {
    const seen = globalThis as unknown as { shift: number; moved: string[] };
    seen.shift = 0;
    seen.moved = [];
    interface Shift extends PerformanceEntry {
      readonly value: number;
      readonly sources: readonly { readonly node: Node | null }[];
    }
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Shift[]) {
        seen.shift += entry.value;
        for (const { node } of entry.sources) {
          const element = node instanceof Element ? node : node?.parentElement;
          seen.moved.push(`${element?.localName ?? ""}.${element?.getAttribute("class") ?? ""}`);
        }
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** A tenth of what counts as good: a line that settles by a pixel while a slow machine still reads the page. */
const UNSEEN = 0.01;

/** What moved on a page after it was drawn, once its fonts are there; undefined when nothing moved by more than `unseen`. */
export function shiftOf(page: Page, unseen = UNSEEN): Promise<string | undefined> {
  return page.evaluate(async (unseen) => {
    await document.fonts.ready;
    for (let frame = 0; frame < 3; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
    const { shift, moved } = globalThis as unknown as { shift: number; moved: string[] };
    return shift <= unseen ? undefined : `shifts by ${shift.toFixed(4)}: ${[...new Set(moved)].join(", ")}`;
  }, unseen);
}
