// data-carry: the list goes along with every link of the portal, not only with those the server wrote it into.
const bar = document.querySelector("[data-carry]");
if (bar) {
  for (const link of document.querySelectorAll("a[href]")) {
    const other = link.origin !== location.origin || link.pathname === location.pathname;
    if (other || /[?&](lista|s)=/.test(link.search) || link.pathname.includes("/lista/")) continue;
    link.search += (link.search ? "&" : "?") + bar.dataset.carry;
  }
}
