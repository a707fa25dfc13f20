/* Openers' keys, in the opener's own browser: no private half ever leaves this page. Needs tweetnacl and its sealed boxes.
   A printed key is base32 of its 32 bytes and four signs of check, in groups of four (app/keys/locks.py reads the same).

   form[data-make-key]       [data-make] makes a key, [data-code] shows it, [data-save] saves data-name; only `public` is sent
   form[data-locks]          takes off the layer of data-place from every nest in data-nests; only `inside` is sent,
                             still sealed for the next opener. data-public: the public half it must be; data-wrong: words */
(() => {
  'use strict';

  const SIGNS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const CHECK = 4;

  const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const fromBase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

  function base32(bytes) {
    let bits = '';
    for (const b of bytes) bits += b.toString(2).padStart(8, '0');
    let text = '';
    for (let i = 0; i < bits.length; i += 5) text += SIGNS[parseInt(bits.slice(i, i + 5).padEnd(5, '0'), 2)];
    return text;
  }

  function unbase32(text) {
    let bits = '';
    for (const sign of text) bits += SIGNS.indexOf(sign).toString(2).padStart(5, '0');
    const bytes = [];
    for (let i = 0; i + 8 <= bits.length; i += 8) bytes.push(parseInt(bits.slice(i, i + 8), 2));
    return Uint8Array.from(bytes);
  }

  const checkOf = (key) => base32(nacl.hash(key)).slice(0, CHECK);

  const codeOf = (key) => (base32(key) + checkOf(key)).match(/.{1,4}/g).join('-');

  // Returns null where it was mistyped. The last line of a saved file is the code.
  function keyOf(said) {
    const line = said.trim().split('\n').pop();
    const text = [...line.toUpperCase()].filter((c) => SIGNS.includes(c)).join('');
    const key = unbase32(text.slice(0, -CHECK));
    return key.length === nacl.box.secretKeyLength && checkOf(key) === text.slice(-CHECK) ? key : null;
  }

  function peel(nests, place, key) {
    const pair = nacl.box.keyPair.fromSecretKey(key);
    const found = {};
    for (const [box, orders] of Object.entries(nests)) {
      found[box] = {};
      for (const [order, sealed] of Object.entries(orders)) {
        if (!order.startsWith(place)) continue;
        const inside = sealedBox.open(fromBase64(sealed), pair.publicKey, pair.secretKey);
        if (!inside) return null;
        found[box][order.slice(place.length)] = toBase64(inside);
      }
    }
    return found;
  }

  function locks(form) {
    const code = form.querySelector('[data-key-code]');
    const file = form.querySelector('[data-key-file]');
    const line = form.querySelector('[data-key-error]');
    file.addEventListener('change', async () => {
      if (file.files.length) code.value = (await file.files[0].text()).trim().split('\n').pop();
    });
    form.addEventListener('submit', (event) => {
      const key = keyOf(code.value);
      const fits = key && hex(nacl.box.keyPair.fromSecretKey(key).publicKey) === form.dataset.public;
      const found = fits && peel(JSON.parse(form.dataset.nests), form.dataset.place, key);
      if (!found) {
        event.preventDefault();
        line.textContent = form.dataset.wrong;
        line.hidden = false;
        code.setAttribute('aria-invalid', 'true');
        code.focus();
        return;
      }
      form.elements.inside.value = JSON.stringify(found);
      code.value = '';
    });
  }

  function makeKey(form) {
    const made = form.querySelector('[data-made]');
    let text = '';
    form.querySelector('[data-make]').addEventListener('click', () => {
      const pair = nacl.box.keyPair();
      const code = codeOf(pair.secretKey);
      form.elements.public.value = hex(pair.publicKey);
      form.querySelector('[data-code]').textContent = code;
      text = `${form.dataset.words}\n${code}\n`;
      made.hidden = false;
      made.scrollIntoView();
    });
    form.querySelector('[data-save]').addEventListener('click', () => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
      link.download = form.dataset.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 0);
    });
  }

  document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('form[data-locks]').forEach(locks);
    document.querySelectorAll('form[data-make-key]').forEach(makeKey);
  });
})();
