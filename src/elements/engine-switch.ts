import manifest from "virtual:engine-manifest";
import { make } from "./dom.ts";
import { containerCosts, megabytes } from "./engine-costs.ts";
import { chooseEngine, engineSetting, type Place } from "./engine-setting.ts";
import style from "./engine-switch.css?url";
import { addStyleSheet } from "./style-sheet.ts";

interface Offer {
  readonly place: Place | "auto";
  readonly name: string;
  /** Who runs it, what is downloaded, what it needs. */
  readonly means: string;
}

function offers(host: string, needsNode: boolean): readonly Offer[] {
  const { python } = manifest;
  return [
    {
      place: "page",
      name: "This page",
      means: needsNode
        ? "Not this lab: it needs real Node, which the machine in this page has not."
        : `Your browser runs it, in a frame without network and without this site's storage. The first run downloads ${megabytes(manifest.kernel.wire)} from this site${python === undefined ? "" : "; Python's come with the first python command"}. Works offline once loaded.`,
    },
    {
      place: "webcontainer",
      name: "WebContainer",
      means: containerCosts(host, manifest.container?.machine.wire),
    },
    {
      place: "auto",
      name: "WebContainer where it works",
      means: needsNode
        ? "Tries WebContainer. This lab has nowhere else to run; other labs run on this page where that does not start in time."
        : "Tries WebContainer, and runs on this page where that does not start in time. Downloads as the one that runs.",
    },
  ];
}

/** Fills a lab's "Where it runs": what each engine means, before it costs anything. */
export function openEngineSwitch(lab: HTMLElement, details: HTMLDetailsElement): void {
  void addStyleSheet(style);
  const setting = engineSetting(lab);
  const host = setting.container === undefined ? "stackblitz.com" : new URL(setting.container.origin).host;
  const name = `engine-${lab.dataset.lab ?? ""}`;
  const set = make(
    "fieldset",
    { class: "engines" },
    make("legend", { class: "visually-hidden" }, "Where this lab runs"),
  );
  const needsNode = lab.dataset.needs === "node";
  for (const offer of offers(host, needsNode)) {
    const input = make("input", { type: "radio", name, value: offer.place, autocomplete: "off" });
    input.checked = offer.place === setting.place;
    input.disabled = offer.place === "page" ? needsNode : setting.container === undefined;
    input.addEventListener("change", () => chooseEngine(offer.place));
    set.append(make("label", {}, input, make("b", {}, offer.name), make("span", {}, offer.means)));
  }
  if (setting.container === undefined)
    set.append(
      make("p", {}, "This site is not set up for WebContainer: whoever serves it can do that, see its handbook."),
    );
  details.append(set);
  addEventListener("engine-chosen", () => {
    const { place } = engineSetting(lab);
    for (const input of set.querySelectorAll("input")) input.checked = input.value === place;
  });
}
