/* The little that is better with a script. Everything works without it: forms have a button to save, errors are first on
   the page, browsers can print. Words come from data attributes, so this file needs no translation.

   form[data-autosave=URL]   what was typed is sent to URL a moment after the last key, and again when the network is back.
                             data-saved, data-offline, data-conflict: words, with {time}; [data-saved-line]: where they go
   [data-focus]              gets the focus when the page is shown (error summary)
   form[data-package=URL]    what is handed in is fetched once more before, and kept in this tab under data-key;
   [data-own-package=KEY]    saves it as data-name; shown where it is there: the portal itself keeps no readable copy
   [data-print]              prints; hidden without a script */
(() => {
  'use strict';

  const WAIT = 1200;
  const RETRY = 10000;

  const clock = () => new Intl.DateTimeFormat('zh-CN', {
    hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'Asia/Shanghai',
  }).format(new Date());

  function autosave(form) {
    const line = form.querySelector('[data-saved-line]') || document.querySelector('[data-saved-line]');
    let timer = 0;
    let typedAt = '';
    let busy = false;
    let again = false;

    const say = (words, off) => {
      if (!line || !words) return;
      line.textContent = words;
      line.classList.toggle('is-off', off);
    };

    const later = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(save, wait);
    };

    async function save() {
      if (busy) { again = true; return; }
      busy = true;
      again = false;
      const data = new FormData(form);
      // Files go with the form itself; a draft keeps what was typed.
      for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: 'POST',
          body: data,
          credentials: 'same-origin',
          redirect: 'manual',
          headers: { 'X-CSRFToken': data.get('csrf_token') || '', 'X-Requested-With': 'autosave' },
        });
        if (answer.status === 409) {
          say((form.dataset.conflict || '').replace('{time}', clock()), true);
        } else if (answer.ok) {
          const said = answer.headers.get('X-Saved-At');
          takeRevision(form, answer);
          typedAt = '';
          say((form.dataset.saved || '').replace('{time}', said || clock()), false);
        } else {
          throw new Error(String(answer.status));
        }
      } catch {
        typedAt = typedAt || clock();
        say((form.dataset.offline || '').replace('{time}', typedAt), true);
        later(RETRY);
      } finally {
        busy = false;
        if (again) later(WAIT);
      }
    }

    form.addEventListener('input', () => later(WAIT));
    form.addEventListener('change', () => later(WAIT));
    form.addEventListener('submit', () => clearTimeout(timer));
    window.addEventListener('online', () => { if (typedAt) later(0); });
  }

  /* Where drafts carry a revision against two people writing over each other, the answer has the next one. */
  function takeRevision(form, answer) {
    const next = answer.headers.get('X-Revision');
    const field = form.elements.namedItem('revision');
    if (next && field) field.value = next;
  }

  document.querySelectorAll('form[data-autosave]').forEach(autosave);

  document.querySelectorAll('form[data-package]').forEach((form) => {
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      try {
        const answer = await fetch(form.dataset.package, { credentials: 'same-origin' });
        if (answer.ok) sessionStorage.setItem(form.dataset.key, await answer.text());
      } catch {
        // Handing in does not depend on it: the link above the button saves the same.
      }
      form.submit();
    });
  });

  document.querySelectorAll('[data-own-package]').forEach((button) => {
    const text = sessionStorage.getItem(button.dataset.ownPackage);
    if (!text) return;
    button.hidden = false;
    button.addEventListener('click', () => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
      link.download = button.dataset.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 0);
    });
  });

  document.querySelectorAll('[data-print]').forEach((button) => {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  });

  const focusFirst = (root) => {
    const target = root.querySelector('[data-focus]');
    if (target) target.focus();
  };
  focusFirst(document);
  document.addEventListener('htmx:afterSwap', (event) => focusFirst(event.target));
})();
