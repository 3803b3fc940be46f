// The desk's page without a network: the directory that this browser keeps, searched by words and by needs.
"use strict";

const MOST_SHOWN = 10; // on a phone, the form stands below
const A_WEEK = 7 * 24 * 60 * 60 * 1000; // what the hours are of
const results = document.querySelector("[data-results]");
let directory = null;

const fold = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{Mn}/gu, "");
const split = (text) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
// Without its last vowel, as Italian bends words: "bolletta" begins "bollette".
const root = (word) => (word.length > 4 ? word.replace(/[aeiou]$/, "") : word);
const begun = (words, start) => words.some((word) => word.startsWith(start));

function roots(text) {
  const words = split(text);
  const telling = words.filter((word) => !directory.skip.includes(word));
  return (telling.length ? telling : words).map(root);
}

// Positions of the needs that a word means.
function meant(start) {
  return directory.needs.flatMap(({ words }, position) => (begun(words.split(" "), start) ? [position] : []));
}

function foundBy(text) {
  const asked = roots(text).map((start) => ({ start, needs: meant(start) }));
  if (!asked.length) return [];
  const weight = ({ named, told, needs }, { start, needs: wanted }) =>
    (begun(named, start) && 3) || (needs.some((need) => wanted.includes(need)) && 2) || (begun(told, start) && 1) || 0;
  const weighed = directory.found.map((row) => ({ row, weights: asked.map((each) => weight(row, each)) }));
  const whole = weighed.filter(({ weights }) => weights.every(Boolean));
  const sum = ({ weights }) => weights.reduce((one, other) => one + other);
  return whole.sort((one, other) => sum(other) - sum(one)).map(({ row }) => row.place);
}

function shown([name, organization, where, phone, week]) {
  const row = document.createElement("li");
  const text = document.createElement("p");
  const title = Object.assign(document.createElement("strong"), { textContent: name });
  const lines = [organization, where, directory.hours[week] ?? ""].filter(Boolean);
  text.append(title, ...lines.flatMap((line) => [document.createElement("br"), line]));
  row.append(text);
  if (phone) {
    const call = { href: `tel:${phone.replace(/[^\d+]/g, "")}`, className: "tap", textContent: phone };
    row.append(Object.assign(document.createElement("a"), call));
  }
  return row;
}

document.getElementById("cerca").addEventListener("input", ({ target }) => {
  if (!directory) return;
  const places = foundBy(target.value);
  const count = document.querySelector("[data-found]");
  const { found, more } = count.dataset;
  const words = places.length > MOST_SHOWN ? `${found}. ${more.replace("%s", MOST_SHOWN)}` : found;
  count.textContent = target.value.trim() ? words.replace("%s", places.length) : "";
  results.replaceChildren(...places.slice(0, MOST_SHOWN).map(shown));
});

// The needs that words mean, for the form.
self.needsFor = (text) => {
  if (!directory || !text.trim()) return [];
  const wanted = new Set(roots(text).flatMap(meant));
  return [...wanted].map((position) => directory.needs[position]);
};
self.needCalled = (slug) => directory?.needs.find((need) => need.slug === slug);

const MOMENT = { weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
self.inWords = (moment) => new Date(moment).toLocaleString("it", MOMENT);

// How much of the directory is here, and up to where.
function reached({ near, remote, all, metres }, { whole, cut, named }) {
  const number = (value) => value.toLocaleString("it");
  if (near + remote === all) return whole.replace("%(all)s", number(all));
  const words = metres === null ? named : cut.replace("%(km)s", number(Math.ceil(metres / 100) / 10));
  const said = { near, remote, all };
  return Object.keys(said).reduce((text, name) => text.replace(`%(${name})s`, number(said[name])), words);
}

// Where a browser has no room or no way to keep the directory, an open page still has it.
async function keptOrAsked(full) {
  const keeps = "caches" in window;
  const kept = keeps && (await caches.match(sportello.snapshot, { cacheName: "sportello" }).catch(() => null));
  if (kept || (keeps && !full)) return kept;
  const asked = await fetch(sportello.snapshot, { redirect: "manual" }).catch(() => null);
  return asked?.ok ? asked : null;
}

async function open(event) {
  const line = document.querySelector("[data-taken]");
  const kept = await keptOrAsked(event?.detail === "full");
  if (!kept) {
    line.textContent = line.dataset.none;
    return;
  }
  const taken = new Date(kept.headers.get("Date"));
  directory = await kept.json();
  const { taken: words, old } = line.dataset;
  const late = Date.now() - taken > A_WEEK ? ` ${old}` : "";
  line.textContent = `${words.replace("%s", inWords(taken))}${late} ${reached(directory.reach, line.dataset)}`;
  directory.found = directory.rows.map((place) => {
    const [name, organization, , , , needs, told] = place;
    return { place, needs, named: split(`${name} ${organization}`), told: told.split(" ") };
  });
  // What was typed while the directory was still being read, which nobody could answer.
  for (const id of ["cerca", "parola"]) document.getElementById(id).dispatchEvent(new Event("input"));
}

document.querySelector("[data-offline]").hidden = false;
addEventListener("elenco", open);
open();
