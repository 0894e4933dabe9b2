"use strict";
// Comfort only: without it every line still unfolds and nothing is missing.
(() => {
  const byId = (id) => document.getElementById(id);
  const table = byId("table");
  if (!table) return;
  const stories = [...table.querySelectorAll("details")];

  const unfold = byId("unfold");
  unfold.addEventListener("click", () => {
    const open = stories.some((story) => !story.open);
    for (const story of stories) story.open = open;
    unfold.textContent = open ? "Fold all" : "Unfold all";
  });

  // A click anywhere on a code's line unfolds it, unless text is being selected.
  for (const story of stories) {
    const line = story.closest("tbody").rows[0];
    line.addEventListener("click", () => {
      if (!String(getSelection())) story.open = !story.open;
    });
  }

  const order = byId("order");
  if (order) {
    const asPrinted = [...table.tBodies];
    const rest = asPrinted.filter((body) => body.matches(".aside, .special"));
    const bySize = asPrinted.filter((body) => body.matches(".code"));
    bySize.sort((a, b) => a.dataset.rank - b.dataset.rank);
    let isBySize = false;
    order.addEventListener("click", () => {
      isBySize = !isBySize;
      table.classList.toggle("by-size", isBySize);
      table.append(...(isBySize ? [...bySize, ...rest] : asPrinted));
      order.textContent = isBySize ? "Order by net" : "Order by size";
    });
  }

  const follow = () => {
    const story = stories.find((s) => s.id === location.hash.slice(1));
    if (story) story.open = true;
  };
  addEventListener("hashchange", follow);
  follow();
  byId("controls").hidden = false;
})();
