// A paper takes a while: its button says so, and cannot be pressed twice.
"use strict";

document.querySelectorAll("form[data-busy]").forEach((form) => {
  const button = form.querySelector("button[type=submit]");
  const words = button.textContent;
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-disabled") === "true") return event.preventDefault();
    button.setAttribute("aria-disabled", "true");
    button.textContent = form.dataset.busy;
  });
  // Who comes back with the browser's button finds the form as it was.
  addEventListener("pageshow", () => {
    button.removeAttribute("aria-disabled");
    button.textContent = words;
  });
});
