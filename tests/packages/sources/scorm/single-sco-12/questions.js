"use strict";

const QUESTIONS = [
  {
    id: "devis-quand",
    text: "À quel moment remettez-vous le devis ?",
    choices: {
      a: "Quand le travail est fini",
      b: "Avant de commencer le travail",
      c: "Seulement si on me le demande deux fois",
    },
    right: "b",
    why: "le client doit savoir ce qu'il paiera avant de s'engager.",
  },
  {
    id: "devis-mentions",
    text: "Que doit-on toujours trouver sur un devis ?",
    choices: {
      a: "Le prix, ce qui est fait, et jusqu'à quand le devis est valable",
      b: "Le bénéfice que je compte faire",
      c: "Le nom de mes autres clients",
    },
    right: "a",
    why: "le client compare un prix, un travail et un délai ; votre bénéfice ne regarde que vous.",
  },
  {
    id: "devis-signe",
    text: "Le client a signé : « bon pour accord ». Que vaut ce papier ?",
    choices: {
      a: "Rien, il peut changer d'avis",
      b: "C'est une facture",
      c: "Il engage les deux : le prix ne bouge plus",
    },
    right: "c",
    why: "un devis accepté est un contrat, pour lui comme pour vous.",
  },
  {
    id: "devis-cout",
    text: "Matériel 60 €, 4 heures à 25 €, déplacement 15 €. Sous quel prix perdez-vous de l'argent ?",
    choices: {
      a: "160 €",
      b: "175 €",
      c: "100 €",
    },
    right: "b",
    why: "60 + 4 × 25 + 15 = 175 €. En dessous, vous payez pour travailler.",
  },
];
