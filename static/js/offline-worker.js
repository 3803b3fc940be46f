// Keeps the pages of lists that were opened, and what they are drawn with. `self.portal`, from /sw.js: version, files
// to keep, the page to show without network. Pages answered with no-store (discreet ones, those of who signed in) stay out.
"use strict";

const { version, files, page, signIn } = self.portal;
const LISTS = `liste-${version}`;
const FILES = `file-${version}`;
const OURS = /^\/(?:[a-z]{2}\/)?lista\/(?:foglio\/)?$/;
const MOST = 20;
const DESK = "sportello"; // what a desk's page keeps of itself, of who was there last
const OF_DESK = /^\/sportello\/[^/]+\//;

self.addEventListener("install", (event) => event.waitUntil(begin()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(visit(request, address));
  else if (files.includes(address.pathname)) event.respondWith(drawnWith(request, address));
  else if (address.pathname.startsWith("/static/")) event.respondWith(fetch(request).catch(() => atDesk(request.url)));
});
self.addEventListener("sync", (event) => event.tag === "sportello-coda" && event.waitUntil(coda.send()));

async function begin() {
  const cache = await caches.open(FILES);
  const anonymous = (path) => new Request(path, { credentials: "omit", cache: "reload" });
  await cache.addAll([...files, page].map(anonymous));
  await self.skipWaiting();
}

async function takeOver() {
  const old = (await caches.keys()).filter((name) => ![LISTS, FILES, DESK].includes(name));
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
  const open = await self.clients.matchAll({ type: "window" });
  await Promise.all(open.map(({ url }) => keepOpen(url)));
}

function isList(address) {
  return OURS.test(address.pathname) && address.searchParams.has("s");
}

// The page that asked for this worker was there before it.
async function keepOpen(url) {
  if (isList(new URL(url))) await keep(url, await fetch(url));
}

async function visit(request, address) {
  try {
    const response = await fetch(request);
    if (isList(address)) await keep(request.url, response);
    else if (OURS.test(address.pathname)) await caches.delete(LISTS);
    else if (address.pathname === signIn) await caches.delete(DESK);
    return response;
  } catch {
    const [desk] = OF_DESK.exec(address.pathname) ?? [];
    const kept = desk ? await atDesk(`${desk}senza-rete/`) : await caches.match(request.url, { cacheName: LISTS });
    return kept ?? caches.match(page, { cacheName: FILES });
  }
}

async function atDesk(url) {
  return caches.match(url, { cacheName: DESK });
}

async function keep(url, response) {
  const forbidden = /no-store/.test(response.headers.get("Cache-Control") ?? "");
  if (!response.ok || response.redirected || forbidden) return;
  const cache = await caches.open(LISTS);
  await cache.delete(url);
  await cache.put(url, response.clone());
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, -MOST).map((request) => cache.delete(request)));
}

async function drawnWith(request, address) {
  return (await caches.match(address.pathname, { cacheName: FILES })) ?? fetch(request);
}
