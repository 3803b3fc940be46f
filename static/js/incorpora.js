// For other sites: a frame of the portal where the script stands, as tall as what it shows.
//   <script src="https://portal/incorpora.js" data-punto="cerca" data-quartiere="fiumicello" async></script>
// data-punto: cerca, servizi/<slug> or punti/<slug>. data-filtri: what follows ? in an address of the search of the
// portal; data-quartiere is short for one quarter. data-titolo: how the frame is announced to who does not see it.
(() => {
  "use strict";
  const WHAT = /^(cerca|(servizi|punti)\/[\w-]+)$/;
  const TALLEST = 20_000; // pixels

  function addressOf({ src, dataset }) {
    const asked = new URLSearchParams(dataset.filtri);
    if (dataset.quartiere) asked.append("quarter", dataset.quartiere);
    const address = new URL(`/riquadro/${dataset.punto}/`, src);
    address.search = asked;
    return address;
  }

  function framed(address, title) {
    const frame = document.createElement("iframe");
    Object.assign(frame, { src: address.href, title, loading: "lazy", referrerPolicy: "no-referrer" });
    Object.assign(frame.style, { display: "block", width: "100%", height: "30rem", border: "0" });
    return frame;
  }

  // The frame is asked each time it loads, and believed only if it is still the portal that answers.
  function fit(frame, { origin }) {
    frame.addEventListener("load", () => {
      frame.contentWindow.postMessage({ punto: "altezza?" }, origin);
      if (frame.dataset.loaded && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
      frame.dataset.loaded = "yes";
    });
    window.addEventListener("message", (event) => {
      const { punto, height } = event.data ?? {};
      if (event.source !== frame.contentWindow || event.origin !== origin || punto !== "altezza") return;
      if (height > 0 && height <= TALLEST) frame.style.height = `${height}px`;
    });
  }

  for (const script of document.querySelectorAll('script[data-punto][src*="/incorpora.js"]:not([data-done])')) {
    script.dataset.done = "yes";
    if (!WHAT.test(script.dataset.punto)) continue;
    const address = addressOf(script);
    const frame = framed(address, script.dataset.titolo || "Punto Comunità");
    fit(frame, address);
    script.after(frame);
  }
})();
