// data-passkey="create|get|ask" on a form with a hidden `credential`: shows its button, asks the browser for the
// passkey and sends it. `create` and `get` find what to ask in the JSON named by data-options, `ask` fetches it
// from the form's own address. What cannot work, or did not, is said in data-passkey-missing and data-passkey-failed.
const atNoName = /^[\d.]+$|^\[/.test(window.location.hostname); // a passkey belongs to a name, not to a number

async function optionsOf(form) {
  if (form.dataset.passkey !== "ask") return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`Status ${response.status}`);
  return response.json();
}

function askForNew(form, { creation_options: options }) {
  const alone = form.elements.passwordless.checked;
  const wish = alone ? "required" : "discouraged";
  const selection = { ...options.publicKey.authenticatorSelection, residentKey: wish, requireResidentKey: alone };
  if (alone) selection.userVerification = "required";
  return window.webauthnJSON.create({ publicKey: { ...options.publicKey, authenticatorSelection: selection } });
}

async function send(form) {
  const options = await optionsOf(form);
  const isNew = form.dataset.passkey === "create";
  const credential = await (isNew ? askForNew(form, options) : window.webauthnJSON.get(options.request_options));
  form.elements.credential.value = JSON.stringify(credential);
  form.submit();
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  const works = window.webauthnJSON?.supported() && !atNoName;
  form.querySelector("[data-passkey-button]").hidden = !works;
  form.querySelector("[data-passkey-missing]").hidden = works;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    send(form).catch(() => {
      failed.hidden = false;
    });
  });
}
