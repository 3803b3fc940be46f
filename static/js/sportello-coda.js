// Contacts that wait for the network, for pages and for the worker: `coda`. Never a datum of a person who came: only
// the answers of the form. Each is of who logged it, and is sent once, by the id it was given here.
"use strict";

self.coda = (() => {
  const promised = (asked) =>
    new Promise((done, failed) => {
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });

  async function within(mode, act) {
    const asked = indexedDB.open("sportello", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("contatti", { keyPath: "id" });
    const database = await promised(asked);
    try {
      const step = database.transaction("contatti", mode);
      const ended = new Promise((done, failed) => {
        step.oncomplete = done;
        step.onabort = () => failed(step.error);
      });
      const answer = await promised(act(step.objectStore("contatti")));
      await ended;
      return answer;
    } finally {
      database.close();
    }
  }

  const all = () => within("readonly", (kept) => kept.getAll());
  const of = async (person) => (await all()).filter((each) => each.person === person);
  const put = (contact) => within("readwrite", (kept) => kept.put(contact));
  const drop = (id) => within("readwrite", (kept) => kept.delete(id));

  const isShut = ({ type, status }) => type === "opaqueredirect" || [401, 403, 404].includes(status);

  // Who is signed in at a desk and their key; null where nobody is, or not there.
  async function now(desk) {
    const answer = await fetch(`/sportello/${desk}/senza-rete/adesso/`, { redirect: "manual", cache: "no-store" });
    if (isShut(answer)) return null;
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  async function post({ id, desk, said }, { token }) {
    const body = JSON.stringify({ ...said, id, community_point: desk });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    return fetch("/api/enquiries", { method: "POST", headers, body, redirect: "manual" });
  }

  // False where somebody has to sign in first; rejects without a network, or where the portal is not well.
  async function sendOne(contact) {
    const here = await now(contact.desk);
    if (!here) return false;
    if (here.person !== contact.person) return true;
    const answer = await post(contact, here);
    if (answer.ok) await drop(contact.id);
    else if (answer.status === 400) await put({ ...contact, errors: (await answer.json()).errors ?? {} });
    else if (isShut(answer)) return false;
    else throw new Error(answer.status);
    return true;
  }

  // One that does not go holds up no other.
  async function sendAll() {
    const ends = [];
    for (const contact of (await all()).filter(({ errors }) => !errors)) ends.push(await sendOne(contact).catch(() => null));
    if (ends.includes(null)) throw new Error("Not all has gone.");
    return ends.every(Boolean);
  }

  const send = () => (navigator.locks ? navigator.locks.request("sportello-coda", sendAll) : sendAll());
  return { all, of, put, drop, send };
})();
