/** The licence texts of one distribution, as its wheel carries them. */
import type { APIRoute, GetStaticPaths } from "astro";
import shipped from "virtual:shipped-python";

type Texts = (typeof shipped.distributions)[number]["texts"];

export const getStaticPaths = (() =>
  shipped.distributions
    .filter(({ texts }) => texts.length > 0)
    .map(({ name, texts }) => ({ params: { name: name.toLowerCase() }, props: { texts } }))) satisfies GetStaticPaths;

export const GET: APIRoute<{ texts: Texts }> = ({ props: { texts } }) =>
  new Response(
    texts.length === 1
      ? (texts[0]?.text ?? "")
      : texts.map(({ file, text }) => `==== ${file} ====\n\n${text.trim()}\n`).join("\n"),
  );
