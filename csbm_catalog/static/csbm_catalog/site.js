/* What a page gains from JavaScript; everything works without it. */
(() => {
  "use strict";
  const doc = document;
  const all = (selector, root = doc) => [...root.querySelectorAll(selector)];
  const say = (text) => {
    const voice = doc.getElementById("voice");
    if (!voice || !text) return;
    voice.textContent = "";
    setTimeout(() => { voice.textContent = text; }, 60);
  };
  doc.documentElement.classList.add("js");

  /* Filters: open beside the list, closed above it. */
  const wide = matchMedia("(min-width: 60rem)");
  const fitPanel = () => all("details.panel").forEach((panel) => { panel.open = wide.matches; });
  wide.addEventListener("change", fitPanel);
  fitPanel();
  doc.addEventListener("click", (event) => {
    if (!event.target.closest("[data-close-panel]") || wide.matches || !window.htmx) return;
    event.preventDefault();
    const panel = event.target.closest("details");
    if (panel) panel.open = false;
    focusResults();
  });

  /* Copy an address. */
  doc.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
    } catch {
      const shown = doc.getElementById(button.getAttribute("aria-describedby"));
      if (shown) getSelection().selectAllChildren(shown);
      return;
    }
    const words = button.textContent;
    button.textContent = button.dataset.copied;
    say(button.dataset.copied);
    setTimeout(() => { button.textContent = words; }, 2000);
  });

  /* What takes a moment says so, and is not asked for twice. A PDF that is kept is made first, by asking for its
     head alone, and fetched when it is there: the button knows when it is done, and who leaves the page loses
     nothing, since what was begun is kept. A draft is not kept, and leaves the page as it is, so that ends by itself. */
  const SLOW = 8000;
  const rest = (link) => {
    if (!link.dataset.words) return;
    link.textContent = link.dataset.words;
    delete link.dataset.words;
    link.removeAttribute("aria-busy");
    link.removeAttribute("aria-disabled");
  };
  doc.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-slow]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.dataset.words) { event.preventDefault(); return; }
    link.dataset.words = link.textContent;
    link.textContent = link.dataset.busy;
    link.setAttribute("aria-busy", "true");
    link.setAttribute("aria-disabled", "true");
    say(link.dataset.busy);
    if (link.type !== "application/pdf") { setTimeout(() => rest(link), SLOW); return; }
    event.preventDefault();
    fetch(link.href, { method: "HEAD" }).catch(() => null).then(() => {
      if (!link.dataset.words) return;
      rest(link);
      location.assign(link.href);
    });
  });
  addEventListener("pageshow", () => all("a[data-slow]").forEach(rest));

  /* The selection: keys of measures in the order in which they were ticked. */
  const NAME = "csbm-selection";
  const bar = doc.getElementById("selection");
  const read = () => {
    try { return (JSON.parse(localStorage.getItem(NAME)) || []).filter((key) => /^[\w:-]+$/.test(key)); } catch { return []; }
  };
  const write = (keys) => { try { localStorage.setItem(NAME, JSON.stringify(keys)); } catch { /* storage is closed: the ticks still work as a form */ } };
  const ticks = () => all("input[name=m][form=selection]");
  const showSelection = () => {
    if (!bar) return;
    const keys = read();
    ticks().forEach((tick) => { tick.checked = keys.includes(tick.value); });
    bar.hidden = keys.length === 0;
    const count = bar.querySelector(".selection-count");
    count.textContent = (keys.length === 1 ? count.dataset.one : count.dataset.many).replace("%s", keys.length);
  };
  doc.addEventListener("change", (event) => {
    const tick = event.target;
    if (!tick.matches("input[name=m][form=selection]")) return;
    const keys = read().filter((key) => key !== tick.value);
    write(tick.checked ? [...keys, tick.value] : keys);
    showSelection();
    say(bar && bar.querySelector(".selection-count").textContent);
  });
  if (bar) {
    bar.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter;
      location.assign(((button && button.getAttribute("formaction")) || bar.getAttribute("action")) + "?" + read().map((key) => "m=" + encodeURIComponent(key)).join("&"));
    });
    bar.querySelector("[data-clear]").addEventListener("click", () => {
      write([]);
      showSelection();
      say(bar.dataset.cleared);
      const first = ticks()[0];
      if (first) first.focus();
    });
    bar.querySelector("[data-clear]").hidden = false;
    addEventListener("storage", showSelection);
    addEventListener("pageshow", showSelection);
    showSelection();
  }

  /* htmx: say how many were found; keep the focus, its height in the window and what stood open. */
  let place = null;
  let opened = [];
  const focusResults = () => {
    const heading = doc.querySelector("[data-results]");
    if (heading) { heading.tabIndex = -1; heading.focus(); }
  };
  const settle = () => {
    all("[data-copy][hidden]").forEach((button) => { button.hidden = false; });
    showSelection();
  };
  doc.addEventListener("htmx:beforeSwap", () => {
    const at = doc.activeElement;
    place = at && at !== doc.body ? { id: at.id, name: at.name, value: at.value, node: at, top: at.getBoundingClientRect().top } : null;
    opened = all("details[id][open]").map((details) => details.id);
  });
  doc.addEventListener("htmx:afterSwap", () => all("details[id]").forEach((details) => { if (opened.includes(details.id)) details.open = true; }));
  doc.addEventListener("htmx:afterSettle", (event) => {
    settle();
    const heading = event.target.closest("#listing") && doc.querySelector("[data-results]");
    if (heading) say(heading.textContent.trim().replace(/\s+/g, " "));
    if (!place || place.node.isConnected) return;
    const again = place.id ? doc.getElementById(place.id)
      : all("input, select, button").find((input) => input.name && input.name === place.name && input.value === place.value);
    if (!again) { focusResults(); return; }
    again.focus({ preventScroll: true });
    scrollBy({ top: again.getBoundingClientRect().top - place.top, behavior: "instant" });
  });
  /* A failed partial update becomes the plain page, which explains itself. */
  doc.addEventListener("htmx:responseError", (event) => {
    if (event.detail.requestConfig.verb === "get") location.assign(event.detail.pathInfo.finalRequestPath); else location.reload();
  });
  doc.addEventListener("htmx:sendError", () => say((doc.getElementById("voice") || { dataset: {} }).dataset.failed));
  settle();
})();
