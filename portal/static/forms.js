// Forms: nothing typed is lost unasked, counters of characters, the first error in sight.
(function () {
  "use strict";

  const wrong = document.querySelector("[data-wrong]");
  if (wrong) wrong.focus();

  for (const link of document.querySelectorAll("[data-wrong] a")) {
    link.addEventListener("click", (event) => {
      const field = document.getElementById(link.hash.slice(1));
      if (!field) return;
      event.preventDefault();
      if (field.tomselect) field.tomselect.focus();
      else field.focus();
      field.closest(".field").scrollIntoView({ block: "center" });
    });
  }

  for (const form of document.querySelectorAll("form[data-guarded]")) {
    // A form that comes back with errors, or with a draft in it, holds what was never saved.
    let changed = wrong !== null || form.dataset.restored === "yes";
    form.addEventListener("input", () => (changed = true));
    form.addEventListener("change", () => (changed = true));
    form.addEventListener("submit", () => (changed = false));
    form.addEventListener("draft:discarded", () => (changed = false));
    addEventListener("beforeunload", (event) => {
      if (!changed) return;
      event.preventDefault();
      event.returnValue = form.dataset.leave;
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        form.requestSubmit();
      }
    });
  }

  // Shown near the end only: a maxlength would cut pasted text without a word.
  for (const counter of document.querySelectorAll("[data-counter]")) {
    const field = document.getElementById(counter.dataset.counter);
    const most = Number(counter.dataset.most);
    const count = () => {
      const length = [...field.value].length;
      counter.textContent = length > most * 0.8 ? `${length} / ${most}` : "";
      counter.classList.toggle("over", length > most);
    };
    field.addEventListener("input", count);
    count();
  }
})();
