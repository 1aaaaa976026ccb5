// Runs before the page is drawn: says that scripts work, and keeps the menu as narrow as it was left.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.replace("no-js", "js");
  try {
    if (localStorage.getItem("side") === "shut") root.classList.add("side-shut");
  } catch (error) {
    // Storage may be forbidden; the menu is then wide.
  }
})();
