// The desk's page without a network: a contact is kept in this browser, and one that was refused is mended.
"use strict";

const log = document.querySelector("[data-keep]");
const topics = log.querySelector("[data-topics]");
const word = document.getElementById("parola");
const told = log.querySelector("[data-said]");
const waiting = document.querySelector("[data-waiting]");
const SEVERAL = ["topics", "answers"];
let mended = null;

const today = () => new Date().toLocaleDateString("sv", { timeZone: "Europe/Rome" });

function pill({ slug, name, sensitive }, checked = false) {
  const input = Object.assign(document.createElement("input"), { type: "checkbox", name: "topics", value: slug, checked });
  input.toggleAttribute("data-sensitive", Boolean(sensitive));
  const label = Object.assign(document.createElement("label"), { className: "pill" });
  label.append(input, Object.assign(document.createElement("span"), { textContent: name }));
  return label;
}

word.addEventListener("input", () => {
  for (const other of topics.querySelectorAll("input:not(:checked)")) other.closest("label").remove();
  const chosen = [...topics.querySelectorAll("input")].map(({ value }) => value);
  const more = needsFor(word.value).filter(({ slug }) => !chosen.includes(slug));
  topics.append(...more.slice(0, 6).map((need) => pill(need)));
});
word.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  const first = topics.querySelector("input:not(:checked)");
  if (first) first.checked = true;
  word.value = "";
  word.dispatchEvent(new Event("input"));
});

function written(state) {
  const fields = [...new FormData(log)].filter(([name, value]) => value && !SEVERAL.includes(name) && name !== "state");
  const several = SEVERAL.map((name) => [name, new FormData(log).getAll(name)]);
  const said = Object.fromEntries([...fields, ...several]);
  return { ...said, state, people: Number(said.people || 1), day: said.day || today() };
}

function missing({ state, result, answers, unmet_reason: reason }) {
  if (result === "unmet" && !reason) return log.dataset.reason;
  if (state === "open") return "";
  if (!result) return log.dataset.result;
  return result !== "unmet" && result !== "referred" && !answers.length ? log.dataset.answers : "";
}

function say(text) {
  told.textContent = text;
  told.hidden = false;
  told.scrollIntoView({ block: "nearest" });
}

function begin() {
  log.reset();
  topics.replaceChildren();
  mended = null;
  log.elements.day.value = today();
}

log.addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = written(event.submitter?.value ?? "closed");
  const wrong = missing(said);
  if (wrong) return say(wrong);
  const names = [...topics.querySelectorAll(":checked")].map((each) => each.closest("label").textContent);
  const id = mended ?? crypto.randomUUID();
  mended = id; // a second press keeps the same contact
  const { keep: desk, lock } = log.dataset;
  try {
    await coda.keep({ id, person: sportello.person, desk, said, names }, JSON.parse(lock));
  } catch {
    return say(log.dataset.lost);
  }
  begin();
  say(log.dataset.kept);
  dispatchEvent(new Event("contatto"));
});

function mend(id, { said, names }) {
  begin();
  mended = id;
  topics.append(...said.topics.map((slug, at) => pill(needCalled(slug) ?? { slug, name: names[at] }, true)));
  for (const input of log.querySelectorAll("input[name], select[name]")) {
    const value = [said[input.name]].flat().filter((each) => each !== undefined).map(String);
    if (["radio", "checkbox"].includes(input.type)) input.checked = value.includes(input.value);
    else input.value = value[0] ?? "";
  }
  log.querySelector("details").open = true;
  word.focus();
}

function verb(words, act) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet" });
  button.textContent = words;
  button.addEventListener("click", act);
  return button;
}

const forget = (id) => coda.drop(id).then(() => dispatchEvent(new Event("contatto")));

// Whose person is not known to be here is told by its moment only.
function row({ id, at, refused }, words) {
  const { mend: toMend, drop, untitled, shut, broken } = waiting.querySelector("ul").dataset;
  const item = document.createElement("li");
  const text = document.createElement("p");
  const verbs = Object.assign(document.createElement("div"), { className: "log-end" });
  const about = words?.said && (words.names.join(", ") || untitled);
  text.append([inWords(at), about].filter(Boolean).join(" · "));
  const why = words?.broken ? broken : Object.values(words?.errors ?? {}).flat().join(" ");
  const reason = Object.assign(document.createElement("span"), { className: "wrong", textContent: why });
  if (why) text.append(document.createElement("br"), reason);
  if (refused && !words) text.append(document.createElement("br"), shut);
  if (words?.errors) verbs.append(verb(toMend, () => mend(id, words)));
  if (why) verbs.append(verb(drop, () => forget(id)));
  item.append(text, verbs);
  return item;
}

async function show(contacts) {
  const told = await Promise.all(contacts.map(coda.read));
  waiting.hidden = !contacts.length;
  waiting.querySelector("ul").replaceChildren(...contacts.map((contact, at) => row(contact, told[at])));
}

// What this browser cannot do, in words: it keeps nothing, or it cannot open this page again.
async function limit() {
  const line = document.querySelector("[data-limit]");
  const keeps = crypto.subtle && (await coda.all().then(() => true, () => false));
  const opens = "serviceWorker" in navigator && "caches" in window;
  line.textContent = keeps ? line.dataset.limit : line.dataset.nothing;
  line.hidden = keeps && opens;
}

addEventListener("coda", ({ detail }) => show(detail));
begin();
limit();
