// The admin's search boxes take over a select, but not its label: give it back to them.
"use strict";

function label(box) {
  const select = box.previousElementSibling;
  const words = select?.labels?.[0]?.textContent.trim().replace(/:$/, "");
  if (!words) return;
  for (const part of box.querySelectorAll("[role=combobox], [role=textbox], input")) {
    part.setAttribute("aria-label", words);
    part.removeAttribute("aria-labelledby");
  }
  // A list that holds more than its items is none.
  box.querySelectorAll("ul.select2-selection__rendered, ul.select2-selection__rendered > li")
    .forEach((part) => part.setAttribute("role", "none"));
}

function labelAll() {
  document.querySelectorAll("select + .select2-container").forEach(label);
}

new MutationObserver(labelAll).observe(document.documentElement, {childList: true, subtree: true});
