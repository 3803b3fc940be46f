// data-here: puts where the phone is into the field of that id, asked for only on a tap.
const here = document.querySelector("[data-here]");
if ("geolocation" in navigator && window.isSecureContext) {
  const says = here.querySelector("[role=status]");
  here.hidden = false;
  here.querySelector("button").addEventListener("click", () => {
    says.textContent = here.dataset.wait;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        document.getElementById(here.dataset.here).value = `${coords.latitude.toFixed(5)},${coords.longitude.toFixed(5)}`;
        says.textContent = here.dataset.found;
      },
      () => {
        says.textContent = here.dataset.failed;
      },
      { timeout: 10000, enableHighAccuracy: true },
    );
  });
}
