// Steps that move up and down with buttons or a finger. Without this script they have numbers.

class Ordering {
  constructor(list) {
    this.list = list;
    this.said = list.parentElement.querySelector("[data-said]");
    list.parentElement.querySelector("[data-numbers]").hidden = true;
    for (const part of list.querySelectorAll("[data-rank], [data-moves]")) part.hidden = part.matches("[data-rank]");
    list.addEventListener("click", (event) => this.press(event.target.closest("[data-move]")));
    list.addEventListener("pointerdown", (event) => this.grab(event));
    list.closest("form").addEventListener("restored", () => this.follow());
  }

  get items() {
    return [...this.list.children];
  }

  press(button) {
    if (!button) return;
    const item = button.closest("li");
    if (button.dataset.move < 0) item.previousElementSibling?.before(item);
    else item.nextElementSibling?.after(item);
    // At either end the button is gone: its neighbour goes on.
    const isGone = getComputedStyle(button).visibility === "hidden";
    (isGone ? item.querySelector(`[data-move]:not([data-move="${button.dataset.move}"])`) : button).focus();
    this.moved(item);
  }

  grab(event) {
    const item = event.target.closest("li");
    if (!item || event.target.closest("[data-moves]") || this.list.closest("[disabled]")) return;
    // A finger on the words still scrolls the page.
    if (event.pointerType !== "mouse") return;
    event.preventDefault();
    const drag = (move) => {
      const under = document.elementFromPoint(move.clientX, move.clientY)?.closest("li");
      if (!under || under === item || under.parentElement !== this.list) return;
      if (this.items.indexOf(under) < this.items.indexOf(item)) under.before(item);
      else under.after(item);
      this.dragged = true;
    };
    const drop = () => {
      document.removeEventListener("pointermove", drag);
      item.classList.remove("ordering__item--held");
      if (this.dragged) this.moved(item);
      this.dragged = false;
    };
    item.classList.add("ordering__item--held");
    document.addEventListener("pointermove", drag);
    document.addEventListener("pointerup", drop, { once: true });
    document.addEventListener("pointercancel", drop, { once: true });
  }

  moved(item) {
    // On paper, an empty box is for who did not answer yet.
    for (const blank of this.list.querySelectorAll(".blank")) blank.remove();
    this.items.forEach((each, index) => { each.querySelector("select").value = index + 1; });
    const place = this.items.indexOf(item) + 1;
    const words = item.querySelector("[data-text]").textContent;
    this.said.textContent = this.list.dataset.place.replace("%s", words).replace("%n", place);
    item.querySelector("select").dispatchEvent(new Event("input", { bubbles: true }));
  }

  // The numbers were set again from what is kept on this device.
  follow() {
    const rank = (item) => Number(item.querySelector("select").value);
    this.list.append(...this.items.sort((one, other) => rank(one) - rank(other)));
  }
}

for (const list of document.querySelectorAll("[data-ordering]")) new Ordering(list);
