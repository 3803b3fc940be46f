// data-filter: a box over a long list of choices that leaves those which say what is typed, and the ticked ones.
for (const list of document.querySelectorAll("[data-filter]")) {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const box = document.createElement("input");
  const label = document.createElement("label");
  Object.assign(box, { type: "search", autocomplete: "off" });
  label.append(list.dataset.filter, box);
  list.querySelector("summary").after(label);
  box.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  box.addEventListener("input", () => {
    const asked = plain(box.value.trim());
    for (const group of list.querySelectorAll(".group")) {
      const choices = [...group.querySelectorAll(".choice")];
      for (const each of choices) each.hidden = !plain(each.textContent).includes(asked) && !each.querySelector(":checked");
      group.hidden = choices.every((each) => each.hidden);
    }
  });
}

// data-keep: what is typed is kept as a draft every twenty seconds, where something changed.
const form = document.querySelector("[data-keep]");
const kept = form.querySelector("[data-kept]");
let changed = false;
form.addEventListener("input", () => (changed = true));
form.addEventListener("submit", () => (changed = false));
setInterval(keep, 20_000);

async function keep() {
  if (!changed) return;
  changed = false;
  const body = new FormData(form);
  body.set("draft", "1");
  const answer = await fetch(window.location.pathname, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return (changed = true);
  form.elements.draft_id.value = (await answer.json()).draft;
  kept.textContent = `${kept.dataset.kept} ${new Date().toLocaleTimeString("it", { hour: "2-digit", minute: "2-digit" })}`;
}
