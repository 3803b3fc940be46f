// data-quick-exit: leaves at once and takes this page out of the history, so that "back" does not show it.
// Without JavaScript it is the plain link it looks like. Escape, twice within a second, does the same.
let lastEscape = 0;

function leave(link) {
  document.title = link.hostname;
  document.body.hidden = true;
  window.location.replace(link.href);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-quick-exit]");
  if (!link) return;
  event.preventDefault();
  leave(link);
});

document.addEventListener("keydown", (event) => {
  const link = document.querySelector(".exit [data-quick-exit]");
  if (event.key !== "Escape" || !link) return;
  if (event.timeStamp - lastEscape < 1000) leave(link);
  lastEscape = event.timeStamp;
});
