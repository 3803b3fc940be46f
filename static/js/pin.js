// data-pin: an address is completed while it is typed; its point stands on a map, where it can be moved.
const box = document.querySelector("[data-pin]");
const field = (name) => document.getElementById(`id_${name}`);
const said = box.querySelector("[data-said]");
let found = new Map();
let map;
let pin;

async function asked(address) {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

const list = Object.assign(document.createElement("datalist"), { id: "addresses" });
field("address").setAttribute("list", list.id);
field("address").autocomplete = "off";
field("address").after(list);
let waiting;
field("address").addEventListener("input", () => {
  clearTimeout(waiting);
  const place = found.get(field("address").value);
  if (place) return put(place.latitude, place.longitude);
  waiting = setTimeout(suggest, 250);
});

// A street proposed for "via milano 12" keeps the number that was typed.
async function suggest() {
  const typed = field("address").value.trim();
  const number = typed.match(/\s(\d+\S*)$/)?.[1];
  const answer = typed.length > 2 && (await asked(`${box.dataset.places}?search=${encodeURIComponent(typed)}`));
  const places = answer ? answer.contents.filter(({ kind }) => ["street", "address", "landmark"].includes(kind)) : [];
  const named = ({ label, kind }) => (number && kind === "street" ? `${label} ${number}` : label);
  found = new Map(places.map((place) => [named(place), place]));
  list.replaceChildren(...[...found.keys()].map((value) => Object.assign(document.createElement("option"), { value })));
}

async function put(latitude, longitude) {
  const [lat, lng] = [latitude, longitude].map((number) => Number(number.toFixed(6)));
  field("latitude").value = lat;
  field("longitude").value = lng;
  pin?.setLatLng([lat, lng]);
  map?.panTo([lat, lng]);
  const answer = await asked(`${box.dataset.quarter}?latitude=${lat}&longitude=${lng}`);
  if (answer) field("quarter").value = answer.quarter ?? "";
  const name = answer?.quarter ? field("quarter").selectedOptions[0].text : said.dataset.none;
  said.textContent = `${said.dataset.moved} ${name}`;
}

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
  const { css, js, tiles, attribution } = box.dataset;
  await Promise.all([
    fetched(Object.assign(document.createElement("link"), { rel: "stylesheet", href: css })),
    fetched(Object.assign(document.createElement("script"), { src: js })),
  ]);
  const at = [Number(field("latitude").value), Number(field("longitude").value)];
  map = L.map(box.querySelector("[data-canvas]"), { attributionControl: Boolean(attribution), maxZoom: 18, keyboard: false });
  map.attributionControl?.setPrefix("");
  if (tiles) L.tileLayer(tiles, { attribution }).addTo(map);
  const outline = L.geoJSON(await asked(box.dataset.outline), { interactive: false, pointToLayer: name }).addTo(map);
  if (at[0]) map.setView(at, 15);
  else if (outline.getLayers().length) map.fitBounds(outline.getBounds());
  else map.setView([42, 12.5], 5);
  const icon = L.divIcon({ className: "pin", html: "●", iconSize: [28, 28] });
  const alt = box.querySelector("summary").textContent;
  pin = L.marker(at[0] ? at : map.getCenter(), { icon, alt, title: alt, draggable: true }).addTo(map);
  pin.on("dragend", () => put(pin.getLatLng().lat, pin.getLatLng().lng));
  pin.getElement().addEventListener("keydown", nudge);
  map.on("click", ({ latlng }) => put(latlng.lat, latlng.lng));
}

function name({ properties }, at) {
  const html = Object.assign(document.createElement("span"), { textContent: properties.name });
  return L.marker(at, { icon: L.divIcon({ className: "quarter-name", html, iconSize: [120, 20] }), interactive: false, keyboard: false });
}

// An arrow moves the point by four pixels of the map as it is seen, so that a closer look is a finer step.
function nudge(event) {
  const step = { ArrowUp: [0, -4], ArrowDown: [0, 4], ArrowLeft: [-4, 0], ArrowRight: [4, 0] }[event.key];
  if (!step) return;
  event.preventDefault();
  const { lat, lng } = map.containerPointToLatLng(map.latLngToContainerPoint(pin.getLatLng()).add(step));
  pin.setLatLng([lat, lng]);
  clearTimeout(waiting);
  waiting = setTimeout(() => put(lat, lng), 300);
}

box.addEventListener("toggle", () => box.open && start());
