// Proof of work in the ALTCHA protocol, version 2: while somebody writes, the browser computes for
// less than a second. It asks nobody but this site, and stores nothing. Without script the form works too.

const form = document.querySelector("form[data-challenge]");
const field = form?.elements.namedItem("proof");

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function derive({ nonce, salt, cost, keyLength }, counter) {
  const password = new Uint8Array([...bytes(nonce), 0, 0, 0, 0]);
  new DataView(password.buffer).setUint32(password.length - 4, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  return hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
}

async function prove() {
  const challenge = await (await fetch(form.dataset.challenge)).json();
  for (let counter = 0; ; counter++) {
    const derivedKey = await derive(challenge.parameters, counter);
    if (derivedKey.startsWith(challenge.parameters.keyPrefix)) {
      field.value = btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
      return;
    }
  }
}

if (field && crypto.subtle) {
  // It begins when somebody begins to write. Whoever is quicker waits for it, however often they
  // click; if it fails, the form is sent without. A form that is ready is left to the browser:
  // while it tells of a submit, it takes no second one from a script.
  let work;
  let done = false;
  let waiting = false;
  const begin = () => (work ??= prove().catch(() => {}).then(() => { done = true; }));
  form.addEventListener("focusin", begin, { once: true });
  form.addEventListener("submit", (event) => {
    if (done) return;
    event.preventDefault();
    if (waiting) return;
    waiting = true;
    begin().then(() => form.requestSubmit(event.submitter));
  });
}
