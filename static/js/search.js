// The search form: what helps on top of a plain GET form, and nothing that it needs.
const form = document.querySelector("[data-search]");
const wide = window.matchMedia("(min-width: 62rem)");

// The address stays short: nothing empty travels, day and hour travel as one moment.
form.addEventListener("formdata", ({ formData }) => {
  const day = formData.get("open_day");
  if (day) formData.set("open_at", `${day}T${formData.get("open_time") || "10:00"}`);
  formData.delete("open_day");
  formData.delete("open_time");
  if (!formData.get("near")) formData.delete("radius");
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});

// data-filters: open where there is room for it.
const filters = document.querySelector("[data-filters]");
const fit = () => filters.toggleAttribute("open", wide.matches);
if (filters) {
  fit();
  wide.addEventListener("change", fit);
}

// What was unfolded among the filters stays so when they are drawn again.
let unfolded = [];
document.addEventListener("htmx:beforeSwap", () => {
  unfolded = [...document.querySelectorAll("#facce details[open]")].map((details) => details.id);
});
document.addEventListener("htmx:afterSettle", () => {
  for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
  showPrint();
});

// Where the live answer fails, the form asks again as a plain page, which says what went wrong.
for (const failure of ["htmx:responseError", "htmx:sendError"]) document.addEventListener(failure, () => form.submit());

// data-print: a button that only JavaScript can serve.
function showPrint() {
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
}
showPrint();
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

// data-locate: where the person is, asked for only on their click, to a hundred metres.
const locate = document.querySelector("[data-locate]");
if (locate && "geolocation" in navigator && window.isSecureContext) {
  const says = locate.querySelector("[role=status]");
  locate.hidden = false;
  locate.querySelector("button").addEventListener("click", () => {
    says.textContent = locate.dataset.wait;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.near.value = `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`;
        form.requestSubmit();
      },
      () => {
        says.textContent = locate.dataset.failed;
        form.elements.near.focus();
      },
      { timeout: 10000 },
    );
  });
}
