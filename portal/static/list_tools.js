// Around the rows: the menu of a row, chosen columns in their order, the help for the keyboard, printing.
(function () {
  "use strict";

  for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => window.print());

  const help = document.getElementById("keys");
  if (help && help.showModal) {
    for (const button of document.querySelectorAll("[data-keys]")) button.addEventListener("click", () => help.showModal());
    document.addEventListener("keydown", (event) => {
      if (event.key !== "?" || event.ctrlKey || event.metaKey || event.altKey || help.open) return;
      if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog, .ts-wrapper")) return;
      event.preventDefault();
      help.showModal();
    });
  }

  for (const form of document.querySelectorAll("form[data-columns]")) {
    const list = form.querySelector("ul");
    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (!button) return;
      const line = button.closest("li");
      if (button.dataset.move === "up") line.previousElementSibling?.before(line);
      else line.nextElementSibling?.after(line);
      button.focus();
    });
    form.addEventListener("submit", () => {
      const boxes = [...form.querySelectorAll("input[name=col]")];
      const keys = boxes.filter((box) => box.checked).map((box) => box.value);
      const columns = document.createElement("input");
      Object.assign(columns, { type: "hidden", name: "cols", value: keys.join(",") });
      form.append(columns);
      for (const box of boxes) box.disabled = true;
    });
  }

  // The menu of a row: one menu for all rows, opened at the dots.
  const menu = document.querySelector("[data-row-menu]");
  if (!menu) return;
  const part = (name) => menu.querySelector(`[data-do=${name}]`);
  const removal = part("delete");
  const said = document.querySelector("[data-said]");
  let dots = null;

  const name = () => dots.closest("tr").querySelector(".first").textContent.trim();
  const shown = () => [...menu.querySelectorAll("[role=menuitem]")].filter((item) => item.offsetParent !== null);

  function say(text, good) {
    if (!said) return;
    said.hidden = false;
    said.classList.toggle("flash-success", good);
    said.classList.toggle("flash-danger", !good);
    said.querySelector("div").textContent = text;
  }

  function close(back) {
    if (menu.hidden) return;
    menu.hidden = true;
    dots.removeAttribute("aria-expanded");
    if (back) dots.focus();
  }

  function open(link) {
    close(false);
    dots = link;
    part("open").href = link.href;
    part("edit").hidden = !link.dataset.edit;
    part("edit").href = link.dataset.edit || "";
    if (part("history")) part("history").href = `${link.href}?tab=history`;
    removal.hidden = !link.dataset.delete;
    removal.action = link.dataset.delete || "";
    const button = removal.querySelector("button");
    button.dataset.confirm = button.dataset.question.replace("#", name());
    menu.hidden = false;
    link.setAttribute("aria-expanded", "true");
    const box = link.getBoundingClientRect();
    const under = box.bottom + menu.offsetHeight + 8 < innerHeight;
    menu.style.top = `${under ? box.bottom + 4 : Math.max(4, box.top - menu.offsetHeight - 4)}px`;
    menu.style.left = `${Math.max(4, box.right - menu.offsetWidth)}px`;
    shown()[0].focus();
  }

  for (const link of document.querySelectorAll("[data-more]")) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "menu");
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-more]");
    if (link) {
      event.preventDefault();
      if (!menu.hidden && link === dots) close(true);
      else open(link);
    } else if (!menu.contains(event.target)) close(false);
  });
  document.addEventListener("scroll", (event) => event.target !== menu && close(false), true);
  menu.addEventListener("keydown", (event) => {
    const items = shown();
    const at = items.indexOf(document.activeElement);
    if (event.key === "ArrowDown") items[(at + 1) % items.length].focus();
    else if (event.key === "ArrowUp") items[(at + items.length - 1) % items.length].focus();
    else if (event.key === "Home") items[0].focus();
    else if (event.key === "End") items[items.length - 1].focus();
    else if (event.key === "Escape") close(true);
    else if (event.key === "Tab") return close(true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  part("copy").addEventListener("click", () => {
    const address = part("open").href;
    close(true);
    // The clipboard is open to secure pages only; within a bureau's network the portal may be plain HTTP.
    const copied = navigator.clipboard ? navigator.clipboard.writeText(address) : Promise.reject(new Error("closed"));
    copied.then(() => say(menu.dataset.copied, true)).catch(() => say(`${menu.dataset.notCopied} ${address}`, false));
  });

  // The list stays where it is: the row goes, or the reason why not is said.
  removal.addEventListener("submit", (event) => {
    event.preventDefault();
    const row = dots.closest("tr");
    const form = row.closest("form");
    close(false);
    fetch(removal.action, {
      method: "POST",
      body: new FormData(removal),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
    })
      .then((answer) => answer.json().then((found) => ({ good: answer.ok, text: found.message })))
      .then(({ good, text }) => {
        say(`${name()}: ${text}`, good);
        if (!good) return;
        const next = row.nextElementSibling || row.previousElementSibling;
        row.remove();
        form?.dispatchEvent(new Event("rows-changed"));
        if (next) next.querySelector(".first a").focus();
        else location.reload();
      })
      .catch(() => say(document.body.dataset.textFailed, false));
  });
})();
