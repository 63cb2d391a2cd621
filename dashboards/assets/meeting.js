// Meeting mode: the arrow keys follow the links to the screens before and after, without loading the page anew.
(() => {
  const TYPING = "input, textarea, select, [contenteditable], .scroll";
  const MODIFIERS = ["altKey", "ctrlKey", "metaKey", "shiftKey"];
  const link = (rel) => document.querySelector(`.at-table .table-steps a[rel=${rel}]`);
  let left = null;

  const leaves = () => {
    left = document.querySelector(".at-table")?.dataset.screen ?? null;
  };

  const goes = (to) => {
    leaves();
    window.history.pushState({}, "", to.href);
    // As Dash's own links do: its address notices, and the next screen is drawn.
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  };

  document.addEventListener("keydown", (event) => {
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const busy = event.defaultPrevented || MODIFIERS.some((key) => event[key]) || event.target.closest?.(TYPING);
    const to = rel && !busy && link(rel);
    if (to) {
      event.preventDefault();
      goes(to);
    }
  });

  document.addEventListener("click", (event) => {
    const to = event.target.closest?.(".at-table .table-steps a, .at-table .table-parts ol a");
    const plain = event.button === 0 && !MODIFIERS.some((key) => event[key]);
    if (to && plain) {
      event.preventDefault();
      goes(to);
    }
  });

  window.addEventListener("popstate", leaves);

  // The heading of the new screen says where one is, and is heard.
  new MutationObserver(() => {
    const screen = document.querySelector(".at-table");
    if (left !== null && screen && screen.dataset.screen !== left) {
      left = null;
      const heading = screen.querySelector("h1");
      document.title = `${heading.textContent} · ${document.title.split(" · ").pop()}`;
      window.scrollTo(0, 0);
      heading.focus();
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
