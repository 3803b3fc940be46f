// On every page of a desk: keeps its page for when there is no network, sends what waited, and says how many wait.
"use strict";

self.sportello = document.currentScript.dataset;
const KEPT = "sportello";
const HOUR = 60 * 60 * 1000;

if ("serviceWorker" in navigator && "caches" in window) {
  navigator.serviceWorker.register(sportello.worker, { scope: "/", updateViaCache: "none" }).catch(() => {});
  keepFresh().catch(({ name }) => {
    if (name === "QuotaExceededError") dispatchEvent(new CustomEvent("elenco", { detail: "full" }));
  });
}
addEventListener("online", () => sendThenTell());
addEventListener("contatto", () => sendThenTell());
sendThenTell();

// Of who is here now: what another person opened goes first.
async function keepFresh() {
  const mark = `${sportello.person} ${sportello.page}`;
  const [whose, at] = (localStorage.getItem("sportello-tenuto") ?? "").split("|");
  if (whose && whose !== mark) await caches.delete(KEPT);
  const there = await caches.match(sportello.snapshot, { cacheName: KEPT });
  if (there && whose === mark && Date.now() - at < HOUR) return;
  const page = await fetch(sportello.page, { redirect: "manual" });
  if (!page.ok) return;
  const drawn = new DOMParser().parseFromString(await page.clone().text(), "text/html");
  const parts = drawn.querySelectorAll("link[href^='/static/'], script[src], img[src]");
  const files = new Set([...parts].map((part) => part.getAttribute("href") ?? part.getAttribute("src")));
  const cache = await caches.open(KEPT);
  await cache.addAll(files);
  await cache.put(sportello.page, nameless(page, drawn));
  await cache.add(sportello.snapshot);
  localStorage.setItem("sportello-tenuto", `${mark}|${Date.now()}`);
  dispatchEvent(new Event("elenco"));
}

// Whoever opens the browser without a network is not told who was there.
function nameless({ headers }, drawn) {
  drawn.querySelector("a.own")?.remove();
  const about = new Headers(headers);
  for (const name of ["Content-Encoding", "Content-Length"]) about.delete(name);
  return new Response(`<!doctype html>${drawn.documentElement.outerHTML}`, { headers: about });
}

async function sendThenTell() {
  if (!(await tell(true))) return;
  const signedIn = await coda.send().catch(waitForNetwork);
  if ((await tell(signedIn)) && (await coda.meet(sportello.desk).catch(() => false))) await tell(signedIn);
}

// Where the browser can, the worker sends them even when no page is open.
async function waitForNetwork() {
  const worker = await navigator.serviceWorker?.getRegistration();
  await worker?.sync?.register("sportello-coda").catch(() => {});
  return true;
}

// How many wait; of what others left, only that it is there.
async function tell(signedIn) {
  const all = await coda.all().catch(() => []); // where a browser keeps nothing
  const own = all.filter(({ person }) => person === sportello.person);
  const wrong = own.filter(({ refused }) => refused).length;
  const waiting = own.length - wrong;
  const others = all.length - own.length;
  const words = [];
  if (waiting) words.push(waiting === 1 ? sportello.one : sportello.many.replace("%s", waiting));
  if (wrong) words.push(sportello.wrong.replace("%s", wrong));
  if (others) words.push(sportello.others.replace("%s", others));
  const line = document.querySelector("[data-queue]");
  line.hidden = !all.length;
  const link = Object.assign(document.createElement("a"), {
    href: signedIn ? sportello.page : sportello.signIn,
    textContent: signedIn ? sportello.look : sportello.enter,
  });
  line.replaceChildren(`${words.join(" ")} `, ...(own.length ? [link] : []));
  dispatchEvent(new CustomEvent("coda", { detail: own }));
  return all.length;
}
