"""What was noticed in a package and let through, in words for who sent it."""

from django.utils.translation import gettext_lazy as _

IMPORT = {
    "library-kept": _(
        "Une autre version de %(path)s est déjà installée : c'est elle qui joue, celle du fichier "
        "est laissée de côté. Essayez l'activité avant de la publier."
    ),
    "reports-nothing": _(
        "Cette activité ne signale jamais la fin. Choisissez « dès qu'il est ouvert » pour dire "
        "quand elle est faite."
    ),
    "reports-unknown": _(
        "On ne sait pas si cette activité signale la fin. Essayez-la jusqu'au bout ; si rien ne "
        "s'affiche, choisissez « dès qu'il est ouvert »."
    ),
    "known-elsewhere": _(
        "Ce fichier est déjà importé, sous le titre « %(detail)s » : il n'a pas été mis une "
        "deuxième fois. Choisissez ce paquet-là."
    ),
    "put-back": _(
        "Ce fichier est la version %(detail)s de ce paquet : elle redevient la version en cours."
    ),
}

SCORM = {
    "manifest-nested": _(
        "Le paquet est rangé dans un dossier de l'archive : Palier l'a retrouvé, rien à faire."
    ),
    "encoding-unknown": _(
        "Le sommaire annonce un codage de texte inconnu : vérifiez que les accents s'affichent "
        "bien."
    ),
    "encoding-wrong": _(
        "Le sommaire n'est pas écrit dans le codage qu'il annonce : vérifiez que les accents "
        "s'affichent bien."
    ),
    "control-characters": _(
        "Des caractères invisibles ont été retirés du sommaire. Relisez les titres."
    ),
    "text-before-xml": _("Du texte précède le sommaire : il a été laissé de côté, rien à faire."),
    "prefix-undeclared": _(
        "Le sommaire utilise un préfixe sans le déclarer : Palier l'a compris, rien à faire."
    ),
    "ampersand-bare": _(
        "Un « & » est mal écrit dans le sommaire : Palier l'a compris, rien à faire."
    ),
    "entity-undeclared": _(
        "Un caractère spécial est mal écrit dans le sommaire. Relisez les titres."
    ),
    "version-missing": _(
        "Le paquet ne dit pas sa version de SCORM : elle a été devinée. Essayez-le avant de "
        "publier."
    ),
    "version-unknown": _(
        "Le paquet annonce une version de SCORM qui n'existe pas : elle a été devinée. Essayez-le "
        "avant de publier."
    ),
    "version-mismatch": _(
        "Le paquet annonce deux versions de SCORM : celle du sommaire a été suivie. Essayez-le "
        "avant de publier."
    ),
    "submanifest-ignored": _(
        "Un deuxième sommaire se trouve dans le premier : il est laissé de côté. Vérifiez qu'il "
        "ne manque pas de page."
    ),
    "organization-missing": _(
        "Le paquet n'a pas de plan : ses pages se suivent dans l'ordre du fichier. Vérifiez cet "
        "ordre."
    ),
    "organization-default-missing": _(
        "Le paquet a plusieurs plans et n'en choisit aucun : le premier est suivi. Vérifiez que "
        "c'est le bon."
    ),
    "organization-default-dangling": _(
        "Le plan choisi par le paquet n'existe pas : un autre est suivi. Vérifiez que c'est le bon."
    ),
    "organization-default-empty": _(
        "Le plan choisi par le paquet n'ouvre rien : un autre est suivi. Vérifiez que c'est le bon."
    ),
    "item-identifier-missing": _(
        "Une ligne du plan n'a pas d'identifiant : elle en a reçu un. Gardez le même ordre si "
        "vous remplacez ce paquet."
    ),
    "item-identifier-duplicate": _(
        "Deux lignes du plan ont le même identifiant (%(path)s) : la deuxième a été renommée, "
        "pour que leurs résultats ne se mélangent pas."
    ),
    "item-title-missing": _(
        "Une ligne du plan n'a pas de titre : %(path)s. Ajoutez-le dans l'outil."
    ),
    "item-value-invalid": _(
        "Un réglage de %(path)s ne veut rien dire : il est laissé de côté. Vérifiez le score "
        "demandé et la durée dans l'outil."
    ),
    "resource-identifier-missing": _(
        "Une page du paquet n'a pas d'identifiant : rien ne peut l'ouvrir. Vérifiez qu'elle ne "
        "manque pas."
    ),
    "resource-identifier-duplicate": _(
        "Deux pages du paquet ont le même identifiant (%(path)s) : la première est gardée. "
        "Vérifiez que c'est la bonne."
    ),
    "resource-dangling": _(
        "Une ligne du plan mène à une page qui n'existe pas : %(path)s. Elle s'affiche sans "
        "s'ouvrir."
    ),
    "resource-without-href": _(
        "Une ligne du plan ne dit pas quelle page ouvrir : %(path)s. Elle s'affiche sans s'ouvrir."
    ),
    "resource-type-missing": _(
        "Une page ne dit pas si elle rend compte du résultat : elle est jouée comme si elle le "
        "faisait. Essayez-la jusqu'au bout."
    ),
    "dependency-dangling": _(
        "Une page a besoin d'une autre qui n'est pas là : %(path)s. Essayez l'activité en entier."
    ),
    "files-missing": _(
        "Des fichiers annoncés ne sont pas dans le paquet : %(path)s. Essayez l'activité en "
        "entier ; s'il manque une image ou un son, publiez-la de nouveau."
    ),
    "href-absolute": _(
        "Une adresse commence à la racine : %(path)s. Elle a été cherchée dans le paquet, rien à "
        "faire."
    ),
    "href-backslash": _(
        "Une adresse est écrite à la façon de Windows : %(path)s. Palier l'a comprise, rien à "
        "faire."
    ),
    "href-case": _(
        "Une adresse diffère du fichier par ses majuscules : %(path)s. Palier l'a retrouvé, rien "
        "à faire."
    ),
    "href-encoding": _(
        "Une adresse est codée autrement que le nom du fichier : %(path)s. Palier l'a retrouvé, "
        "rien à faire."
    ),
    "href-external": _(
        "Une ligne du plan mène à un autre site : %(path)s. Elle s'affiche sans s'ouvrir ; mettez "
        "plutôt un lien dans l'étape."
    ),
    "launch-missing": _(
        "La page d'une ligne du plan n'est pas dans le paquet : %(path)s. Publiez de nouveau "
        "l'activité si elle est utile."
    ),
    "sequencing-dangling": _(
        "Une règle d'enchaînement renvoie à une autre qui n'existe pas : %(path)s. Essayez "
        "l'ordre des pages."
    ),
    "sequencing-value-invalid": _(
        "Une règle d'enchaînement ne veut rien dire : la règle ordinaire est suivie. Essayez "
        "l'ordre des pages."
    ),
    "prerequisites-unreadable": _(
        "Une condition d'ouverture ne se lit pas : %(path)s s'ouvre sans condition."
    ),
    "prerequisites-unknown-item": _(
        "Une condition d'ouverture parle d'une page qui n'existe pas : %(path)s. Essayez-la avant "
        "de publier."
    ),
    "metadata-unreadable": _(
        "La fiche du paquet ne se lit pas : complétez vous-même le titre, les auteurs et la "
        "licence."
    ),
}

H5P = {
    "nested-folder": _(
        "Le H5P est rangé dans un dossier de l'archive : Palier l'a retrouvé, rien à faire."
    ),
    "missing-semantics": _(
        "Une bibliothèque ne décrit pas ses champs : %(path)s. L'activité se joue, mais ne pourra "
        "pas être modifiée."
    ),
    "library-version-differs": _(
        "Le contenu a été écrit pour une autre version de %(path)s : celle du fichier joue. "
        "Essayez l'activité avant de la publier."
    ),
    "main-library-not-listed": _(
        "La fiche du H5P ne dit pas la version de %(path)s : la plus récente joue. Essayez "
        "l'activité avant de la publier."
    ),
    "missing-editor-library": _(
        "Il manque une bibliothèque qui ne sert qu'à modifier (%(path)s) : l'activité se joue "
        "normalement."
    ),
    "invalid-property": _(
        "Une information de %(path)s est mal écrite (%(detail)s) : elle est laissée de côté. "
        "Vérifiez la licence et les auteurs."
    ),
}

COMMITS = {
    "unknown-element": _("Le contenu a envoyé une donnée que la norme ne connaît pas."),
    "not-text": _("Le contenu a envoyé autre chose qu'un texte ou un nombre."),
    "nul-removed": _("Un caractère impossible à garder a été retiré."),
    "broken-characters": _("Des caractères abîmés ont été remplacés."),
    "over-spm": _("Le texte dépasse ce que la norme demande de garder : il est gardé en entier."),
    "too-long": _("Le texte est trop long pour être gardé."),
    "too-many": _("Le contenu a envoyé trop de données à la fois."),
    "index-too-high": _("Le contenu a numéroté une réponse trop haut."),
    "not-a-number": _("Un nombre était attendu."),
    "decimal-comma": _("Un nombre écrit avec une virgule a été compris."),
    "out-of-range": _("Le nombre sort de ses limites."),
    "not-in-vocabulary": _("Le mot n'est pas de ceux que la norme permet."),
    "odd-word": _("Un mot écrit autrement a été compris."),
    "not-a-time": _("La durée ne se lit pas."),
    "odd-time": _("Une durée écrite autrement a été comprise."),
    "odd-identifier": _("Un identifiant inhabituel est gardé tel quel."),
    "odd-moment": _("Une heure écrite autrement est gardée telle quelle."),
    "more-problems": _("D'autres remarques ne sont pas montrées."),
}

REMARKS = {**IMPORT, **SCORM, **H5P, **COMMITS}
