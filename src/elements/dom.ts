/** An element with its attributes and children, in one expression. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** A button that does one thing. */
export function button(label: string, className: string, press: () => void): HTMLButtonElement {
  const element = make("button", { type: "button", class: className }, label);
  element.addEventListener("click", () => {
    if (element.getAttribute("aria-disabled") !== "true") press();
  });
  return element;
}

/** A button that can do nothing now stays in the order of the Tab key: who is on it keeps the place. */
export function enable(control: HTMLButtonElement, enabled: boolean): void {
  if (enabled) control.removeAttribute("aria-disabled");
  else control.setAttribute("aria-disabled", "true");
}

/** How the keyboard leaves an editor or a terminal; seen while it is inside, and said by their own names. */
export function wayOut(): HTMLElement {
  return make("span", { class: "way-out", "aria-hidden": "true" }, "Esc, then Tab, leaves");
}

/** Puts a sentence into an element unless it is there already; what stands between backticks is code. */
export function say(element: HTMLElement, text: string): void {
  if (element.dataset.said === text) return;
  element.dataset.said = text;
  const parts = text.split(/`([^`]+)`/);
  element.replaceChildren(...parts.map((part, at) => (at % 2 === 0 ? part : make("code", {}, part))));
}
