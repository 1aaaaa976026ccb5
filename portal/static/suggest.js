// The search box of a list proposes filters while one types: a label first, then its values. The server finds them.
(function () {
  "use strict";
  const WAIT = 150;

  for (const input of document.querySelectorAll("input[data-suggest-url]")) {
    const list = document.createElement("ul");
    list.className = "proposals";
    list.id = "proposals";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.getAttribute("aria-label"));
    input.parentElement.append(list);
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    let found = [];
    let at = -1;
    let timer = 0;
    let asking = null;

    function close() {
      clearTimeout(timer);
      asking?.abort();
      list.hidden = true;
      at = -1;
      input.removeAttribute("aria-activedescendant");
    }

    function mark(index) {
      at = index;
      for (const [number, line] of [...list.children].entries()) line.setAttribute("aria-selected", String(number === at));
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }

    function show() {
      list.replaceChildren(
        ...found.map((one, number) => {
          const line = document.createElement("li");
          line.id = `proposal-${number}`;
          line.textContent = one.text;
          line.setAttribute("role", "option");
          return line;
        }),
      );
      list.hidden = found.length === 0;
      mark(-1);
    }

    function ask() {
      asking?.abort();
      const mine = (asking = new AbortController());
      const address = new URL(input.dataset.suggestUrl, location.href);
      address.searchParams.set("q", input.value.slice(0, input.selectionEnd));
      fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin", signal: mine.signal })
        .then((answer) => (answer.ok ? answer.json() : { results: [] }))
        .then((answer) => {
          if (mine.signal.aborted || document.activeElement !== input) return;
          found = answer.results;
          show();
        })
        .catch(() => {
          // Proposals are a help only: the search works without.
        });
    }

    function take(one) {
      close();
      const after = input.value.slice(input.selectionEnd);
      if (!one.pairs.length) {
        input.value = input.value.slice(0, one.start) + one.text + after.trimStart();
        const caret = one.start + one.text.length;
        input.setSelectionRange(caret, caret);
        ask();
        return;
      }
      input.value = `${input.value.slice(0, one.start).trim()} ${after.trim()}`.trim();
      for (const [key, value] of one.pairs) {
        for (const old of input.form.querySelectorAll(`input[type=hidden][name="${CSS.escape(key)}"]`)) old.remove();
        const field = document.createElement("input");
        Object.assign(field, { type: "hidden", name: key, value });
        input.form.append(field);
      }
      input.form.requestSubmit();
    }

    input.addEventListener("input", (event) => {
      clearTimeout(timer);
      if (event.isComposing) return;
      if (!input.value.trim()) return close();
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("compositionend", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) return;
      if (event.key === "ArrowDown") mark(at + 1 >= found.length ? 0 : at + 1);
      else if (event.key === "ArrowUp") mark(at <= 0 ? found.length - 1 : at - 1);
      else if (event.key === "Enter" && at >= 0) take(found[at]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    // Before the input loses the focus, so that a click still meets the line.
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const line = event.target.closest("li");
      if (line) take(found[[...list.children].indexOf(line)]);
    });
    input.addEventListener("blur", close);
  }
})();
