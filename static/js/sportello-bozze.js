// Contacts left half-written: `bozze`. One draft for each contact, by its id, in this browser alone; of who began it,
// for their desk, for a day, until it is saved or thrown away. Signing out empties the storage of the whole portal
// (Clear-Site-Data). A contact that is being written is held by its page, and is not offered to another.
"use strict";

self.bozze = (() => {
  const { person, desk } = document.currentScript.dataset;
  const BEGIN = "contatto-";
  const DAY = 24 * 60 * 60 * 1000;
  const held = new Set();

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  const drop = (id) => localStorage.removeItem(BEGIN + id);

  // The oldest first. Whoever asks throws away what is older than a day, whosever it is.
  function all() {
    const kept = Object.keys(localStorage).filter((key) => key.startsWith(BEGIN)).map((key) => [key, read(key)]);
    const isNew = ([, draft]) => draft && Date.now() - draft.at < DAY;
    for (const [key] of kept.filter((each) => !isNew(each))) localStorage.removeItem(key);
    const own = kept.filter(isNew).map(([, draft]) => draft).filter((draft) => draft.person === person && draft.desk === desk);
    return own.sort((one, other) => one.at - other.at);
  }

  // False where another page has it.
  function hold(id) {
    if (held.has(id) || !navigator.locks) return Promise.resolve(true);
    return new Promise((done) => {
      navigator.locks.request(BEGIN + id, { ifAvailable: true }, (lock) => {
        done(Boolean(lock));
        if (lock) held.add(id);
        return lock && new Promise(() => {}); // until the page goes
      });
    });
  }

  // The contacts that some page is writing.
  async function busy() {
    const { held: locks } = navigator.locks ? await navigator.locks.query() : { held: [] };
    return locks.map(({ name }) => name.slice(BEGIN.length));
  }

  const whenFree = (id) => (navigator.locks ? navigator.locks.request(BEGIN + id, () => {}) : Promise.resolve());

  function keep(draft) {
    hold(draft.id);
    localStorage.setItem(BEGIN + draft.id, JSON.stringify({ ...draft, person, desk, at: Date.now() }));
  }

  const saved = new URLSearchParams(location.search).get("salvato");
  try {
    if (saved) drop(saved);
    all();
  } catch {} // a browser that keeps nothing

  return { all, busy, drop, hold, keep, whenFree };
})();
