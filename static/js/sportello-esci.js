// On the pages where one signs out: what waits is sent. What does not go would be lost with the rest: it is said first.
"use strict";

const { one, many } = document.currentScript.dataset;
for (const form of document.querySelectorAll("form[data-leave]")) {
  form.addEventListener("submit", async (event) => {
    if (form.dataset.leave === "told") return;
    event.preventDefault();
    await coda.send().catch(() => {});
    const count = await coda.all().then((all) => all.length, () => 0);
    form.dataset.leave = "told";
    if (!count) return form.submit();
    const line = Object.assign(document.createElement("p"), { className: "notice", role: "alert" });
    line.textContent = count === 1 ? one : many.replace("%s", count);
    form.before(line);
  });
}
