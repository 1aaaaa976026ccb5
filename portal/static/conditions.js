// Fields that are asked for only with certain values of others. The server decides in the end; this only shows it.
(function () {
  "use strict";

  function valuesOf(form, key) {
    const found = [];
    for (const field of form.querySelectorAll(`[name="${key}"]`)) {
      const holder = field.closest(".field");
      if (holder && holder.classList.contains("is-not-asked")) continue;
      if (field.type === "checkbox" || field.type === "radio") {
        if (field.checked) found.push(field.value);
      } else if (field.multiple) {
        for (const option of field.selectedOptions) found.push(option.value);
      } else if (field.value.trim()) found.push(field.value.trim());
    }
    return found;
  }

  function holds(form, clause) {
    if (!form.querySelector(`[name="${clause.key}"]`)) return true;
    const found = valuesOf(form, clause.key);
    if (clause.test === "is") return found.some((value) => clause.values.includes(value));
    if (clause.test === "is_not") return !found.some((value) => clause.values.includes(value));
    return (found.length > 0) === (clause.test === "filled");
  }

  window.heedConditions = function (root) {
    for (const form of root.querySelectorAll("form")) {
      const fields = [...form.querySelectorAll("[data-shown-when]")];
      if (!fields.length) continue;
      const refresh = () => {
        // One field may depend on another that is hidden itself: as many rounds as there are fields are enough.
        for (let round = 0; round < fields.length; round++) {
          let moved = false;
          for (const field of fields) {
            const asked = JSON.parse(field.dataset.shownWhen).every((clause) => holds(form, clause));
            if (field.classList.contains("is-not-asked") === asked) moved = true;
            field.classList.toggle("is-not-asked", !asked);
            // What is not asked for is not sent: the record keeps its value, or loses it, as the field says.
            for (const input of field.querySelectorAll("input, select, textarea")) input.disabled = !asked;
          }
          if (!moved) break;
        }
      };
      form.addEventListener("input", refresh);
      form.addEventListener("change", refresh);
      refresh();
    }
  };

  window.heedConditions(document);
})();
