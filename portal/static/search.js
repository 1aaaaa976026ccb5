// The search over everything: suggestions while one types. Arrows choose, Enter opens, Escape closes; without a choice
// Enter leads to the page of results, as it does without a script.
(function () {
  "use strict";
  const form = document.querySelector("form[data-find]");
  if (!form) return;
  const input = form.querySelector("input");
  const WAIT = 180; // milliseconds between the last letter and the question
  const list = document.createElement("div");
  let waiting = 0;
  let asking = null; // the request under way: at most one
  let chosen = -1;

  list.className = "found";
  list.id = "found";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label"));
  list.hidden = true;
  form.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    input.setAttribute(name, value);
  }

  function element(tag, css, text) {
    const made = document.createElement(tag);
    if (css) made.className = css;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  const options = () => [...list.querySelectorAll("[role=option]")];

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) choose(-1);
  }

  // No option is -1; before it comes the last one, after the last one none again.
  function choose(place) {
    const all = options();
    chosen = place < -1 ? all.length - 1 : place >= all.length ? -1 : place;
    all.forEach((option, at) => option.setAttribute("aria-selected", String(at === chosen)));
    const option = all[chosen];
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function option(href, css) {
    const made = element("a", css);
    made.href = href;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.tabIndex = -1;
    made.id = "found-" + options().length;
    return made;
  }

  function draw(answer) {
    list.replaceChildren();
    answer.groups.forEach((group, at) => {
      const part = element("div", "found-group");
      const label = element("div", "found-label", group.label);
      label.id = "found-label-" + at;
      label.append(" ", element("span", "n", group.number));
      part.setAttribute("role", "group");
      part.setAttribute("aria-labelledby", label.id);
      part.append(label);
      list.append(part);
      for (const hit of group.hits) {
        const line = option(hit.href, "found-hit");
        const icon = element("i", "ti ti-" + hit.icon);
        icon.setAttribute("aria-hidden", "true");
        line.append(icon, element("span", "name", hit.text));
        if (hit.code) line.append(element("span", "code", hit.code));
        if (hit.place) line.append(element("span", "muted", hit.place));
        part.append(line);
      }
    });
    if (answer.none) {
      const note = element("div", "found-none", answer.none);
      note.setAttribute("role", "status");
      list.append(note);
    } else {
      const all = option(answer.all.href, "found-all");
      all.textContent = answer.all.text;
      list.append(all);
    }
    chosen = -1;
    show(true);
  }

  function ask() {
    asking?.abort();
    const words = input.value.trim();
    if (!words) return show(false);
    const mine = (asking = new AbortController());
    const address = new URL(form.dataset.find, location.href);
    address.searchParams.set("q", words);
    fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin", signal: mine.signal })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((answer) => {
        if (document.activeElement === input && input.value.trim() === words) draw(answer);
      })
      .catch(() => {
        // Aborted, or the server cannot say: Enter still leads to the page of results.
        if (!mine.signal.aborted) show(false);
      });
  }

  input.addEventListener("input", (event) => {
    clearTimeout(waiting);
    // While letters are being turned into characters the word is not finished.
    if (!event.isComposing) waiting = setTimeout(ask, WAIT);
  });
  input.addEventListener("compositionend", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, WAIT);
  });
  input.addEventListener("focus", () => {
    if (input.value.trim() && list.hidden && list.childElementCount) show(true);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      event.preventDefault();
      show(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden) {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? chosen + 1 : chosen - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      options()[chosen].click();
    }
  });
  // A click on a suggestion must reach it before the list closes.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  input.addEventListener("blur", () => {
    clearTimeout(waiting);
    asking?.abort();
    show(false);
  });
})();
