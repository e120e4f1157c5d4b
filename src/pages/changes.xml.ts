import type { APIRoute } from "astro";
import { site } from "#content";
import { address } from "../components/address.ts";
import { inWords, listedChanges } from "../layouts/changes.ts";

const escapeXml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The changes as RSS 2.0, each at its place on the page of changes. */
export const GET: APIRoute = async ({ site: root }) => {
  const at = (path: `/${string}`) => new URL(address(path), root).href;
  const changes = await listedChanges();
  const items = changes.map((change) => {
    const link = escapeXml(at(`/changes/#${change.id}`));
    return [
      "<item>",
      `<title>${escapeXml(change.title)}</title>`,
      `<link>${link}</link>`,
      `<guid isPermaLink="true">${link}</guid>`,
      `<pubDate>${new Date(`${change.said}T00:00:00Z`).toUTCString()}</pubDate>`,
      `<description>${escapeXml(`${inWords(change.on)}. Then: ${change.was} Now: ${change.now}`)}</description>`,
      "</item>",
    ].join("");
  });
  const feed = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>',
    `<title>${escapeXml(`${site.name}: what changed in the facts`)}</title>`,
    `<link>${escapeXml(at("/changes/"))}</link>`,
    `<description>What the course could not know, with the day it was checked.</description>`,
    "<language>en</language>",
    `<atom:link href="${escapeXml(at("/changes.xml"))}" rel="self" type="application/rss+xml"/>`,
    ...items,
    "</channel></rss>",
  ];
  return new Response(`${feed.join("\n")}\n`, { headers: { "content-type": "application/rss+xml; charset=utf-8" } });
};
