// On the pages where one signs out: what waits is sent. What does not go would be lost with the rest: it is said first.
"use strict";

const { one, many } = document.currentScript.dataset;
for (const form of document.querySelectorAll("form[data-leave]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await coda.send().catch(() => {});
    const count = await coda.all().then((all) => all.length, () => 0);
    if (!count || form.dataset.leave === "told") return form.submit();
    form.dataset.leave = "told";
    const line = Object.assign(document.createElement("p"), { className: "notice", role: "alert" });
    line.textContent = count === 1 ? one : many.replace("%s", count);
    form.before(line);
  });
}
