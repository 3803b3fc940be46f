// data-log: a contact is written quickly, and a closed tab loses nothing (`bozze`, in sportello-bozze.js).
const form = document.querySelector("[data-log]");
const left = form.querySelector("[data-left]");
const box = form.elements.words;
const topics = form.querySelector("#temi");
const IDENTIFIES = /\d[\d ./-]{6,}|@/; // a note that the server would refuse is not kept here either
const NOT_OURS = ["csrfmiddlewaretoken", "words", "seen"];
const inWords = new Intl.DateTimeFormat("it", { weekday: "long", hour: "2-digit", minute: "2-digit" });

// A contact that is there already is mended on its own page, and leaves no draft.
const isNew = !form.elements.seen.value;
let begun = !isNew || Boolean(box.defaultValue || form.querySelector("[role=alert]"));
const free = new Set();
const awaited = new Set();
const ONE = left.querySelector("p").textContent;

function keep() {
  if (!isNew) return;
  const typed = [...new FormData(form)].filter(([name, value]) => value && !NOT_OURS.includes(name));
  const fields = typed.filter(([name, value]) => name !== "note" || !IDENTIFIES.test(value));
  const chosen = [...topics.querySelectorAll(":checked")].map(told);
  begun = true;
  left.hidden = true;
  bozze.keep({ id: form.elements.id.value, fields, chosen });
}
const told = (each) => ({ slug: each.value, name: each.closest("label").textContent, sensitive: "sensitive" in each.dataset });

function pill({ slug, name, sensitive }) {
  const input = Object.assign(document.createElement("input"), { type: "checkbox", name: "topics", value: slug, checked: true });
  input.id = `tema-${slug}`;
  input.toggleAttribute("data-sensitive", sensitive);
  const label = Object.assign(document.createElement("label"), { className: "pill" });
  label.append(input, Object.assign(document.createElement("span"), { textContent: name }));
  return label;
}
form.addEventListener("input", (event) => event.target !== box && keep());

// What was left is offered until something is written here: two people are never in one contact.
function offer() {
  const drafts = begun ? [] : bozze.all().filter(({ id }) => free.has(id));
  left.hidden = !drafts.length;
  const line = left.querySelector("p");
  line.textContent = drafts.length > 1 ? left.dataset.many.replace("%s", drafts.length) : ONE;
  left.querySelector("ul").replaceChildren(...drafts.map(row));
}

// A delicate topic is not named where somebody else may sit.
function about(chosen, untitled) {
  if (chosen.some(({ sensitive }) => sensitive)) return left.dataset.delicate;
  return chosen.map(({ name }) => name).join(", ") || untitled;
}

function row({ id, at, chosen }) {
  const item = left.querySelector("template").content.cloneNode(true);
  const line = item.querySelector("span");
  const words = `${inWords.format(at)} · ${about(chosen, line.textContent)}`;
  line.textContent = words;
  for (const button of item.querySelectorAll("button")) button.setAttribute("aria-label", `${button.textContent} (${words})`);
  item.querySelector("[data-resume]").addEventListener("click", () => resume(id));
  item.querySelector("[data-drop]").addEventListener("click", () => {
    bozze.drop(id);
    offer();
    (left.querySelector("[data-drop]") ?? box).focus();
  });
  return item;
}

async function resume(id) {
  const isOurs = await bozze.hold(id);
  const draft = isOurs && bozze.all().find((each) => each.id === id);
  if (!draft) {
    free.delete(id);
    return offer();
  }
  begun = true;
  offer();
  fill(draft);
  keep();
  box.focus();
}

// All of it and nothing else, whatever the page proposed.
function fill({ fields, chosen }) {
  topics.querySelectorAll("label").forEach((label) => label.remove());
  topics.prepend(...chosen.map(pill));
  for (const input of form.querySelectorAll("input[name], select[name], textarea[name]")) {
    if (NOT_OURS.includes(input.name)) continue;
    const values = fields.filter(([name]) => name === input.name).map(([, value]) => value);
    if (["radio", "checkbox"].includes(input.type)) input.checked = values.includes(input.value);
    else input.value = values[0] ?? "";
  }
  form.querySelector("details").open = true;
}

function wait(id) {
  free.delete(id);
  if (awaited.has(id)) return;
  awaited.add(id);
  bozze.whenFree(id).then(() => awaited.delete(id)).then(offerFree);
}

// One that another page is writing is offered when that page has gone.
async function offerFree() {
  const busy = begun ? [] : await bozze.busy();
  for (const { id } of begun ? [] : bozze.all()) {
    if (!busy.includes(id)) free.add(id);
    else wait(id);
  }
  offer();
}
addEventListener("storage", offerFree);
offerFree();

// Enter in the box takes the first topic that is proposed, waiting for it; Ctrl+Enter saves from anywhere.
let shown = "";
let waiting = false;
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  shown = detail.requestConfig.parameters.words;
  if (waiting) take(topics.querySelector("input:not(:checked)"));
  waiting = false;
});
// What was typed while the page was still arriving, which nobody was there to hear.
window.addEventListener("load", () => box.value !== box.defaultValue && box.dispatchEvent(new Event("typed")));
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=end][value=close]"));
  } else if (event.target === box) {
    event.preventDefault();
    if (shown === box.value) take(topics.querySelector("input:not(:checked)"));
    else waiting = true;
  }
});

function take(first) {
  if (!first) return;
  first.checked = true;
  box.value = "";
  for (const other of topics.querySelectorAll("input:not(:checked)")) other.closest("label").remove();
  keep();
}

// A second press while the first is on its way sends nothing.
form.addEventListener("submit", (event) => {
  if (form.dataset.sent && !event.submitter?.matches("[name=find]")) event.preventDefault();
  if (!event.submitter?.matches("[name=find]")) form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => delete form.dataset.sent);
