// What JavaScript adds to pages that work without it: an instant quick exit, the cover over an idle page without losing what
// was typed, no double sending, printing, and the focus on what is wrong.
"use strict";

(() => {
  const cover = document.getElementById("cover");
  const coverAfterMs = cover ? Number(cover.dataset.afterMinutes) * 60_000 : 0;
  let lastUsed = Date.now();

  const showCover = () => {
    if (cover && !cover.open) {
      document.documentElement.classList.add("is-covered");
      cover.showModal();
    }
  };

  const hideCover = () => {
    lastUsed = Date.now();
    document.documentElement.classList.remove("is-covered");
    cover.close();
  };

  const uncover = async (event) => {
    event.preventDefault();
    const form = event.target;
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "HX-Request": "true" },
    });
    form.elements["cover-password"].value = "";
    document.getElementById("dialog-error").hidden = answer.status === 204;
    if (answer.headers.has("HX-Refresh")) {
      window.location.reload();
    } else if (answer.status === 204) {
      hideCover();
    }
  };

  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => window.print());
  }

  if (cover) {
    cover.addEventListener("cancel", (event) => event.preventDefault());
    // Browsers let a second Escape through.
    cover.addEventListener("close", () => {
      if (document.documentElement.classList.contains("is-covered")) cover.showModal();
    });
    cover.querySelector("form").addEventListener("submit", uncover);
    document.addEventListener("cover", showCover);
    for (const sign of ["pointerdown", "keydown", "scroll"]) {
      document.addEventListener(sign, () => { if (!cover.open) lastUsed = Date.now(); }, { passive: true });
    }
    // Timers stand still while a phone sleeps, so the clock is asked and not counted.
    setInterval(() => { if (Date.now() - lastUsed >= coverAfterMs) showCover(); }, 5_000);
  }

  // The page disappears at the touch; leaving may take as long as the network does.
  document.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-quick-exit")) {
      document.documentElement.classList.add("is-gone");
      document.title = "";
      return;
    }
    if (event.defaultPrevented || event.target.hasAttribute("hx-post")) return;
    if (event.target.hasAttribute("data-sent")) event.preventDefault();
    else event.target.setAttribute("data-sent", "");
  });

  // What was pressed is gone with the part that was exchanged; whoever types elsewhere by now is not interrupted.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (document.activeElement === document.body) event.target.querySelector("[data-refocus]")?.focus();
  });

  // A page that the browser kept may be another person's by now.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  document.querySelector(".error-summary")?.focus();
})();
