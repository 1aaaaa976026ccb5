// Drafts: what is typed into a form[data-draft] is kept in this browser until it is saved, so that a session that ends
// meanwhile costs nothing. Kept a day, per person and record; never personal data (data-private) nor passwords.
(function () {
  "use strict";
  const PREFIX = "draft:";
  const A_DAY = 24 * 3600 * 1000;
  const person = `${PREFIX}${document.body.dataset.person}:`;

  // Storage may be forbidden, full, or hold what an earlier version wrote: then there is no draft.
  function held(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch (error) {
      return null;
    }
  }
  function keep(key, draft) {
    try {
      localStorage.setItem(key, JSON.stringify(draft));
    } catch (error) {
      drop(key);
    }
  }
  function drop(key) {
    try {
      localStorage.removeItem(key);
    } catch (error) {
      // Nothing can be held either.
    }
  }
  function keys(prefix) {
    try {
      return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    } catch (error) {
      return [];
    }
  }

  for (const key of keys(PREFIX)) {
    const draft = held(key);
    if (!draft || !(Date.now() - draft.at < A_DAY)) drop(key);
  }
  for (const saved of document.querySelectorAll("[data-saved-form]")) drop(person + saved.dataset.savedForm);
  for (const form of document.querySelectorAll("form[data-signs-out]")) {
    form.addEventListener("submit", () => keys(person).forEach(drop));
  }

  for (const form of document.querySelectorAll("form[data-draft]")) follow(form, person + form.dataset.draft);

  function follow(form, key) {
    const fields = [...form.querySelectorAll("input, textarea, select")].filter(
      (field) => field.name && field.name !== "take" && !["hidden", "password", "file"].includes(field.type),
    );
    const open = fields.filter((field) => !field.closest("[data-private]"));
    const first = new Map(fields.map((field) => [field, JSON.stringify(value(field))]));
    const returned = document.querySelector("[data-wrong]") !== null;
    const before = held(key);
    let leaving = false;
    let waiting = 0;

    if (before && !returned) restore(before);

    function write() {
      const changed = open.filter((field) => JSON.stringify(value(field)) !== first.get(field));
      const values = Object.fromEntries(changed.map((field) => [field.name, value(field)]));
      const earlier = returned && before ? before.fields : {};
      const hidden = Object.fromEntries(["version", "event"].map((name) => [name, form.elements[name]?.value]));
      const secret = fields.some((field) => !open.includes(field) && JSON.stringify(value(field)) !== first.get(field));
      const all = { ...earlier, ...values };
      if (Object.keys(all).length || secret) keep(key, { at: Date.now(), fields: all, secret, ...hidden });
      else drop(key);
    }

    // The record may have been changed since: the draft is saved against the version that it was typed on, so that
    // the page asks field by field instead of writing over what somebody else did.
    function restore(draft) {
      for (const field of open) if (field.name in draft.fields) put(field, draft.fields[field.name]);
      for (const name of ["version", "event"]) {
        if (draft[name] !== undefined && form.elements[name]) form.elements[name].value = draft[name];
      }
      form.dataset.restored = "yes";
      const note = document.querySelector("[data-draft-note]");
      if (!note) return;
      const when = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
      note.querySelector("[data-draft-time]").textContent = when.format(draft.at);
      note.querySelector("[data-draft-secret]").hidden = !draft.secret;
      note.hidden = false;
      note.querySelector("[data-draft-discard]").addEventListener("click", () => {
        clearTimeout(waiting);
        leaving = true;
        drop(key);
        form.dispatchEvent(new Event("draft:discarded"));
        location.replace(location.pathname + location.search);
      });
    }

    const soon = () => {
      leaving = false;
      clearTimeout(waiting);
      waiting = setTimeout(write, 300);
    };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("submit", write);
    // Who leaves by “Cancel” has decided against what was typed; whoever closes the window may have slipped.
    for (const link of form.querySelectorAll("[data-draft-drop]")) link.addEventListener("click", () => (leaving = true));
    addEventListener("pagehide", () => {
      clearTimeout(waiting);
      if (leaving) drop(key);
    });
  }

  function value(field) {
    if (field.type === "checkbox") return field.checked;
    if (field.tagName === "SELECT") return [...field.selectedOptions].map((option) => [option.value, option.text]);
    return field.value;
  }

  // Runs before pickers.js: a picker finds its choice among the options.
  function put(field, kept) {
    if (field.type === "checkbox") field.checked = kept === true;
    else if (field.tagName === "SELECT") {
      for (const [chosen, name] of kept) {
        if (![...field.options].some((option) => option.value === chosen)) field.add(new Option(name, chosen));
      }
      for (const option of field.options) option.selected = kept.some(([chosen]) => chosen === option.value);
    } else field.value = String(kept);
  }
})();
