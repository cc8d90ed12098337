/* What the packet desk gains from JavaScript: adding in place, dragging, and texts that outlive a session. */
(() => {
  "use strict";
  const doc = document;
  const all = (selector, root = doc) => [...root.querySelectorAll(selector)];

  /* Say what was done: in words for everybody, and to those who listen. */
  let hush = 0;
  const tell = (text) => {
    if (!text) return;
    const voice = doc.getElementById("voice");
    if (voice) { voice.textContent = ""; setTimeout(() => { voice.textContent = text; }, 60); }
    let told = doc.querySelector(".told");
    if (!told) {
      told = doc.createElement("p");
      told.className = "told";
      told.setAttribute("aria-hidden", "true");
      doc.body.append(told);
    }
    told.hidden = false;
    told.textContent = text;
    clearTimeout(hush);
    hush = setTimeout(() => { told.hidden = true; }, 6000);
  };
  const phrase = (words, ...values) => values.reduce((text, value) => text.replace("%s", value), words);

  /* The selection goes to the packet at hand in place. */
  doc.addEventListener("click", (event) => {
    const button = event.target.closest("#selection [formaction]");
    if (!button || !window.htmx) return;
    event.preventDefault();
    const form = doc.getElementById("gather-selection");
    all("[name=m]", form).forEach((input) => input.remove());
    let keys = [];
    try { keys = JSON.parse(localStorage.getItem("csbm-selection")) || []; } catch { /* none is kept */ }
    keys.forEach((key) => {
      const input = doc.createElement("input");
      Object.assign(input, { type: "hidden", name: "m", value: key });
      form.append(input);
    });
    form.requestSubmit();
  });
  doc.addEventListener("htmx:afterSettle", (event) => {
    const told = event.target.closest("[data-told]");
    if (told) { tell(told.dataset.told); delete told.dataset.told; }
  });

  /* Rows: a handle that is dragged, or lifted with Space and moved with the arrow keys. */
  const rows = () => all("#outline .row");
  const outline = () => doc.getElementById("outline");
  let lifted = null; // { row, handle, next: where it stood }

  const lift = (handle) => {
    const row = handle.closest(".row");
    lifted = { row, handle, next: row.nextElementSibling };
    row.classList.add("lifted");
    handle.setAttribute("aria-pressed", "true");
  };
  const letGo = () => {
    lifted.row.classList.remove("lifted");
    lifted.handle.setAttribute("aria-pressed", "false");
    const was = lifted;
    lifted = null;
    return was;
  };
  const drop = () => {
    const { row, handle, next } = letGo();
    const before = row.nextElementSibling;
    if (before === next) return;
    const values = { row: row.id, before: before ? before.id : "", csrfmiddlewaretoken: doc.querySelector("#arrange [name=csrfmiddlewaretoken]").value };
    handle.focus({ preventScroll: true });
    window.htmx.ajax("POST", outline().dataset.place, { values, target: "#outline", swap: "outerHTML" });
  };
  const putBack = () => {
    const { row, handle, next } = letGo();
    row.parentElement.insertBefore(row, next);
    handle.focus();
    tell(phrase(outline().dataset.putBack, row.dataset.name));
  };
  const step = (down) => {
    const row = lifted.row;
    const other = down ? row.nextElementSibling : row.previousElementSibling;
    if (!other) return;
    other[down ? "after" : "before"](row);
    lifted.handle.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
    tell(phrase(outline().dataset.moved, row.dataset.name, rows().indexOf(row) + 1, rows().length));
  };

  doc.addEventListener("keydown", (event) => {
    const handle = event.target.closest(".handle");
    if (!handle) return;
    const keys = {
      " ": () => { if (lifted) drop(); else { lift(handle); tell(phrase(outline().dataset.lifted, lifted.row.dataset.name)); } },
      Escape: () => lifted && putBack(),
      ArrowUp: () => lifted && step(false),
      ArrowDown: () => lifted && step(true),
    };
    keys.Enter = keys[" "];
    if (!keys[event.key]) return;
    if (lifted || event.key === " " || event.key === "Enter") event.preventDefault();
    keys[event.key]();
  });
  /* Lifted by key and left: it falls back. The move itself takes the focus away for a moment, and gives it back. */
  doc.addEventListener("focusout", (event) => {
    const handle = event.target.closest(".handle");
    if (handle) setTimeout(() => { if (lifted && lifted.handle === handle && !lifted.pointer && doc.activeElement !== handle) putBack(); }, 100);
  });

  doc.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".handle");
    if (!handle || event.button !== 0 || lifted) return;
    event.preventDefault();
    lift(handle);
    lifted.pointer = event.pointerId;
  });
  doc.addEventListener("pointermove", (event) => {
    if (!lifted || lifted.pointer !== event.pointerId) return;
    const edge = 60;
    if (event.clientY < edge) scrollBy(0, -12);
    if (event.clientY > innerHeight - edge) scrollBy(0, 12);
    const over = rows().find((row) => {
      const box = row.getBoundingClientRect();
      return row !== lifted.row && event.clientY >= box.top && event.clientY < box.bottom;
    });
    if (!over) return;
    const box = over.getBoundingClientRect();
    over[event.clientY > box.top + box.height / 2 ? "after" : "before"](lifted.row);
  });
  addEventListener("pointerup", (event) => { if (lifted && lifted.pointer === event.pointerId) drop(); });
  addEventListener("pointercancel", (event) => { if (lifted && lifted.pointer === event.pointerId) putBack(); });

  /* A form that was typed into is kept in this tab until it has been saved: a session that ends loses nothing. */
  const kept = doc.querySelector("form[data-kept]");
  const name = "csbm-typed " + location.pathname;
  const fields = () => all("input[type=text], textarea", kept).filter((field) => field.name);
  if (kept && !doc.querySelector(".conflict, .error")) {
    let typed = {};
    try { typed = JSON.parse(sessionStorage.getItem(name)) || {}; } catch { /* nothing was kept */ }
    fields().filter((field) => typeof typed[field.name] === "string").forEach((field) => { field.value = typed[field.name]; });
  }
  if (kept) {
    kept.addEventListener("input", () => {
      const typed = Object.fromEntries(fields().filter((field) => field.value !== field.defaultValue).map((field) => [field.name, field.value]));
      try { sessionStorage.setItem(name, JSON.stringify(typed)); } catch { /* storage is closed or full */ }
    });
    all("a", kept).forEach((link) => link.addEventListener("click", () => sessionStorage.removeItem(name)));
  } else if (doc.getElementById("outline")) {
    Object.keys(sessionStorage).filter((key) => key.startsWith(name)).forEach((key) => sessionStorage.removeItem(key));
  }

  /* What takes seconds is asked for once: a draft is fetched, so that its button rests when it has come and no sooner.
     Where there is none (a refusal, or the session has ended) the page that says why is opened instead. */
  const save = (blob, header) => {
    const link = doc.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = (/filename="([^"]+)"/.exec(header) || [])[1] || "packet";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  const fetchDraft = async (link) => {
    const response = await fetch(link.href);
    const header = response.headers.get("Content-Disposition");
    if (!response.ok || !header) { location.assign(link.href); return; }
    save(await response.blob(), header);
    tell(link.dataset.made);
  };
  doc.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-draft]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.getAttribute("aria-busy")) return;
    const words = link.textContent;
    link.textContent = link.dataset.draft;
    link.setAttribute("aria-busy", "true");
    link.setAttribute("aria-disabled", "true");
    tell(link.dataset.draft);
    try { await fetchDraft(link); } catch { location.assign(link.href); }
    link.textContent = words;
    link.removeAttribute("aria-busy");
    link.removeAttribute("aria-disabled");
  });
  all("form[data-once]").forEach((form) => form.addEventListener("submit", () => {
    const button = form.querySelector("button");
    const voice = doc.getElementById("voice");
    if (voice) voice.textContent = form.dataset.once;
    setTimeout(() => { button.disabled = true; button.textContent = form.dataset.once; }, 0);
  }));
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
