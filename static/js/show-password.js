// data-show-password="id": a checkbox that shows what is written in that field; without JavaScript it stays hidden.
for (const label of document.querySelectorAll("[data-show-password]")) {
  const field = document.getElementById(label.dataset.showPassword);
  const box = label.querySelector("input");
  label.hidden = false;
  box.checked = false;
  box.addEventListener("change", () => {
    field.type = box.checked ? "text" : "password";
  });
  // Browsers offer to keep a password only when it is sent as one.
  field.form.addEventListener("submit", () => {
    field.type = "password";
  });
}
