"use strict";

// Names of files as authors give them: accents, spaces, a degree sign.
const LESSONS = [
  {
    id: "ecouter",
    title: "Écouter d'abord",
    text: "Posez une question, puis taisez-vous. Ce que le client dit en premier est ce qu'il achète.",
    image: "assets/Étude%20de%20marché%20(1).png",
  },
  {
    id: "montrer",
    title: "Montrer plutôt que dire",
    text: "Une photo de votre travail vaut mieux que trois adjectifs.",
    audio: "assets/conseil%20n%C2%B0%201.wav",
  },
  {
    id: "conclure",
    title: "Demander la commande",
    text: "« On se cale quand ? » : proposez une date, le reste suit.",
  },
];
