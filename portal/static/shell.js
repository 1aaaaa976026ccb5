// The frame: the side menu, menus that close, “/” and Ctrl+K to the search, questions before something is done.
(function () {
  "use strict";
  const root = document.documentElement;

  function remember(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch (error) {
      // Storage may be forbidden; the choice then holds for this page.
    }
  }

  for (const button of document.querySelectorAll("[data-side-toggle]")) {
    button.addEventListener("click", () => remember("side", root.classList.toggle("side-shut") ? "shut" : "open"));
  }

  document.querySelector(".side [aria-current]")?.scrollIntoView({ block: "nearest" });

  // At phone width the menu lies over the page.
  const burger = document.querySelector("[data-side-open]");
  const sidebar = document.getElementById("sidebar");
  function openSide(open) {
    root.classList.toggle("side-open", open);
    burger.setAttribute("aria-expanded", String(open));
    (open ? sidebar.querySelector("a") : burger).focus();
  }
  if (burger && sidebar) {
    burger.addEventListener("click", () => openSide(true));
    document.addEventListener("click", (event) => {
      if (!root.classList.contains("side-open")) return;
      if (!sidebar.contains(event.target) && !burger.contains(event.target)) openSide(false);
    });
  }

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      // An option of a picker leaves the page while it is clicked: it lies in no menu any more, and closes none.
      if (event.target.isConnected && !menu.contains(event.target)) menu.open = false;
    }
  });

  const typing = (element) => element.closest("input, textarea, select, [contenteditable], dialog, .ts-wrapper") !== null;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      if (root.classList.contains("side-open")) openSide(false);
      for (const menu of document.querySelectorAll("details.menu[open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
    const everywhere = document.querySelector(".find input");
    if (everywhere && event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey) {
      event.preventDefault();
      everywhere.focus();
      everywhere.select();
      return;
    }
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const search = document.querySelector("[data-search]") || everywhere;
    if (search) {
      event.preventDefault();
      search.focus();
      search.select();
    }
  });

  // A button with data-confirm asks first. Without a script the server's own page asks, or nothing does.
  const dialog = document.getElementById("ask");
  if (dialog && dialog.showModal) {
    let waiting = null;
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-confirm]");
      if (!button || !button.form || !button.dataset.confirm) return;
      event.preventDefault();
      waiting = button;
      document.getElementById("ask-text").textContent = button.dataset.confirm;
      dialog.returnValue = "";
      dialog.showModal();
      dialog.querySelector("button").focus();
    });
    dialog.addEventListener("close", () => {
      const button = waiting;
      if (button && dialog.returnValue === "yes") button.form.requestSubmit(button);
      waiting = null;
      if (button) button.focus();
    });
  }

  // A search or a filter leaves its empty inputs out of the address.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-lean]")) return;
    for (const input of event.target.querySelectorAll("input, select")) {
      if (input.name && input.value === "" && !input.disabled) {
        input.disabled = true;
        setTimeout(() => (input.disabled = false), 0);
      }
    }
  });
})();
