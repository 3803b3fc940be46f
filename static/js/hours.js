// The schedule editor: Monday is copied at once, and the next two weeks follow what is typed.
for (const editor of document.querySelectorAll("[data-hours]")) {
  const form = editor.closest("form");
  const shown = editor.querySelector("[data-hours-preview]");
  let waiting, asked;
  editor.querySelector("[data-look]").hidden = true;

  const show = async () => {
    asked?.abort(); // an older answer never covers a newer one
    const { signal } = (asked = new AbortController());
    try {
      const answer = await fetch(editor.dataset.preview, { method: "POST", body: new FormData(form), signal });
      if (answer.ok) shown.innerHTML = await answer.text();
    } catch {
      // Not reached, or asked again meanwhile: what is shown stays.
    }
  };
  editor.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 400);
  });
  editor.querySelector("[data-copy]").addEventListener("click", (event) => {
    event.preventDefault();
    const days = [...editor.querySelectorAll(".days input")];
    for (const day of days.slice(1, 5)) day.value = days[0].value;
    days[5].focus();
    show();
  });
}
