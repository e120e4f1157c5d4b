import type { APIRoute } from "astro";
import { labAsset, labNames, readLab } from "#content";

export function getStaticPaths() {
  return labNames(process.cwd()).map((name) => {
    const { file, json } = labAsset(readLab(process.cwd(), name));
    return { params: { asset: file.replace(/\.json$/, "") }, props: { json } };
  });
}

export const GET: APIRoute<{ json: string }> = ({ props }) =>
  new Response(props.json, { headers: { "Content-Type": "application/json" } });
