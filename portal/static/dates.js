// Dates: an <input data-date> takes 2026-11-21, 2026年11月21日, 2026/11/21 and 20261121, and gets a calendar beside it.
// The pattern is that of a dialog with a grid of days (WAI-ARIA); what is said comes from the page and the browser.
(function () {
  "use strict";
  const skeleton = document.getElementById("date-panel");
  if (!skeleton) return;
  const spoken = document.documentElement.lang;
  const named = (options) => new Intl.DateTimeFormat(spoken, options);
  const monthName = named({ year: "numeric", month: "long" });
  const dayName = named({ year: "numeric", month: "long", day: "numeric", weekday: "long" });
  const SHAPES = /^\s*(\d{4})\s*(?:[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{2})(\d{2}))\s*$/;

  const two = (number) => String(number).padStart(2, "0");
  const text = (day) => `${String(day.getFullYear()).padStart(4, "0")}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;

  // The day that was typed, or null where there is none, such as the 31st of June.
  function read(typed) {
    const found = SHAPES.exec(typed);
    if (!found) return null;
    const [year, month, day] = [found[1], found[2] || found[4], found[3] || found[5]].map(Number);
    const made = new Date(year, month - 1, day);
    made.setFullYear(year);
    return made.getMonth() === month - 1 && made.getDate() === day ? made : null;
  }

  function moved(day, months, days) {
    const made = new Date(day.getFullYear(), day.getMonth() + months, 1);
    const last = new Date(made.getFullYear(), made.getMonth() + 1, 0).getDate();
    return new Date(made.getFullYear(), made.getMonth(), Math.min(day.getDate(), last) + days);
  }

  const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  let shut = null;

  function open(input, button) {
    if (shut) shut(false);
    const panel = skeleton.content.cloneNode(true).firstElementChild;
    const [title, head, body] = [".date-title", "thead tr", "tbody"].map((part) => panel.querySelector(part));
    const chosen = read(input.value);
    let here = chosen || new Date();

    for (let place = 0; place < 7; place++) {
      const day = new Date(2024, 0, 1 + place); // a Monday: the week begins there
      const cell = document.createElement("th");
      cell.scope = "col";
      cell.abbr = named({ weekday: "long" }).format(day);
      cell.textContent = named({ weekday: spoken.startsWith("zh") ? "narrow" : "short" }).format(day);
      head.append(cell);
    }

    function draw(focused) {
      title.textContent = monthName.format(here);
      const first = new Date(here.getFullYear(), here.getMonth(), 1);
      const start = moved(first, 0, -((first.getDay() + 6) % 7));
      const weeks = [];
      for (let week = 0; week < 6; week++) {
        const row = document.createElement("tr");
        for (let place = 0; place < 7; place++) {
          const day = moved(start, 0, week * 7 + place);
          const cell = document.createElement("td");
          const pick = document.createElement("button");
          pick.type = "button";
          pick.textContent = String(day.getDate());
          pick.dataset.day = text(day);
          pick.tabIndex = text(day) === text(here) ? 0 : -1;
          pick.setAttribute("aria-label", dayName.format(day));
          pick.setAttribute("aria-pressed", String(chosen !== null && text(day) === text(chosen)));
          if (text(day) === text(new Date())) pick.setAttribute("aria-current", "date");
          pick.classList.toggle("is-other", day.getMonth() !== here.getMonth());
          cell.append(pick);
          row.append(cell);
        }
        weeks.push(row);
      }
      body.replaceChildren(...weeks);
      if (focused) body.querySelector("[tabindex='0']").focus();
    }

    // In a box that scrolls or sticks, the calendar would be cut off: there it lies over the page, below its input.
    function place() {
      if (!input.closest(".menu-body, .narrow")) return;
      panel.classList.add("is-afloat");
      const [box, size] = [input.getBoundingClientRect(), panel.getBoundingClientRect()];
      const below = box.bottom + 4 + size.height <= innerHeight || box.top < size.height + 8;
      panel.style.left = `${Math.max(8, Math.min(box.left, innerWidth - size.width - 8))}px`;
      panel.style.top = `${below ? Math.min(box.bottom + 4, Math.max(8, innerHeight - size.height - 8)) : box.top - size.height - 4}px`;
    }

    const moving = (event) => {
      if (!panel.contains(event.target)) place();
    };

    function close(back) {
      panel.remove();
      removeEventListener("scroll", moving, true);
      removeEventListener("resize", moving);
      document.removeEventListener("mousedown", outside);
      button.setAttribute("aria-expanded", "false");
      shut = null;
      if (back) input.focus();
    }

    function take(value) {
      input.value = value;
      close(true);
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function outside(event) {
      if (!panel.contains(event.target) && !button.contains(event.target)) close(false);
    }

    panel.addEventListener("click", (event) => {
      const pressed = event.target.closest("button");
      if (!pressed) return;
      if (pressed.dataset.day) take(pressed.dataset.day);
      else if (pressed.dataset.step) {
        here = moved(here, Number(pressed.dataset.step), 0);
        draw(false);
      } else take(pressed.hasAttribute("data-today") ? text(new Date()) : "");
    });

    panel.addEventListener("keydown", (event) => {
      const inDays = event.target.matches("[data-day]");
      if (event.key === "Escape") close(true);
      else if (event.key === "Tab") {
        // The focus stays among the buttons that it may stand on, round and round.
        const stops = [...panel.querySelectorAll("button")].filter((stop) => stop.tabIndex >= 0);
        const place = stops.indexOf(event.target) + (event.shiftKey ? -1 : 1);
        stops[(place + stops.length) % stops.length].focus();
      } else if (inDays && event.key in STEPS) here = moved(here, 0, STEPS[event.key]);
      else if (inDays && event.key.startsWith("Page")) {
        here = moved(here, (event.key === "PageUp" ? -1 : 1) * (event.shiftKey ? 12 : 1), 0);
      } else if (inDays && event.key === "Home") here = moved(here, 0, -((here.getDay() + 6) % 7));
      else if (inDays && event.key === "End") here = moved(here, 0, (7 - here.getDay()) % 7);
      else return;
      event.preventDefault();
      event.stopPropagation();
      if (shut && event.key !== "Tab") draw(true);
    });

    shut = close;
    button.setAttribute("aria-expanded", "true");
    button.after(panel);
    document.addEventListener("mousedown", outside);
    addEventListener("scroll", moving, true);
    addEventListener("resize", moving);
    draw(false);
    place();
    body.querySelector("[tabindex='0']").focus();
    panel.scrollIntoView({ block: "nearest" });
  }

  for (const input of document.querySelectorAll("input[data-date]")) {
    const frame = document.createElement("span");
    frame.className = "date";
    input.before(frame);
    const button = document.createElement("button");
    const picture = document.createElement("i");
    picture.className = "ti ti-calendar";
    picture.setAttribute("aria-hidden", "true");
    button.append(picture);
    button.type = "button";
    button.className = "date-open";
    button.disabled = input.readOnly || input.disabled;
    const label = input.labels.length ? input.labels[0].firstChild.textContent.trim() : input.getAttribute("aria-label") || "";
    button.setAttribute("aria-label", `${skeleton.content.firstElementChild.getAttribute("aria-label")} ${label}`);
    button.setAttribute("aria-haspopup", "dialog");
    button.setAttribute("aria-expanded", "false");
    frame.append(input, button);
    button.addEventListener("click", () => (shut && button.getAttribute("aria-expanded") === "true" ? shut(true) : open(input, button)));
    input.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" || button.disabled) return;
      event.preventDefault();
      open(input, button);
    });
    // What is typed in another way is shown as it will stand. What is no day a filter does not send, and says so at
    // once; a form sends it, for the server to name beside everything else.
    input.addEventListener("change", () => {
      const day = read(input.value);
      if (day) input.value = text(day);
      input.setCustomValidity(day || !input.value.trim() ? "" : skeleton.dataset.noDay);
    });
    input.addEventListener("input", () => input.setCustomValidity(""));
  }
})();
