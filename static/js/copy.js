// A button that copies what stands elsewhere on the page: <button data-copy="id" data-copied="Done" hidden>.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.setAttribute("aria-live", "polite");
    button.textContent = button.dataset.copied;
  });
}
