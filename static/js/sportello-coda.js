// Contacts that wait for the network, for pages and for the worker: `coda`. Never a datum of a person who came: only
// the answers of the form. Each is of who logged it, shut with their lock (helpdesk/waiting_key.py), and is sent once,
// by the id it was given here: { id, person, desk, at, shut, refused }.
"use strict";

self.coda = (() => {
  const CURVE = { name: "ECDH", namedCurve: "P-256" };
  const CIPHER = { name: "AES-GCM", length: 256 };
  const LONGEST = 30 * 24 * 60 * 60 * 1000; // the portal takes no contact as old as that
  const PATIENCE = 20_000;
  let here = null; // { person, token, key } of who is signed in, where that was asked

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

  const put = (contact) => within("readwrite", (kept) => kept.put(contact));
  const drop = (id) => within("readwrite", (kept) => kept.delete(id));

  // Whoever asks, with a network or without, finds none that is too old: it goes then.
  async function all() {
    const kept = await within("readonly", (rows) => rows.getAll());
    const isOld = ({ at }) => Date.now() - at > LONGEST;
    for (const { id } of kept.filter(isOld)) await drop(id);
    return kept.filter((contact) => !isOld(contact));
  }

  const importKey = (key, uses) => crypto.subtle.importKey("jwk", key, CURVE, false, uses);
  const between = (own, other) =>
    crypto.subtle.deriveKey({ ...CURVE, public: other }, own, CIPHER, false, ["encrypt", "decrypt"]);

  // Shut by a lock, with a key of this once that nobody keeps.
  async function shutIn(words, { kty, crv, x, y }) {
    const once = await crypto.subtle.generateKey(CURVE, false, ["deriveKey"]);
    const shared = await between(once.privateKey, await importKey({ kty, crv, x, y }, []));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(words));
    const text = await crypto.subtle.encrypt({ ...CIPHER, iv }, shared, plain);
    return { iv, text, by: once.publicKey };
  }

  async function open({ shut }, key) {
    const shared = await between(await importKey(key, ["deriveKey"]), shut.by);
    const text = await crypto.subtle.decrypt({ ...CIPHER, iv: shut.iv }, shared, shut.text);
    return JSON.parse(new TextDecoder().decode(text));
  }

  async function keep({ id, person, desk, said, names }, lock) {
    await put({ id, person, desk, at: Date.now(), shut: await shutIn({ said, names }, lock), refused: false });
  }

  // What was said, with why it was refused; null unless its person is known to be here, `broken` where no key opens it.
  async function read(contact) {
    if (here?.person !== contact.person) return null;
    return open(contact, here.key).catch(() => ({ broken: true }));
  }

  const isShut = ({ type, status }) => type === "opaqueredirect" || [401, 403, 404].includes(status);
  const waited = (options) => ({ ...options, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });

  // Asks who is signed in at a desk; false where nobody is, or not there.
  async function meet(desk) {
    const answer = await fetch(`/sportello/${desk}/senza-rete/adesso/`, waited({ cache: "no-store" }));
    if (!answer.ok && !isShut(answer)) throw new Error(answer.status);
    here = isShut(answer) ? null : await answer.json();
    return Boolean(here);
  }

  async function post({ id, desk }, said) {
    const body = JSON.stringify({ ...said, id, community_point: desk });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": here.token };
    return fetch("/api/enquiries", waited({ method: "POST", headers, body }));
  }

  // False where somebody has to sign in first; rejects without a network, or where the portal is not well.
  async function sendOne(contact) {
    if (!(await meet(contact.desk))) return false;
    const words = await read(contact);
    if (words?.broken) await put({ ...contact, refused: true });
    if (!words?.said) return true;
    const answer = await post(contact, words.said);
    if (answer.ok) await drop(contact.id);
    else if (answer.status === 400) await refuse(contact, words, (await answer.json()).errors ?? {});
    else if (isShut(answer)) return false;
    else throw new Error(answer.status);
    return true;
  }

  async function refuse(contact, { said, names }, errors) {
    await put({ ...contact, shut: await shutIn({ said, names, errors }, here.key), refused: true });
  }

  // One that does not go holds up no other.
  async function sendAll() {
    const ends = [];
    for (const contact of await all()) {
      if (!contact.refused) ends.push(await sendOne(contact).catch(() => null));
    }
    if (ends.includes(null)) throw new Error("Not all has gone.");
    return ends.every(Boolean);
  }

  const send = () => (navigator.locks ? navigator.locks.request("sportello-coda", sendAll) : sendAll());
  return { all, keep, drop, meet, read, send };
})();
