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
