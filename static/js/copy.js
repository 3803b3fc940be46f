// A button that copies what stands elsewhere on the page: <button data-copy="id" data-copied="Done" hidden>.
"use strict";

function show() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}
show();
document.addEventListener("htmx:afterSettle", show);

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.setAttribute("aria-live", "polite");
  button.textContent = button.dataset.copied;
});
