/** The lab on its page, driven and timed inside the page. */
import type { Page } from "playwright-core";

/** Milliseconds from the press of a lab's button until the terminal shows a text. */
export async function pressAndWait(page: Page, lab: string, command: string, shown: string): Promise<number> {
  return page.evaluate(
    ({ name, text, wanted }) =>
      new Promise<number>((resolve, reject) => {
        const element = document.querySelector(`companion-lab[data-lab="${name}"]`);
        const buttons = [...(element?.querySelectorAll<HTMLButtonElement>("button[data-command]") ?? [])];
        const button = buttons.find((one) => one.dataset.command === text);
        if (element === null || button === undefined) return reject(new Error(`${name} has no button ${text}`));
        const state = element.querySelector("[data-state]");
        const screen = (): string =>
          [...element.querySelectorAll(".xterm-rows > div")].map((row) => row.textContent).join("\n");
        const began = performance.now();
        // A screen that shows an earlier run's end counts only after the state said that another one began.
        let running = false;
        const timer = setInterval(() => {
          const said = state?.textContent ?? "";
          running ||= /^(Starting|Running)/.test(said);
          const took = performance.now() - began;
          if (running && said.startsWith("Finished in") && screen().includes(wanted)) resolve(took);
          else if (took > 120_000) reject(new Error(`${text} did not end (${said}):\n${screen()}`));
          else return;
          clearInterval(timer);
        }, 4);
        button.click();
      }),
    { name: lab, text: command, wanted: shown },
  );
}
