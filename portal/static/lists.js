// Lists: j, k, Enter, e, x and . on the rows; choosing many; the operator of a filter.
(function () {
  "use strict";

  for (const form of document.querySelectorAll("form[data-bulk]")) {
    const bar = form.querySelector("[data-bulk-bar]");
    const count = form.querySelector("[data-bulk-count]");
    const all = form.querySelector("[data-choose-all]");
    const boxes = [...form.querySelectorAll("input[name=rowid]")];
    const refresh = () => {
      const chosen = boxes.filter((box) => box.checked);
      for (const box of boxes) box.closest("tr").classList.toggle("is-chosen", box.checked);
      bar.classList.toggle("is-open", chosen.length > 0);
      count.textContent = String(chosen.length);
      for (const button of bar.querySelectorAll("[data-question]")) {
        button.dataset.confirm = button.dataset.question.replace("#", String(chosen.length));
      }
      all.checked = chosen.length === boxes.length;
      all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
    };
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
      refresh();
    });
    let last = null;
    for (const box of boxes) {
      // Shift and click choose everything between.
      box.addEventListener("click", (event) => {
        if (event.shiftKey && last) {
          const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
          for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
        }
        last = box;
        refresh();
      });
    }
    // The dialog has asked by the time that the form is sent; without a script the server asks on a page.
    const answered = document.createElement("input");
    Object.assign(answered, { type: "hidden", name: "confirmed", value: "1" });
    form.append(answered);
    form.addEventListener("rows-changed", () => {
      boxes.splice(0, boxes.length, ...form.querySelectorAll("input[name=rowid]"));
      refresh();
    });
    refresh(); // the browser may have kept the ticks of a page gone back to
  }

  let here = null;
  function go(step) {
    const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
    if (!rows.length) return;
    const at = rows.indexOf(here);
    here?.classList.remove("is-here");
    here = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    here.classList.add("is-here");
    here.querySelector(".first a").focus({ preventScroll: true });
    here.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog, .ts-wrapper, [role=menu]")) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "x" && here) here.querySelector("input[name=rowid]")?.click();
    else if (event.key === "." && here) here.querySelector("[data-more]").click();
    else if (event.key === "e" && here) {
      const edit = here.querySelector("[data-edit]");
      if (edit) location.assign(edit.dataset.edit);
    } else return;
    event.preventDefault();
  });

  for (const row of document.querySelectorAll("[data-filter]")) {
    const operator = row.querySelector("[data-operator]");
    const value = row.querySelector("[data-value]");
    if (!operator || !value) continue;
    const key = row.dataset.filter;
    const fixed = document.createElement("input");
    fixed.type = "hidden";
    row.append(fixed);
    const rename = () => {
      const option = operator.selectedOptions[0];
      const asks = option !== undefined && option.dataset.fixed === undefined;
      value.name = asks ? `f.${key}.${option.value}` : "";
      value.parentElement.classList.toggle("is-idle", !asks);
      fixed.name = asks ? "" : `f.${key}.empty`;
      fixed.value = asks ? "" : option.dataset.fixed;
    };
    operator.addEventListener("change", rename);
    rename();
  }
})();
