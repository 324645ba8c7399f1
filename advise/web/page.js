// What a page does by itself: it listens for news, asks for itself again, and
// exchanges what is new. Every step works without it, as a plain form.
"use strict";
(() => {
  const tab = sessionStorage.getItem("tab") || Math.random().toString(36).slice(2);
  sessionStorage.setItem("tab", tab);
  const byId = (id) => document.getElementById(id);
  const show = (id, shown) => { const e = byId(id); if (e) e.hidden = !shown; };

  const before = new Map(); // what the server last said of each live part
  for (const e of document.querySelectorAll("[data-live]")) before.set(e.id, e.innerHTML);

  // equip gives new parts of a page what only a script can do.
  const equip = () => {
    for (const e of document.querySelectorAll("[data-copy], [data-copy-from]")) e.hidden = false;
    for (const e of document.querySelectorAll(".scroll, pre")) {
      if (e.scrollWidth > e.clientWidth) e.tabIndex = 0; else e.removeAttribute("tabindex");
    }
  };

  addEventListener("resize", equip);
  document.addEventListener("toggle", equip, true);

  // exchange puts what is new of a page in place of what is old, and keeps the
  // focus, what is typed, and what is open.
  const exchange = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    for (const old of document.querySelectorAll("[data-live]")) {
      const now = fresh.getElementById(old.id);
      if (!now || now.innerHTML === before.get(old.id)) continue;
      const was = now.innerHTML;
      const active = document.activeElement;
      const inside = old.contains(active) && active.id;
      if (inside && active.matches("input:not([type=radio]):not([type=checkbox]), textarea") && active.value !== active.defaultValue) continue;
      const open = [...old.querySelectorAll("details[id][open]")].map((d) => d.id);
      old.innerHTML = was;
      before.set(old.id, was);
      for (const id of open) { const d = byId(id); if (d) d.open = true; }
      if (inside) { const again = byId(inside); if (again) again.focus({ preventScroll: true }); }
    }
    document.title = fresh.title;
    equip();
  };

  let asking = false, again = false, sending = false, more = false;
  const refresh = async () => {
    if (asking || sending) { again = true; return; }
    asking = true;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.redirected && new URL(answer.url).pathname !== location.pathname) { location.assign(answer.url); return; }
      const text = answer.ok ? await answer.text() : "";
      if (text && !sending) exchange(text);
    } catch { /* the events say that nobody is there */ }
    asking = false;
    if (again) { again = false; refresh(); }
  };

  let news = null;
  const listen = () => {
    news = new EventSource("/events?tab=" + encodeURIComponent(tab));
    news.addEventListener("changed", refresh);
    news.addEventListener("tabs", (e) => show("tabs", e.data === "true"));
    news.addEventListener("ended", () => { news.close(); show("lost", true); });
    news.onopen = () => show("lost", false);
    news.onerror = () => show("lost", true);
  };
  addEventListener("pageshow", (e) => { if (!news || e.persisted) listen(); });
  addEventListener("pagehide", () => { if (news) { news.close(); news = null; } });

  // A form of questions sends itself when an answer changes: one after another,
  // and what a page says of fewer answers than were given is not shown.
  addEventListener("change", async (e) => {
    const form = e.target.closest && e.target.closest("form[data-auto]");
    if (!form) return;
    more = true;
    if (sending) return;
    sending = true;
    let text = "";
    try {
      while (more) {
        more = false;
        const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin" });
        text = answer.ok ? await answer.text() : "";
      }
      if (e.target.matches("input")) e.target.defaultValue = e.target.value;
      if (text) exchange(text);
    } catch { show("lost", true); }
    sending = false;
    if (again) { again = false; refresh(); }
  });

  addEventListener("click", async (e) => {
    const button = e.target.closest && e.target.closest("[data-copy], [data-copy-from]");
    if (!button) return;
    const from = byId(button.dataset.copyFrom || "");
    const text = from ? from.textContent : button.dataset.copy;
    try { await navigator.clipboard.writeText(text); } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    const copied = byId("copied"), word = button.firstChild.data;
    copied.textContent = copied.dataset.text;
    if (word !== copied.dataset.text) {
      button.firstChild.data = copied.dataset.text;
      setTimeout(() => { button.firstChild.data = word; copied.textContent = ""; }, 2000);
    }
  });

  // A report can be dropped anywhere on a page that takes one.
  const drop = byId("drop");
  if (drop) {
    addEventListener("dragover", (e) => { e.preventDefault(); drop.classList.add("over"); });
    addEventListener("dragleave", () => drop.classList.remove("over"));
    addEventListener("drop", (e) => {
      e.preventDefault();
      drop.classList.remove("over");
      if (!e.dataTransfer.files.length) return;
      const input = drop.querySelector("input[type=file]");
      input.files = e.dataTransfer.files;
      drop.submit();
    });
  }
  equip();
})();
