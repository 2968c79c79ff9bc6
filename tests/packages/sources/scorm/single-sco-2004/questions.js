"use strict";

const QUESTIONS = [
  {
    id: "statut-micro",
    text: "En micro-entreprise, sur quoi calcule-t-on vos cotisations ?",
    choices: { ca: "Sur ce que vous encaissez", benefice: "Sur votre bénéfice", rien: "Sur rien" },
    right: "ca",
    why: "elles suivent le chiffre d'affaires : pas de recette, pas de cotisation.",
  },
  {
    id: "statut-achats",
    text: "Vous avez beaucoup d'achats à payer. À quoi faites-vous attention ?",
    choices: {
      deduire: "En micro-entreprise, je ne les déduis pas",
      aucun: "À rien, c'est pareil partout",
      double: "Ils sont comptés deux fois",
    },
    right: "deduire",
    why: "en micro-entreprise on ne déduit pas ses dépenses : un autre statut peut coûter moins.",
  },
  {
    id: "statut-associes",
    text: "Vous êtes deux à vous lancer. Quel cadre permet de partager les décisions ?",
    choices: { micro: "La micro-entreprise", societe: "Une société", aucun: "Aucun" },
    right: "societe",
    why: "une micro-entreprise n'a qu'une personne à sa tête ; une société dit qui décide de quoi.",
  },
  {
    id: "statut-changer",
    text: "Peut-on changer de statut plus tard ?",
    choices: { oui: "Oui, cela demande quelques démarches", non: "Non, jamais" },
    right: "oui",
    why: "beaucoup commencent simplement, puis changent quand l'activité grandit.",
  },
];
