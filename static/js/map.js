// data-map: Leaflet is fetched only when the map is opened; on wide screens it is open from the start.
const details = document.querySelector("[data-map]");
const canvas = details.querySelector("[data-canvas]");
const roomy = window.matchMedia("(min-width: 75rem)");
let map;
let pins;
let others;

function fetched(element) {
  return new Promise((resolve, reject) => {
    element.onload = resolve;
    element.onerror = reject;
    document.head.append(element);
  });
}

async function start() {
  if (map !== undefined) return;
  map = null;
  const { css, js } = details.dataset;
  await Promise.all([
    fetched(Object.assign(document.createElement("link"), { rel: "stylesheet", href: css })),
    fetched(Object.assign(document.createElement("script"), { src: js })),
  ]);
  map = L.map(canvas, { zoomControl: true, attributionControl: Boolean(details.dataset.attribution), maxZoom: 18 });
  map.attributionControl?.setPrefix("");
  if (details.dataset.tiles) L.tileLayer(details.dataset.tiles, { attribution: details.dataset.attribution }).addTo(map);
  others = L.layerGroup().addTo(map);
  pins = L.featureGroup().addTo(map);
  await outline();
  show();
  map.on("moveend", around);
}

// The city as lines where its boundaries are known, else the names of its quarters.
async function outline() {
  const collection = await answered(details.dataset.outline);
  if (!collection) return;
  const layer = L.geoJSON(collection, {
    interactive: false,
    style: { color: "#0059b3", weight: 1, dashArray: "4 4", fillOpacity: 0.05 },
    pointToLayer: ({ properties }, at) => label(properties.name, at),
  }).addTo(map);
  map.on("zoomend", untangle);
  if (layer.getLayers().length) map.fitBounds(layer.getBounds(), { animate: false });
}

function label(name, at) {
  const text = Object.assign(document.createElement("span"), { textContent: name });
  const icon = L.divIcon({ className: "quarter-name", html: text, iconSize: [120, 20] });
  return L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset: -1000 });
}

// Names that would cover each other: the later one waits for a closer look.
function untangle() {
  const seen = [];
  for (const name of canvas.querySelectorAll(".quarter-name span")) {
    const box = name.getBoundingClientRect();
    const covers = ({ left, right, top, bottom }) => box.left < right && left < box.right && box.top < bottom && top < box.bottom;
    const hidden = seen.some(covers);
    name.classList.toggle("covered", hidden);
    if (!hidden) seen.push(box);
  }
}

async function answered(address) {
  try {
    const response = await fetch(address);
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

// The cards of the list, with their own numbers; those at one address share a pin. The keyboard has the list.
function show() {
  map.invalidateSize({ animate: false });
  pins.clearLayers();
  for (const cards of byAddress()) pins.addLayer(pin(cards));
  if (pins.getLayers().length) map.fitBounds(pins.getBounds().pad(0.15), { animate: false, maxZoom: 15 });
  untangle();
  around();
}

function byAddress() {
  const places = new Map();
  for (const card of document.querySelectorAll("#risultati [data-lat]")) {
    const at = `${card.dataset.lat},${card.dataset.lng}`;
    places.set(at, [...(places.get(at) ?? []), card]);
  }
  return places.values();
}

function pin(cards) {
  const { lat, lng } = cards[0].dataset;
  const numbers = cards.map((card) => card.dataset.number).join(" ");
  const title = cards.map((card) => `${card.dataset.number}. ${card.querySelector(":is(h2, h3) a").textContent}`).join("\n");
  const icon = L.divIcon({ className: "pin", html: numbers, iconSize: [Math.max(28, 12 + 9 * numbers.length), 28] });
  return L.marker([lat, lng], { icon, title, keyboard: false, zIndexOffset: 1000 }).on("click", () => {
    cards[0].scrollIntoView({ block: "center" });
    cards[0].querySelector(":is(h2, h3) a").focus();
  });
}

// Beyond the page of the list: what else is in view, gathered and counted by the server.
let waiting;
function around() {
  clearTimeout(waiting);
  waiting = setTimeout(load, 150);
}

async function load() {
  const { query, more } = document.getElementById("risultati").dataset;
  const asked = new URLSearchParams(query);
  if (!asked.has("bbox")) asked.set("bbox", inView());
  asked.set("zoom", map.getZoom());
  const collection = more ? await answered(`${details.dataset.points}?${asked}`) : null;
  others.clearLayers();
  if (collection) L.geoJSON(collection, { pointToLayer: other }).addTo(others);
}

// Seen from very far the world repeats itself: what is asked stays on it.
function inView() {
  const [west, south, east, north] = map.getBounds().toBBoxString().split(",").map(Number);
  return [Math.max(west, -180), Math.max(south, -90), Math.min(east, 180), Math.min(north, 90)].join(",");
}

function other({ properties }, at) {
  const one = properties.count === 1;
  const size = one ? 14 : 34;
  const icon = L.divIcon({ className: "pin pin-other", html: one ? "" : String(properties.count), iconSize: [size, size] });
  const go = () => (one ? window.location.assign(properties.url) : map.setView(at, map.getZoom() + 2));
  return L.marker(at, { icon, title: properties.name ?? String(properties.count), keyboard: false }).on("click", go);
}

details.addEventListener("toggle", () => details.open && start());
document.addEventListener("htmx:afterSettle", () => map && show());
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-to-map]")) details.open = true;
});
if (roomy.matches && !navigator.connection?.saveData) details.open = true;
