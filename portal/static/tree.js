// Trees: nodes open in place, their children fetched when first wanted; the arrow keys walk and open.
(function () {
  "use strict";
  const tree = document.querySelector("[data-tree]");
  if (!tree) return;
  const words = document.body.dataset;

  const foldOf = (item) => item.querySelector(":scope > .node > a.fold");
  const nameOf = (item) => item.querySelector(":scope > .node > .name");
  const below = (item) => item.querySelector(":scope > ul");

  function mark(fold, open) {
    fold.setAttribute("aria-expanded", String(open));
  }

  async function open(item) {
    const fold = foldOf(item);
    if (!fold || fold.getAttribute("aria-expanded") === "true") return;
    item.querySelector(":scope > .failed")?.remove();
    if (below(item)) {
      below(item).hidden = false;
      return mark(fold, true);
    }
    if (item.getAttribute("aria-busy")) return;
    item.setAttribute("aria-busy", "true");
    const waiting = document.createElement("div");
    waiting.className = "loading";
    waiting.setAttribute("role", "status");
    waiting.textContent = words.textLoading;
    item.append(waiting);
    try {
      const answer = await fetch(fold.dataset.children, { credentials: "same-origin" });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const part = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("ul");
      waiting.replaceWith(part);
      mark(fold, true);
    } catch (error) {
      waiting.className = "failed";
      waiting.textContent = words.textFailed;
    } finally {
      item.removeAttribute("aria-busy");
    }
  }

  function shut(item) {
    const fold = foldOf(item);
    if (!fold || !below(item)) return;
    below(item).hidden = true;
    mark(fold, false);
  }

  tree.addEventListener("click", (event) => {
    const fold = event.target.closest("a.fold");
    if (!fold || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const item = fold.closest("li");
    if (fold.getAttribute("aria-expanded") === "true") shut(item);
    else open(item);
  });

  tree.addEventListener("keydown", (event) => {
    const item = event.target.closest("li");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const fold = foldOf(item);
    const isOpen = fold !== null && fold.getAttribute("aria-expanded") === "true";
    const shown = [...tree.querySelectorAll(".name")].filter((name) => name.offsetParent !== null);
    const here = shown.indexOf(nameOf(item));
    const focus = (name) => name && name.focus();
    if (event.key === "ArrowDown") focus(shown[here + 1]);
    else if (event.key === "ArrowUp") focus(shown[here - 1]);
    else if (event.key === "ArrowRight") {
      if (isOpen) focus(below(item)?.querySelector(".name"));
      else open(item);
    } else if (event.key === "ArrowLeft") {
      if (isOpen) shut(item);
      else focus(item.parentElement.closest("li") && nameOf(item.parentElement.closest("li")));
    } else if (event.key === " " && event.target.matches("a.fold")) event.target.click();
    else return;
    event.preventDefault();
  });

  // One item beside the tree: the last one asked for wins, and the address says which it is.
  const place = document.querySelector("[data-panel-place]");
  let asking = null;

  async function show(name) {
    asking?.abort();
    asking = new AbortController();
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(name.dataset.panel, { credentials: "same-origin", signal: asking.signal });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...part.body.children);
      for (const node of tree.querySelectorAll(".is-chosen")) node.classList.remove("is-chosen");
      for (const other of tree.querySelectorAll(".name[aria-current]")) other.removeAttribute("aria-current");
      name.parentElement.classList.add("is-chosen");
      name.setAttribute("aria-current", "true");
      window.history.replaceState(null, "", name.getAttribute("href"));
      const box = place.getBoundingClientRect();
      if (box.top > window.innerHeight * 0.7 || box.bottom < 0) place.scrollIntoView({ block: "start" });
      place.removeAttribute("aria-busy");
    } catch (error) {
      if (error.name !== "AbortError") window.location.assign(name.href); // the page itself says what is wrong
    }
  }

  tree.addEventListener("click", (event) => {
    const name = event.target.closest("a.name[data-panel]");
    if (!name || event.ctrlKey || event.metaKey || event.shiftKey || !place) return;
    event.preventDefault();
    show(name);
  });

  // The first hit of a search is brought into sight.
  tree.querySelector(".is-hit, .is-chosen, li:target > .node")?.scrollIntoView({ block: "center" });
  for (const fold of tree.querySelectorAll("a.fold")) fold.setAttribute("role", "button");
})();
