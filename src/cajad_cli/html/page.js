// Filters, search and citations, over the page's own text. Nothing is sent anywhere.
"use strict";
{
  const form = document.getElementById("s.find");
  const count = document.getElementById("s.count");
  const list = document.getElementById("s.hits");
  const told = document.getElementById("s.told");
  let articles = [];
  // What the search finds: the articles, then the sources.
  let entries = [];
  const kindOf = (entry) => entry.closest("[data-kind]")?.dataset.kind ?? "source";
  // What a part of a record says, without its footnotes.
  const said = (part) => {
    const copy = part.cloneNode(true);
    for (const sign of copy.querySelectorAll("sup, .our")) sign.remove();
    return copy.textContent;
  };
  const titleOf = (entry) => (entry.querySelector(":scope > :is(h3, h4, a)") || entry).textContent;
  // The entry of the list of sources for an item of the list of a record.
  const sourceOf = (item) => document.querySelector(`.sources li[value="${item.value}"]`);

  // ------------------------------------------------------------- the whole page

  // What a browser has left as text until now. A part at a time, so that nobody waits for it.
  const folded = [...document.querySelectorAll("noscript")];

  function unfold(parts = folded.length) {
    for (const part of folded.splice(0, parts)) part.outerHTML = part.textContent;
    if (folded.length || articles.length) return;
    articles = [...document.querySelectorAll("article")];
    entries = [...articles, ...document.querySelectorAll(".sources li")];
    for (const article of articles) sight.observe(article);
    // A page of few records is read, not searched.
    form.hidden = articles.length < 8;
  }

  const idle = self.requestIdleCallback || setTimeout;
  const unfoldAll = () => {
    unfold(1);
    if (folded.length) idle(unfoldAll);
    else reveal();
  };

  // ------------------------------------------------------------- filters

  const chosen = () => [...form.querySelectorAll("select")].filter((select) => select.value);
  const fits = (article, selects) =>
    selects.every(({ name, value }) => {
      if (name === "kind") return kindOf(article) === value;
      const held = article.dataset[name] || "";
      if (name === "c" && held === "all") return true;
      return name === "c" || name === "a" ? held.split(" ").includes(value) : held === value;
    });

  function filter() {
    unfold();
    const selects = chosen();
    const kept = new Set();
    for (const article of articles) {
      if (!selects.length || fits(article, selects)) {
        // What is a part stays under its whole.
        for (let at = article; at; at = at.parentElement.closest("article")) kept.add(at);
      }
    }
    for (const article of articles) article.hidden = !kept.has(article);
    for (const section of document.querySelectorAll("[data-kind]")) {
      section.hidden = !section.querySelector("article:not([hidden])");
    }
    count.textContent = selects.length ? `${kept.size} of ${articles.length} records fit` : "";
    if (form.q.value.trim()) find();
  }

  // ------------------------------------------------------------- search

  // Scripts without spaces are cut into pairs of letters, as `cajad search` does.
  const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/;
  const fold = (text) =>
    text.normalize("NFKD").replace(/[\u0300-\u0305\u0307-\u036f'’ʻʼ‘`´]/g, "").normalize("NFC").toLowerCase()
      .replace(/(\d),(?=\d{3})/g, "$1");
  const WORDS = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[^\s\p{P}\p{S}\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+(?:-[^\s\p{P}\p{S}]+)*/gu;
  const pieces = (word) => {
    if (UNSPACED.test(word)) return word.length < 3 ? word : [...word].slice(1).map((letter, at) => word[at] + letter);
    return word.includes("-") ? [...word.split("-"), word.replaceAll("-", "")] : word;
  };
  const cut = (text) => (fold(text).match(WORDS) || []).flatMap(pieces);
  const STOP = new Set(
    ("a an and any are as at be by can did do does for from had has have how in is it of on or that the their to was" +
      " were what when where which who whom whose why will with и в на с о об по из для что кто где когда как")
      .split(" "));
  // Main things answer more questions than details do: the weights of `cajad search`.
  const WEIGHTS = { summit: 1.6, country: 1.6, initiative: 1.3, area: 1.3, target: 1.2, commitment: 1.15, document: 1.1,
    deal: 1.1, statement: 0.9, analysis: 0.85, dispute: 0.8, name: 0.8, unknown: 0.75, source: 0.45 };
  let index;

  function build() {
    unfold();
    index ??= (() => {
      const made = new MiniSearch({
        idField: "n",
        fields: ["names", "title", "keywords", "text"],
        tokenize: cut,
        processTerm: (term) => (STOP.has(term) ? null : term),
        searchOptions: {
          boost: { names: 3, title: 3, keywords: 2 },
          prefix: (term) => term.length > 2 && !UNSPACED.test(term),
          fuzzy: (term) => (term.length > 3 && !UNSPACED.test(term) && !/\d/.test(term) ? 0.25 : false),
          weights: { fuzzy: 0.2, prefix: 0.5 },
          boostDocument: (n) => WEIGHTS[kindOf(entries[n])] || 1,
        },
      });
      made.addAll(entries.map((entry, n) => {
        const own = (what) => [...entry.querySelectorAll(what)].filter((one) => one.closest("article") === entry);
        const text = own("p, .sides, dl").filter((one) => !one.matches(".see, .why"));
        return {
          n,
          names: [entry.id.replaceAll("-", " "), ...own(kindOf(entry) === "country" ? "dd" : "dd [lang]").map((one) => one.textContent)].join(" "),
          title: titleOf(entry),
          keywords: entry.dataset.k || "",
          text: (text.length ? text : [entry]).map(said).join(" "),
        };
      }));
      return made;
    })();
  }

  function hits(query) {
    build();
    const selects = chosen();
    const options = { filter: ({ id }) => fits(entries[id], selects) };
    const all = index.search(query, { ...options, combineWith: "AND" });
    if (all.length > 9) return all;
    const seen = new Set(all.map(({ id }) => id));
    return all.concat(index.search(query, options).filter(({ id }) => !seen.has(id)));
  }

  function find() {
    const query = form.q.value.trim();
    list.hidden = !query;
    if (!query) {
      list.replaceChildren();
      return filter();
    }
    const found = hits(query);
    count.textContent = found.length ? `${found.length} found, best first` : "Nothing found; try fewer or other words";
    list.replaceChildren(...found.slice(0, 20).map(({ id, terms }) => {
      const entry = entries[id];
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${entry.id}`;
      link.textContent = titleOf(entry);
      const around = document.createElement("p");
      around.append(...snippet(entry, terms));
      // How a record is trusted, or a question settled.
      const chip = entry.querySelector(":scope > .meta > .chip");
      item.append(link, ` · ${kindOf(entry)}${chip ? ` · ${chip.textContent}` : ""}`, around);
      return item;
    }));
  }

  function snippet(entry, terms) {
    const text = said(entry.querySelector(":scope > p:not(.meta)") || entry).trim();
    const words = text.split(/(\s+)/);
    const hit = words.findIndex((word) => cut(word).some((part) => terms.includes(part)));
    const start = Math.max(0, hit - 12);
    const shown = words.slice(start, start + 60).map((word) => {
      if (!cut(word).some((part) => terms.includes(part))) return word;
      const mark = document.createElement("mark");
      mark.textContent = word;
      return mark;
    });
    return [start ? "… " : "", ...shown, start + 60 < words.length ? " …" : ""];
  }

  // ------------------------------------------------------------- citations

  function citation(article) {
    const meta = document.querySelector("footer p").textContent.trim();
    const place = location.protocol.startsWith("http") ? `${location.href.split("#")[0]}#${article.id}` : article.id;
    const lines = [`“${titleOf(article)}”, record ${place}. ${meta}`];
    const own = [...article.querySelectorAll("ol li")].filter((item) => item.closest("article") === article);
    for (const item of own) {
      const source = sourceOf(item);
      const at = [...item.querySelectorAll("[id]")].map((passage) => passage.textContent).join("; ");
      const url = source.querySelector("a")?.getAttribute("href");
      lines.push(`[${item.value}] ${source.textContent.trim()} (${at})${url ? `. ${url}` : ""}`);
    }
    return lines.join("\n");
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A page that came over plain http may not ask for the clipboard.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    told.textContent = "Citation copied";
    setTimeout(() => (told.textContent = ""), 2500);
  }

  const cite = document.createElement("button");
  cite.type = "button";
  cite.className = "act";
  cite.textContent = "cite";

  // One button a record, made when the record comes into sight: most never do.
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      sight.unobserve(target);
      const button = cite.cloneNode(true);
      button.setAttribute("aria-label", `cite: ${titleOf(target)}`);
      target.querySelector("h3, h4").before(button);
    }
  }, { rootMargin: "50%" });

  document.addEventListener("click", ({ target }) => {
    if (target.matches(".act")) copy(citation(target.closest("article")));
    const to = target.closest("[data-to]");
    if (to) location.hash = to.dataset.to;
  });

  // A list of passages that is opened leads on to the sources: most never are.
  document.addEventListener("toggle", ({ target }) => {
    for (const label of target.querySelectorAll("article ol b")) {
      const link = document.createElement("a");
      link.href = `#${sourceOf(label.parentElement).id}`;
      link.append(...label.childNodes);
      label.replaceWith(link);
    }
  }, true);

  // Signs of a chart say what they are when a pointer rests on them.
  document.addEventListener("pointerover", ({ target }) => {
    const sign = target.closest?.("[data-to]");
    if (!sign || sign.firstChild) return;
    const article = document.getElementById(sign.dataset.to);
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = article ? `${titleOf(article)} (${article.querySelector(".meta").innerText.replace(/\n+/g, ", ")})` : "";
    sign.append(title);
  });

  // ------------------------------------------------------------- at the start

  function reveal() {
    if (location.hash.length < 2) return;
    const key = decodeURIComponent(location.hash.slice(1));
    const late = !document.getElementById(key);
    if (late) unfold();
    const target = document.getElementById(key);
    if (!target) return;
    // What a link leads to may be filtered out, or in a list that is closed.
    const hidden = target.closest("main [hidden]");
    if (hidden) form.reset();
    const closed = target.closest("details:not([open])");
    if (closed) closed.open = true;
    if (late) location.replace(location.hash);
    settle(target);
  }

  // Sections on the way get their true height only when they come near.
  function settle(target, frames = 8) {
    target.scrollIntoView();
    if (frames) requestAnimationFrame(() => settle(target, frames - 1));
  }

  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => event.target.name === "q" || filter());
  form.addEventListener("reset", () => setTimeout(() => { find(); filter(); }));
  form.q.addEventListener("focus", () => setTimeout(build), { once: true });
  form.q.addEventListener("input", find);
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", () => {
    unfold();
    for (const closed of document.querySelectorAll("article details")) closed.open = true;
  });
  if (location.hash) reveal();
  addEventListener("load", () => idle(unfoldAll));
}
