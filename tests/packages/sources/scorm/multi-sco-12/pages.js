"use strict";

const PAGES = {
  1: {
    title: "Lire son marché",
    text: "Un marché, ce sont des personnes qui ont un besoin, et de quoi le payer. Avant d'acheter "
      + "une machine, parlez à dix d'entre elles : que font-elles aujourd'hui, combien cela leur "
      + "coûte-t-il, qu'est-ce qui les gêne ?",
  },
  2: {
    title: "Connaître ses concurrents",
    text: "Un concurrent, c'est aussi ce que les gens font sans vous : laver leur voiture eux-mêmes, "
      + "garder leur vieux vélo. Notez trois concurrents, leur prix, et ce que l'on dit d'eux.",
  },
  3: { title: "Fixer son prix" },
};

const QUESTIONS = [
  {
    id: "prix-plancher",
    text: "Votre gâteau coûte 7 € à faire. À 7 €, que gagnez-vous ?",
    choices: { a: "Rien", b: "7 €", c: "La moitié" },
    right: "a",
    why: "le prix de revient est un plancher, pas un prix.",
  },
  {
    id: "prix-marche",
    text: "Le marché paie 12 €, vous êtes à 15 €. Que faites-vous d'abord ?",
    choices: {
      a: "Je baisse à 5 €",
      b: "Je cherche ce qui vaut 3 € de plus aux yeux du client",
      c: "Je ne change rien",
    },
    right: "b",
    why: "un prix plus haut se défend s'il dit quelque chose de plus.",
  },
];
