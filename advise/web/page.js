// What a page does by itself: it listens for news, asks for itself again, and
// exchanges what is new. Every step works without it, as a plain form.
"use strict";
(() => {
  const tab = sessionStorage.getItem("tab") || Math.random().toString(36).slice(2);
  sessionStorage.setItem("tab", tab);
  const byId = (id) => document.getElementById(id);
  const show = (id, shown) => { const e = byId(id); if (e) e.hidden = !shown; };

  // equip gives new parts of a page what only a script can do.
  const equip = () => {
    for (const e of document.querySelectorAll("[data-copy], [data-copy-from]")) e.hidden = false;
    for (const e of document.querySelectorAll(".scroll, pre")) {
      if (e.scrollWidth > e.clientWidth) e.tabIndex = 0; else e.removeAttribute("tabindex");
    }
  };

  addEventListener("resize", equip);
  document.addEventListener("toggle", equip, true);

  // fits reports whether an element can become another, and keep what a person
  // does with it: the focus, a list that is open, what is typed.
  const key = (e) => e.id || e.name || (e.querySelector && (e.querySelector("[id]") || {}).id) || "";
  const fits = (old, now) => old.nodeType === now.nodeType && old.nodeName === now.nodeName && key(old) === key(now);

  // own are the attributes that the browser or this script sets.
  const own = (e) => e.matches("details") ? ["open"] : e.matches(".scroll, pre") ? ["tabindex"] : e.matches("[data-copy], [data-copy-from]") ? ["hidden"] : [];

  // become makes a part of the page what the server now says of it, and touches
  // nothing else.
  const become = (old, now) => {
    if (old.nodeType === Node.TEXT_NODE) {
      if (old.data !== now.data) old.data = now.data;
      return;
    }
    if (old.nodeType !== Node.ELEMENT_NODE) return;
    const kept = own(old);
    const said = (e) => [e.getAttribute("value"), e.hasAttribute("checked"), e.hasAttribute("selected")].join();
    const other = said(old) !== said(now), typed = old.matches("input, textarea") && old.value !== old.defaultValue;
    for (const a of [...old.attributes]) if (!now.hasAttribute(a.name) && !kept.includes(a.name)) old.removeAttribute(a.name);
    for (const a of now.attributes) if (old.getAttribute(a.name) !== a.value && !kept.includes(a.name)) old.setAttribute(a.name, a.value);
    let last = old.firstChild;
    for (const child of [...now.childNodes]) {
      let same = last;
      if (key(child)) { // whatever came before it
        while (same && !fits(same, child)) same = same.nextSibling;
        for (let gone = last; same && gone !== same;) { const next = gone.nextSibling; gone.remove(); gone = next; }
      }
      if (same && fits(same, child)) { last = same.nextSibling; become(same, child); } else old.insertBefore(child, last);
    }
    while (last) { const next = last.nextSibling; last.remove(); last = next; }
    if (!other) return;
    if (old.matches("option")) old.selected = now.hasAttribute("selected");
    else if (old.matches("[type=radio], [type=checkbox]")) old.checked = now.hasAttribute("checked");
    else if (old.matches("input") && !(typed && old === document.activeElement)) old.value = now.getAttribute("value") || "";
  };

  // say has a screen reader say something when it is done with what it says.
  const say = (text) => {
    if (!text) return;
    const line = document.createElement("p");
    line.textContent = text;
    byId("news").append(line);
  };

  // tellings are what the page tells: a result, and not each step on the way.
  const tellings = () => [...document.querySelectorAll("[data-tell]")].map((e) => e.dataset.tell || e.innerText.trim());

  // exchange puts what is new of a page in place of what is old. Another stage of
  // the way is another page: who was at something that is gone is led to its
  // heading.
  const exchange = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const active = document.activeElement, heard = tellings();
    let step = false;
    for (const old of document.querySelectorAll("[data-live]")) {
      const now = fresh.getElementById(old.id);
      if (!now) continue;
      const next = document.importNode(now, true);
      if (old.dataset.stage === next.dataset.stage) { become(old, next); continue; }
      step = true;
      old.dataset.stage = next.dataset.stage;
      old.replaceChildren(...next.childNodes);
    }
    document.title = fresh.title;
    equip();
    for (const one of tellings()) if (!heard.includes(one)) say(one);
    if (step && (!active || !active.isConnected || active === document.body)) lead();
  };

  // lead brings whoever reads the page to its heading.
  const lead = () => {
    const head = document.querySelector("#main h1");
    if (!head) return;
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
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

  // Whether somebody answers: a connection that ends says little by itself.
  let news = null, gone = false;
  const lost = async (over) => {
    gone = over || !await fetch("/page.css", { cache: "no-store" }).then(() => true, () => false);
    show("lost", gone);
  };
  const listen = () => {
    news = new EventSource("/events?tab=" + encodeURIComponent(tab));
    news.addEventListener("changed", refresh);
    news.addEventListener("tabs", (e) => show("tabs", e.data === "true"));
    news.addEventListener("ended", () => { news.close(); if (byId("over")) show("over", true); else lost(true); });
    news.onopen = () => { gone = false; show("lost", false); };
    news.onerror = () => lost(false);
  };
  addEventListener("pageshow", (e) => {
    if (!news || e.persisted) listen();
    for (const form of document.forms) delete form.dataset.sent;
  });
  addEventListener("pagehide", () => { if (news) { news.close(); news = null; } });

  // What the page shows stays where nobody answers any more: nothing leads to an
  // error of the browser.
  const stay = (e) => {
    if (!gone) return;
    e.preventDefault();
    const note = byId("lost");
    note.scrollIntoView({ block: "center" });
    note.focus();
  };
  addEventListener("click", (e) => {
    const link = e.target.closest && e.target.closest("a[href^='/']");
    if (link && !link.hasAttribute("download")) stay(e);
  });

  // A form is sent once, however often its button is pressed.
  addEventListener("submit", (e) => {
    stay(e);
    if (e.defaultPrevented) return;
    if (e.target.dataset.sent) { e.preventDefault(); return; }
    e.target.dataset.sent = "yes";
    setTimeout(() => { delete e.target.dataset.sent; }, 5000);
  });

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
      if (text) exchange(text);
      const changed = byId("changed");
      if (text && changed) say(changed.innerText.trim());
    } catch { lost(false); }
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
  if (!location.hash && !document.querySelector("[autofocus]") && document.activeElement === document.body) lead();
  const wrong = byId("mistake");
  if (wrong) wrong.focus();
})();
