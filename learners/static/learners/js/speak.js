// "Écouter": reads parts of the page with a voice of the device, never with one that sends the
// words elsewhere. Without such a voice the buttons stay hidden.

const speech = window.speechSynthesis;
const buttons = document.querySelectorAll("button[data-speak]");
const language = document.documentElement.lang.slice(0, 2);

function voice() {
  return speech.getVoices().find((each) => each.localService && each.lang.startsWith(language));
}

function show() {
  for (const button of buttons) button.hidden = !voice();
}

function read(button) {
  const wasSpeaking = speech.speaking;
  speech.cancel();
  if (wasSpeaking) return;
  for (const part of document.querySelectorAll(button.dataset.speak)) {
    const words = new SpeechSynthesisUtterance(part.textContent.trim());
    words.voice = voice();
    words.lang = words.voice.lang;
    words.rate = 0.9;
    speech.speak(words);
  }
}

if (speech && buttons.length) {
  show();
  speech.addEventListener?.("voiceschanged", show);
  for (const button of buttons) button.addEventListener("click", () => read(button));
  window.addEventListener("pagehide", () => speech.cancel());
}
