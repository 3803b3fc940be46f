// data-log: a contact is written quickly, and a closed tab loses nothing. What is typed stays in this browser, for this
// desk, until it is saved or thrown away; signing out empties the storage of the whole portal (Clear-Site-Data).
const form = document.querySelector("[data-log]");
const key = `contatto-${form.dataset.log}`;
const left = form.querySelector("[data-left]");
const box = form.elements.words;
const topics = form.querySelector("#temi");
const saved = new URLSearchParams(location.search).get("salvato");
const IDENTIFIES = /\d[\d ./-]{6,}|@/; // a note that the server would refuse is not kept here either
const NOT_OURS = ["csrfmiddlewaretoken", "words", "seen"];

function kept() {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// A contact that is there already is mended on its own page, and leaves no draft.
const isNew = !form.elements.seen.value;
const draft = kept();
if (draft && saved === draft.id) localStorage.removeItem(key);
else if (draft && isNew && !form.querySelector("[role=alert]")) left.hidden = false;

function keep() {
  if (!isNew) return;
  const typed = [...new FormData(form)].filter(([name, value]) => value && !NOT_OURS.includes(name));
  const fields = typed.filter(([name, value]) => name !== "note" || !IDENTIFIES.test(value));
  const chosen = [...topics.querySelectorAll(":checked")].map(told);
  left.hidden = true;
  localStorage.setItem(key, JSON.stringify({ id: form.elements.id.value, fields, chosen }));
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

left.querySelector("[data-drop]").addEventListener("click", () => {
  localStorage.removeItem(key);
  left.hidden = true;
  box.focus();
});

left.querySelector("[data-resume]").addEventListener("click", () => {
  const { fields, chosen } = kept();
  topics.prepend(...chosen.map(pill));
  for (const [name, value] of fields) {
    for (const input of form.querySelectorAll(`[name="${name}"]`)) {
      if (!["radio", "checkbox"].includes(input.type)) input.value = value;
      else if (input.value === value) input.checked = true;
    }
  }
  form.querySelector("details").open = true;
  left.hidden = true;
  box.focus();
});

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
