// data-draft: what is typed in a call stays on this phone until it is saved; the address after that says whose can go.
// Signing out empties the storage of the whole portal (Clear-Site-Data).
const keyOf = (visit) => `visit-${visit}`;
const saved = new URLSearchParams(location.search).get("fatta");
if (saved) localStorage.removeItem(keyOf(saved));
const form = document.querySelector("[data-draft]");
if (form) {
  const key = keyOf(form.dataset.draft);
  const ours = (name) => !["csrfmiddlewaretoken", "signed", "end"].includes(name);
  const kept = localStorage.getItem(key);
  if (kept && !document.querySelector("[role=alert]")) {
    for (const [name, value] of JSON.parse(kept)) {
      if (form.elements[name]) form.elements[name].value = value;
    }
    const note = Object.assign(document.createElement("p"), { className: "notice", textContent: form.dataset.restored });
    note.setAttribute("role", "status");
    form.prepend(note);
  }
  form.addEventListener("input", () => {
    const typed = [...new FormData(form)].filter(([name]) => ours(name));
    localStorage.setItem(key, JSON.stringify(typed));
  });
}
