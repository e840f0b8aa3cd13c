({
  find(selector) {
    return document.querySelector(selector);
  },
  html() {
    return document.documentElement.outerHTML;
  },
  url() {
    return document.location.href;
  },
  title() {
    return document.title;
  },
  count(selector) {
    return document.querySelectorAll(selector).length;
  },
  text(selector) {
    const element = this.find(selector);
    return element === null ? null : (element.innerText ?? element.textContent);
  },
  attribute(selector, name) {
    return this.find(selector)?.getAttribute(name) ?? null;
  },
  value(selector) {
    return this.find(selector)?.value ?? null;
  },
  checked(selector) {
    return this.find(selector)?.checked ?? null;
  },
  describe(element) {
    if (element === null) return "nothing";
    const id = element.id ? "#" + element.id : "";
    const name = element.getAttribute("name");
    const label = element.getAttribute("aria-label") ?? element.innerText ?? "";
    const said = label.trim().replace(/\s+/g, " ").slice(0, 40);
    return element.localName + id + (name ? `[name=${name}]` : "") + (said ? ` "${said}"` : "");
  },
  focused() {
    const element = document.activeElement;
    return element === document.body ? "body" : this.describe(element);
  },
  overflows() {
    const root = document.documentElement;
    return Math.max(root.scrollWidth, document.body?.scrollWidth ?? 0) > root.clientWidth;
  },
  // Where to click, after bringing it into view; or why it cannot be clicked (yet).
  locate(selector) {
    let element = this.find(selector);
    if (element === null) return { why: "no such element" };
    if (element.disabled) return { why: "it is disabled" };
    element.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    let spot = this.spot(element);
    // A box that a style hides is worked through its label, by people as well.
    const label = element.labels?.[0];
    if (spot.why && label && (element.type === "checkbox" || element.type === "radio")) {
      label.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      spot = this.spot(label);
    }
    return spot;
  },
  spot(element) {
    const box = [...element.getClientRects()].find((one) => one.width > 1 && one.height > 1);
    if (!box || !element.checkVisibility({ visibilityProperty: true })) {
      return { why: "it is not visible" };
    }
    const x = box.x + box.width / 2;
    const y = box.y + box.height / 2;
    const hit = document.elementFromPoint(x, y);
    if (hit === null) return { why: "it is outside of the window" };
    const same = element.contains(hit) || hit.closest("label")?.control === element;
    if (!same) return { why: "it is covered by " + this.describe(hit) };
    return { x: x - visualViewport.offsetLeft, y: y - visualViewport.offsetTop };
  },
  // Makes a field ready to be typed into, all of its text selected.
  prepare(selector, text) {
    const element = this.find(selector);
    if (element === null) return { why: "no such element" };
    if (element.disabled) return { why: "it is disabled" };
    if (element.readOnly) return { why: "it is read-only" };
    const kind = element.localName === "input" ? element.type : element.localName;
    if (["checkbox", "radio", "submit", "button", "file", "hidden", "select"].includes(kind)) {
      return { never: `${this.describe(element)} is not a field for text` };
    }
    element.scrollIntoView({ block: "center", behavior: "instant" });
    element.focus();
    if (document.activeElement !== element) return { why: "it does not take the focus" };
    if (["date", "time", "datetime-local", "month", "week", "color", "range"].includes(kind)) {
      element.value = text;
      this.tell(element);
      return { done: true };
    }
    if (element.isContentEditable) {
      getSelection().selectAllChildren(element);
      return { empty: element.innerText === "" };
    }
    if (element.select === undefined) {
      return { never: `${this.describe(element)} is not a field for text` };
    }
    element.select();
    return { empty: element.value === "" };
  },
  choose(selector, wanted) {
    const element = this.find(selector);
    if (element === null) return { why: "no such element" };
    if (element.disabled) return { why: "it is disabled" };
    if (element.localName !== "select") {
      return { never: `${this.describe(element)} is not a select` };
    }
    const options = [...element.options];
    const option =
      options.find((one) => one.value === wanted) ?? options.find((one) => one.label === wanted);
    if (!option) return { why: "its options are " + options.map((one) => one.value).join(", ") };
    element.focus();
    option.selected = true;
    this.tell(element);
    return {};
  },
  tell(element) {
    element.dispatchEvent(new Event("input", { bubbles: true }));
    element.dispatchEvent(new Event("change", { bubbles: true }));
  },
})
