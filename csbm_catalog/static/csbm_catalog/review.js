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
}

function labelAll() {
  document.querySelectorAll(".select2-container").forEach(label);
}

window.addEventListener("load", labelAll);
document.addEventListener("formset:added", () => setTimeout(labelAll));
