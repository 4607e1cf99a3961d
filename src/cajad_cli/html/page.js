// Filters, search and citations, over the page's own text. Nothing is sent anywhere.
"use strict";
{
  const form = document.getElementById("s.find");
  const count = document.getElementById("s.count");
  const list = document.getElementById("s.hits");
  const told = document.getElementById("s.told");
  // What the search finds: the articles, then the sources.
  let entries = [];
  const kindOf = (entry) => entry.closest("[data-kind]")?.dataset.kind ?? "source";
  // What a part of a record says, without its footnotes.
  const said = (part) => {
    const copy = part.cloneNode(true);
    for (const sign of copy.querySelectorAll("sup, .our")) sign.remove();
    for (const cell of copy.querySelectorAll("dt, dd")) cell.append(" ");
    return copy.textContent;
  };
  const titleOf = (entry) => (entry.querySelector(":scope > :is(h3, h4, a)") || entry).textContent;
  // The entry of the list of sources for an item of the list of a record.
  const sourceOf = (item) => document.querySelectorAll(".sources li")[item.value - 1];

  // ------------------------------------------------------------- the whole page

  // What a browser has left as text until now.
  const folded = [...document.querySelectorAll("noscript")];

  function unfold(parts = folded.length) {
    for (const part of folded.splice(0, parts)) part.outerHTML = part.textContent;
    entries = [...document.querySelectorAll("article, .sources li")];
  }

  // A little at a time, so that nobody waits for it: parts of the page, and what the search knows.
  const idle = self.requestIdleCallback || setTimeout;

  function prepare() {
    const end = performance.now() + 6;
    do {
      if (known < entries.length) know(entries[known]);
      else if (folded.length) unfold(1);
      else return find();
    } while (performance.now() < end);
    idle(prepare);
  }

  // ------------------------------------------------------------- filters

  const chosen = () => [...form.querySelectorAll("select")].filter((select) => select.value);
  // What a filter asks of a record; how it is trusted and where it stands, its second line tells,
  // by what no browser translates.
  const HELD = {
    kind: (article) => [kindOf(article)],
    c: ({ dataset }) => (dataset.c || "").split(" "),
    a: ({ dataset }) => (dataset.a || "").split(" "),
    s: (article) => [article.querySelector(":scope > .meta .stands")?.dataset.s],
    t: (article) => [article.querySelector(":scope > .meta > b")?.className],
  };
  const fits = (article, selects) =>
    selects.every(({ name, value }) => {
      const held = HELD[name](article);
      return held.includes(value) || (name === "c" && held[0] === "all");
    });

  function filter() {
    unfold();
    const selects = chosen();
    const articles = [...document.querySelectorAll("article")];
    const fitting = articles.filter((article) => fits(article, selects));
    const kept = new Set();
    for (const article of fitting) {
      // What is a part stays under its whole.
      for (let at = article; at; at = at.parentElement.closest("article")) kept.add(at);
    }
    for (const article of articles) article.hidden = !kept.has(article);
    for (const section of document.querySelectorAll("[data-kind]")) {
      section.hidden = !section.querySelector("article:not([hidden])");
    }
    count.textContent = selects.length ? `${fitting.length} of ${articles.length} records fit` : "";
    // On paper, where nobody sees the filters, what is left out would seem not to exist.
    const only = selects.map((select) => select.selectedOptions[0].text).join(", ");
    document.querySelector(".read").dataset.only = only && ` Only what fits: ${only}. ${count.textContent}.`;
    find();
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
  // The plural of an English word is the word.
  const heard = (term) => (STOP.has(term) ? null : term.replace(/^([a-z]{2,}[a-rt-z])s$/, "$1"));
  const weights = [];
  const texts = [];
  const words = new Set();
  const index = new MiniSearch({
    idField: "n",
    fields: ["names", "title", "keywords", "text"],
    tokenize: cut,
    processTerm: (term) => {
      words.add(heard(term));
      return heard(term);
    },
    searchOptions: {
      processTerm: heard,
      boost: { names: 3, title: 3, keywords: 2 },
      prefix: (term) => term.length > 2 && !UNSPACED.test(term),
      // A word that the record knows is no misspelling.
      fuzzy: (term) => !words.has(term) && term.length > 3 && !UNSPACED.test(term) && !/\d/.test(term) && (term.length > 7 ? 2 : 1),
      weights: { fuzzy: 0.2, prefix: 0.5 },
      boostDocument: (n) => weights[n],
    },
  });
  // How many of the entries the index knows by now, the first ones first.
  let known = 0;

  function know(entry) {
    const own = (what) => [...entry.querySelectorAll(what)].filter((one) => one.closest("article") === entry);
    const parts = own("p:not(.meta, .see, .why), .sides, dl");
    const kind = kindOf(entry);
    weights.push(WEIGHTS[kind] || 1);
    texts.push((parts.length ? parts : [entry]).map(said).join(" ").trim());
    index.add({
      n: known,
      names: [entry.id.replaceAll("-", " "), ...own(kind === "country" ? "dd" : "dd [lang]").map((one) => one.textContent)].join(" "),
      title: titleOf(entry),
      keywords: entry.dataset.k || "",
      text: [texts[known], ...own(".meta").map(said)].join(" "),
    });
    known += 1;
    if (kind !== "source") sight.observe(entry);
  }

  // Dates of digits alone, such as 20.12.2025, 2025-12-20 and 12月20日, as texts have them; A.I. as AI.
  const MONTHS = "January February March April May June July August September October November December".split(" ");
  const dated = (typed, day, month, year) => MONTHS[month - 1]
    ? [day && Number(day), MONTHS[month - 1], year && year.padStart(4, "20")].filter(Boolean).join(" ") : typed;
  const spelt = (query) => query.replace(/\p{Cf}/gu, "").normalize("NFKC").replace(/\b([a-z])\.(?=[a-z]\b)/gi, "$1")
    .replace(/(?:(\d{4})年)?(\d\d?)月(?:(\d\d?)日)?/g, (typed, year, month, day) => dated(typed, day, month, year))
    .replace(/\b(\d{4})([-/]|\. ?)(\d\d?)\2(\d\d?)\b/g, (typed, year, _, month, day) => dated(typed, day, month, year))
    .replace(/\b(\d\d?)([-/]|\. ?)(\d\d?)\2(\d{4}|\d\d)\b/g, (typed, day, _, month, year) =>
      month > 12 ? dated(typed, month, day, year) : dated(typed, day, month, year));

  // Those with every word of a query first, and only those if they are many.
  function hits(query) {
    const selects = chosen();
    const all = index.search(query, { filter: ({ id }) => fits(entries[id], selects) });
    const most = new Set(cut(query).map(heard).filter(Boolean)).size;
    const whole = all.filter(({ queryTerms }) => queryTerms.length === most);
    return whole.length > 9 ? whole : whole.concat(all.filter((hit) => !whole.includes(hit)));
  }

  function find() {
    const query = spelt(form.q.value.trim());
    list.hidden = !query;
    if (!query) return list.replaceChildren();
    const found = hits(query);
    const ready = known === entries.length && !folded.length;
    const none = ready ? "Nothing found; try fewer or other words" : "Looking …";
    count.textContent = found.length ? `${found.length} found${ready ? ", best first" : " so far"}` : none;
    list.replaceChildren(...found.slice(0, 12).map(({ id, terms }) => {
      const entry = entries[id];
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `#${entry.id}`;
      link.textContent = titleOf(entry);
      const around = document.createElement("p");
      around.append(...snippet(texts[id], terms));
      // How a record is trusted, or a question settled.
      const chip = entry.querySelector(":scope > .meta > b");
      item.append(link, ` · ${kindOf(entry)}${chip ? ` · ${chip.textContent}` : ""}`, around);
      return item;
    }));
  }

  // Whole sentences from the first that holds a word on: within one the sense could be cut.
  function snippet(text, terms) {
    // Browsers of a few years ago would refuse the whole script for a pattern that looks behind.
    const sentences = text.replace(/([.!?。]) +/g, "$1\0").split("\0");
    const isHit = (word) => cut(word).some((part) => terms.includes(heard(part)));
    const first = Math.max(0, sentences.findIndex((one) => one.split(/\s+/).some(isHit)));
    let words = [];
    let next = first;
    do words = words.concat(sentences[next++].split(/\s+/));
    while (next < sentences.length && words.length + sentences[next].split(/\s+/).length <= 40);
    const shown = words.slice(0, 80).flatMap((word) => {
      if (!isHit(word)) return [word, " "];
      const mark = document.createElement("mark");
      mark.textContent = word;
      return [mark, " "];
    });
    return [first ? "… " : "", ...shown, next < sentences.length || words.length > 80 ? "…" : ""];
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

  // One button a record, made when the record comes into sight or is reached by keyboard: most never are.
  function offer(article) {
    if (article.querySelector(":scope > .act")) return;
    const button = cite.cloneNode(true);
    button.setAttribute("aria-label", `cite: ${titleOf(article)}`);
    article.querySelector("h3, h4").after(button);
  }

  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) offer(target);
  }, { rootMargin: "50%" });

  document.addEventListener("focusin", ({ target }) => {
    const article = target.closest("article");
    if (article) offer(article);
  });

  document.addEventListener("click", ({ target }) => {
    if (target.matches(".act")) copy(citation(target.closest("article")));
    const to = target.closest("[data-to]");
    if (to) location.hash = to.dataset.to;
    // A link to where the reader has been led before leads there again.
    if (target.closest("a")?.hash === location.hash) reveal();
  });

  // A list of passages that is opened leads on to the sources: most never are.
  document.addEventListener("toggle", ({ target }) => {
    for (const label of target.querySelectorAll("article ol b:not(:has(a))")) {
      const link = document.createElement("a");
      link.href = `#${sourceOf(label.parentElement).id}`;
      const colon = label.lastChild.splitText(label.lastChild.length - 1);
      link.append(...label.childNodes);
      label.append(link, colon);
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
    const key = location.hash.slice(1);
    const late = !document.getElementById(key);
    // Nothing may come in above it later.
    unfold();
    const target = document.getElementById(key);
    if (!target) return;
    // What a link leads to may be filtered out, or in a list that is closed.
    if (target.closest("main [hidden]")) form.reset();
    const closed = target.closest("details:not([open])");
    if (closed) closed.open = true;
    if (late) location.replace(location.hash);
    // Whoever goes on by keyboard goes on from there.
    if (target.tabIndex < 0) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    settle(target);
  }

  // Sections on the way get their true height only when they come near.
  function settle(target, frames = 8) {
    target.scrollIntoView();
    if (frames) requestAnimationFrame(() => settle(target, frames - 1));
  }

  // A page of few records is read, not searched.
  form.hidden = document.querySelectorAll("article, noscript").length < 8;
  unfold(0);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => event.target.name === "q" || filter());
  form.addEventListener("reset", () => setTimeout(filter));
  form.q.addEventListener("input", () => form.q.value.trim() ? find() : filter());
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", () => {
    unfold();
    for (const closed of document.querySelectorAll("article details")) closed.open = true;
  });
  if (location.hash) reveal();
  addEventListener("load", () => idle(prepare));
}
