// The admin's search boxes take over a select, but not its label: give them that, or in a row the column's heading.
"use strict";

function words(select) {
  const column = select.closest("td")?.className.match(/field-(\w+)/)?.[1];
  const label = select.labels[0] ?? (column && select.closest("table").querySelector(`th.column-${column}`));
  return label?.textContent.trim().replace(/:$/, "");
}

function label(box) {
  const select = box.previousElementSibling;
  if (!select.labels) return;
  const name = words(select);
  if (!name) return;
  for (const part of box.querySelectorAll("[role=combobox], [role=textbox], input")) {
    part.setAttribute("aria-label", name);
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
