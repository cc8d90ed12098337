// A form of the administration with more text than the site takes is not sent: what was typed stays in it.
"use strict";

(() => {
  const { limit, sentence } = document.currentScript.dataset;

  // A browser sends each line break as two bytes; of a field, the server counts two besides its name and text.
  const sizeOf = (form) => {
    const texts = [...new FormData(form)]
      .filter(([, value]) => typeof value === "string")
      .map(([name, value]) => [name, value.replace(/\r\n|\r|\n/g, "\r\n")]);
    return form.enctype === "multipart/form-data"
      ? texts.reduce((size, pair) => size + new Blob(pair).size + 2, 0)
      : new URLSearchParams(texts).toString().length;
  };

  const tell = (form) => {
    const note = form.querySelector(".too-large") || document.createElement("p");
    note.className = "errornote too-large";
    note.tabIndex = -1;
    note.textContent = sentence;
    form.prepend(note);
    note.focus();
  };

  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post" || sizeOf(event.target) <= Number(limit)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(event.target);
  }, true);
})();
