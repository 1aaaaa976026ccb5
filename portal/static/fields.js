// The editor of fields: rows of choices and conditions in place of their JSON, the live preview, ordering by dragging.
(function () {
  "use strict";
  const form = document.getElementById("field-form");

  function make(tag, settings, ...children) {
    const element = Object.assign(document.createElement(tag), settings);
    element.append(...children);
    return element;
  }

  function read(area) {
    try {
      const found = JSON.parse(area.value || "[]");
      return Array.isArray(found) ? found : [];
    } catch {
      return null;
    }
  }

  function enhance(area, rowOf, blank, label) {
    const held = read(area);
    if (held === null) return; // what cannot be read stays as it was typed
    const words = form.dataset;
    const rows = make("div", { className: "rows-made" });
    const write = () => {
      const values = [...rows.children].map((row) => row.readRow()).filter((value) => value !== null);
      area.value = values.length ? JSON.stringify(values) : "";
      form.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const add = (value) => {
      const row = rowOf(value, write);
      const remove = make("button", { type: "button", className: "btn btn-sm btn-outline-secondary", ariaLabel: words.wordRemove });
      remove.append(make("i", { className: "ti ti-x" }));
      remove.addEventListener("click", () => {
        row.remove();
        write();
      });
      row.append(remove);
      row.addEventListener("input", (event) => {
        event.stopPropagation();
        write();
      });
      rows.append(row);
    };
    held.forEach(add);
    const more = make("button", { type: "button", className: "btn btn-sm btn-outline-secondary" });
    more.append(make("i", { className: "ti ti-plus" }), label);
    more.addEventListener("click", () => {
      add(blank());
      rows.lastElementChild.querySelector("input, select").focus();
    });
    area.classList.add("is-enhanced");
    area.after(rows, more);
  }

  function choiceRow(value) {
    const words = form.dataset;
    const zh = make("input", { type: "text", className: "form-control form-control-sm", value: value.zh || "", maxLength: 60 });
    const en = make("input", { type: "text", className: "form-control form-control-sm", value: value.en || "", maxLength: 60 });
    zh.ariaLabel = zh.placeholder = words.wordZh;
    en.ariaLabel = en.placeholder = words.wordEn;
    const retired = make("input", { type: "checkbox", className: "form-check-input", checked: value.retired === true });
    const row = make("div", { className: "row-made" }, zh, en, make("label", { className: "tick" }, retired, words.wordRetired));
    row.readRow = () => {
      if (!zh.value.trim() && !value.value) return null;
      return { value: value.value || zh.value.trim(), zh: zh.value.trim(), en: en.value.trim(), retired: retired.checked };
    };
    return row;
  }

  function conditionRow(value) {
    const words = form.dataset;
    const known = JSON.parse(words.fields);
    const field = make("select", { className: "form-select form-select-sm" });
    for (const one of known) field.append(make("option", { value: one.key, textContent: one.label, selected: one.key === value.key }));
    const test = make("select", { className: "form-select form-select-sm" });
    for (const [key, word] of [["is", words.wordIs], ["is_not", words.wordIsNot], ["filled", words.wordFilled], ["empty", words.wordEmpty]])
      test.append(make("option", { value: key, textContent: word, selected: key === value.test }));
    field.ariaLabel = words.wordField;
    test.ariaLabel = words.wordTest;
    const row = make("div", { className: "row-made" }, field, test);
    let values = null;
    const offer = (chosen) => {
      if (values) values.remove();
      values = null;
      if (test.value !== "is" && test.value !== "is_not") return;
      const options = (known.find((one) => one.key === field.value) || { options: [] }).options;
      if (options.length) {
        values = make("select", { className: "form-select form-select-sm", multiple: true, size: Math.min(6, options.length) });
        // What was chosen and is not offered stays chosen.
        const strange = chosen.filter((key) => !options.some(([known]) => known === key)).map((key) => [key, key]);
        for (const [key, label] of [...options, ...strange]) values.append(make("option", { value: key, textContent: label, selected: chosen.includes(key) }));
      } else values = make("input", { type: "text", className: "form-control form-control-sm", value: chosen.join("；") });
      values.ariaLabel = words.wordValues;
      test.after(values);
    };
    offer(value.values || []);
    field.addEventListener("input", () => offer([]));
    test.addEventListener("input", () => offer([]));
    row.readRow = () => {
      const chosen = !values ? [] : values.multiple ? [...values.selectedOptions].map((o) => o.value) : values.value.split(/[;；]/).map((v) => v.trim()).filter(Boolean);
      return { key: field.value, test: test.value, values: chosen };
    };
    return row;
  }

  if (form) {
    for (const area of form.querySelectorAll("[data-options]")) enhance(area, choiceRow, () => ({ zh: "" }), form.dataset.wordAdd);
    for (const area of form.querySelectorAll("[data-conditions]")) {
      const known = JSON.parse(form.dataset.fields);
      if (known.length) enhance(area, conditionRow, () => ({ key: known[0].key, test: "is", values: [] }), form.dataset.wordWhen);
    }
    const shown = document.querySelector("[data-preview]");
    let waiting = 0;
    let asked = 0;
    async function refresh() {
      const mine = ++asked;
      const answer = await fetch(form.dataset.previewUrl, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      if (!answer.ok || mine !== asked) return;
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      shown.replaceChildren(...part.body.childNodes);
      window.heedConditions(shown);
      for (const tried of shown.querySelectorAll("[data-tried]")) tried.addEventListener("submit", (event) => event.preventDefault());
    }
    if (shown) {
      const later = () => {
        clearTimeout(waiting);
        waiting = setTimeout(refresh, 350);
      };
      form.addEventListener("input", later);
      form.addEventListener("change", later);
      refresh();
    }
  }

  const order = document.querySelector("[data-order]");
  let dragged = null;
  for (const item of order ? document.querySelectorAll(".fields-list li[draggable]") : []) {
    item.addEventListener("dragstart", () => (dragged = item));
    item.addEventListener("dragover", (event) => {
      if (!dragged || dragged.parentElement !== item.parentElement) return;
      event.preventDefault();
      item.classList.add("is-over");
    });
    item.addEventListener("dragleave", () => item.classList.remove("is-over"));
    item.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!dragged || dragged === item) return;
      item.before(dragged);
      const keys = [...document.querySelectorAll(".fields-list li[data-key]")].map((one) => one.dataset.key);
      order.querySelector("[name=order]").value = keys.join(" ");
      const move = order.querySelector("[name=move]");
      if (move) move.value = "";
      order.submit();
    });
  }
})();
