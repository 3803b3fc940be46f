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
  try {
    await coda.put({ id, person: sportello.person, desk: log.dataset.keep, said, names });
  } catch {
    return say(log.dataset.lost);
  }
  begin();
  say(log.dataset.kept);
  dispatchEvent(new Event("contatto"));
});

function mend({ id, said, names }) {
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

function row(contact) {
  const { said, names, errors } = contact;
  const { mend: toMend, drop, untitled } = waiting.querySelector("ul").dataset;
  const item = document.createElement("li");
  const text = document.createElement("p");
  text.append(`${said.day.split("-").reverse().join("/")} · ${names.join(", ") || untitled}`);
  if (errors) {
    const why = Object.values(errors).flat().join(" ");
    text.append(document.createElement("br"), Object.assign(document.createElement("span"), { className: "wrong", textContent: why }));
  }
  const verbs = Object.assign(document.createElement("div"), { className: "log-end" });
  if (errors) verbs.append(verb(toMend, () => mend(contact)), verb(drop, () => coda.drop(contact.id).then(() => dispatchEvent(new Event("contatto")))));
  item.append(text, verbs);
  return item;
}

addEventListener("coda", ({ detail }) => {
  waiting.hidden = !detail.length;
  waiting.querySelector("ul").replaceChildren(...detail.map(row));
});
begin();
