// Pickers: a <select data-picker-url> asks the server for the rows that the reader may choose, 20 at a time.
(function () {
  "use strict";
  const words = document.body.dataset;

  function line(css, text) {
    const element = document.createElement("div");
    element.className = css;
    element.textContent = text;
    return element;
  }

  for (const select of document.querySelectorAll("select[data-picker-url]")) {
    let asking = null; // the request under way: at most one, and none once the picker was left
    let shown = null; // the search whose answer the list shows
    let answered = null; // the rows of that answer, each with a number: the best has the highest
    let fresh = false; // it was not drawn yet
    let more = false;
    let failed = false;
    const several = select.multiple;
    const picker = new TomSelect(select, {
      valueField: "id",
      labelField: "text",
      searchField: [],
      // The server finds by name, code and pinyin: what it sends is shown, in its order. What is chosen already stays
      // known, but does not stand above what was looked for: Enter would choose it again.
      score: () => (row) => (answered === null ? 1 : (answered.get(String(row.id)) ?? 0)),
      sortField: [{ field: "$order" }],
      maxOptions: 50,
      allowEmptyOption: false,
      preload: "focus",
      loadThrottle: 200,
      closeAfterSelect: !several,
      dropdownParent: select.closest(".menu-body") ? "body" : null,
      plugins: several ? ["remove_button"] : select.required ? [] : { clear_button: { title: "×" } },
      load(query, done) {
        asking?.abort();
        const mine = (asking = new AbortController());
        failed = false;
        if (!this.isFocused) mine.abort();
        const address = new URL(select.dataset.pickerUrl, location.href);
        address.searchParams.set("q", query);
        fetch(address, { headers: { Accept: "application/json" }, credentials: "same-origin", signal: mine.signal })
          .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
          .then((found) => {
            more = found.more;
            // Rows of an earlier search go; chosen ones stay.
            this.clearOptions((option) => this.items.includes(String(option.id)));
            shown = query;
            answered = new Map(found.results.map((row, place, all) => [String(row.id), all.length - place]));
            fresh = query !== "";
            done(found.results);
          })
          .catch(() => {
            failed = !mine.signal.aborted;
            // Tom Select would not ask for the same once more.
            delete this.loadedSearches[query];
            done();
          })
          .finally(() => {
            if (asking === mine) asking = null;
          });
      },
      shouldLoad: () => true,
      onItemAdd() {
        if (!several) this.blur();
      },
      // Who left the picker waits for nothing. Next time it begins with all that may be chosen.
      onBlur() {
        clearTimeout(this.refreshTimeout);
        asking?.abort();
        if (shown !== "") this.wrapper.classList.remove("preloaded");
      },
      onDropdownOpen: note,
      onLoad: note,
      render: {
        option: (row) => line("option", row.text),
        item: (row) => line("item", row.text),
        no_results: () => line("no-results", failed ? words.textFailed : words.textNone),
        loading: () => line("spinner-text", words.textLoading),
        not_loading: () => null,
      },
    });
    // Letters typed just before the choice are looked up a moment later, and answers come when they come. Tom Select
    // would then open the list again, over the field below, and take the focus from it.
    const draw = picker.refreshOptions.bind(picker);
    picker.refreshOptions = (open = true) => {
      draw(open && picker.isFocused);
      // Enter chooses the best of what was looked for; Tom Select would stay with what is chosen already.
      const best = fresh && picker.isOpen ? picker.selectable()[0] : null;
      if (best) picker.setActiveOption(best);
      if (best) fresh = false;
    };
    function note() {
      if (!picker) return;
      picker.dropdown.querySelector(".more")?.remove();
      if (more) picker.dropdown.append(line("more", words.textMore));
    }
    // The new input takes over: readers of the screen need not meet the old one.
    select.setAttribute("aria-hidden", "true");
    // A label that another element holds is named for the new input too.
    const label = select.getAttribute("aria-labelledby");
    if (label) picker.control_input.setAttribute("aria-labelledby", label);
    for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
      if (select.hasAttribute(name)) picker.control_input.setAttribute(name, select.getAttribute(name));
    }
  }
})();
