"use strict";

// Moves by the hash of its address, and tells the frame around it which lessons were seen.
const { lessons: seen, place } = window.parent.Driver.read();

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function showMenu(current) {
  const links = LESSONS.map((lesson) => {
    const link = element("a", { href: `#/lessons/${lesson.id}`, textContent: lesson.title });
    if (lesson === current) link.setAttribute("aria-current", "page");
    if (seen.includes(lesson.id)) link.dataset.seen = "true";
    return element("li", {}, link);
  });
  document.getElementById("menu").replaceChildren(element("ul", {}, ...links));
}

function showLesson(lesson) {
  const parts = [element("h1", { textContent: lesson.title })];
  parts.push(element("p", { textContent: lesson.text }));
  if (lesson.image) parts.push(element("img", { src: lesson.image, alt: "Un escalier" }));
  if (lesson.audio) parts.push(element("audio", { src: lesson.audio, controls: true }));
  document.getElementById("lesson").replaceChildren(...parts);
}

function show() {
  const wanted = window.location.hash.split("/").pop();
  const lesson = LESSONS.find(({ id }) => id === wanted) || LESSONS[0];
  if (!seen.includes(lesson.id)) seen.push(lesson.id);
  showMenu(lesson);
  showLesson(lesson);
  window.parent.Driver.write(seen, window.location.hash, LESSONS.length);
}

window.addEventListener("hashchange", show);
if (place && place !== window.location.hash) window.location.hash = place;
else show();
