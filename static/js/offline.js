// Asks the browser to keep the lists that are opened, and on the page without network names those it has kept.
"use strict";

const { worker } = document.currentScript.dataset;
if (worker && "serviceWorker" in navigator) {
  navigator.serviceWorker.register(worker, { scope: "/", updateViaCache: "none" }).catch(() => {});
}

const list = document.querySelector("[data-kept]");
if (list && "caches" in window) nameKept(list.dataset.kept.split("|"));

async function nameKept([aList, aSheet]) {
  const names = (await caches.keys()).filter((name) => name.startsWith("liste-"));
  for (const name of names) {
    for (const { url } of (await (await caches.open(name)).keys()).reverse()) {
      const address = new URL(url);
      const words = address.pathname.endsWith("/foglio/") ? aSheet : aList;
      const link = Object.assign(document.createElement("a"), { href: url, className: "more" });
      link.textContent = words.replace("%s", address.searchParams.getAll("s").length);
      const row = document.createElement("li");
      row.append(link);
      list.append(row);
    }
  }
}
