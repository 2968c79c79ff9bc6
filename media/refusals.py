"""Why a file was refused, in words for who sent it: what happened, and what to do.

`sentence` puts a problem of an import (`{"code", "path", "detail"}`) into words; `media.remarks`
has those of what was let through.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext, gettext_lazy as _

from media.remarks import REMARKS

ARCHIVE = {
    "not-a-zip": _(
        "Ce fichier n'est pas un paquet : ce n'est pas une archive zip. Exportez de nouveau "
        "l'activité (« SCORM » ou « H5P »), puis envoyez le fichier obtenu sans le modifier."
    ),
    "unable-to-unzip": _(
        "Ce fichier ne s'ouvre pas : il est incomplet ou abîmé. Téléchargez-le ou exportez-le de "
        "nouveau, puis renvoyez-le."
    ),
    "empty": _("Cette archive est vide. Exportez de nouveau l'activité, puis renvoyez-la."),
    "encrypted": _(
        "Ce fichier est protégé par un mot de passe : %(path)s. Exportez l'activité sans mot de "
        "passe."
    ),
    "unsupported-compression": _(
        "%(path)s est compressé d'une façon que les navigateurs et les plateformes ne lisent pas. "
        "Refaites l'archive au format zip ordinaire."
    ),
    "too-many-entries": _(
        "Cette archive contient trop de fichiers (20 000 au plus). Allégez l'activité ou "
        "découpez-la en plusieurs."
    ),
    "file-size-too-large": _(
        "Un fichier du paquet est trop lourd : %(path)s. Compressez cette vidéo ou cette image, "
        "puis exportez de nouveau."
    ),
    "total-size-too-large": _(
        "Une fois ouvert, ce paquet est trop lourd (4 Go au plus). Compressez les vidéos ou "
        "découpez l'activité en plusieurs."
    ),
    "compression-bomb": _(
        "Ce fichier se déplie en une taille anormale, comme un piège : il n'a pas été ouvert. "
        "S'il vient de vous, exportez de nouveau l'activité ; sinon, ne l'utilisez pas."
    ),
    "overlapping-files": _(
        "Les fichiers de cette archive se recouvrent, ce qu'aucun outil ordinaire ne fait : elle "
        "n'a pas été ouverte. Exportez de nouveau l'activité."
    ),
    "size-mismatch": _(
        "%(path)s n'a pas la taille que l'archive annonce. Téléchargez ou exportez le paquet de "
        "nouveau."
    ),
    "corrupt-file": _(
        "%(path)s est abîmé dans l'archive. Téléchargez ou exportez le paquet de nouveau."
    ),
    "path-escapes": _(
        "Un fichier veut se ranger hors du paquet : %(path)s. Ce n'est pas normal : demandez un "
        "autre fichier à la personne qui vous l'a donné."
    ),
    "path-absolute": _(
        "Un fichier porte une adresse d'ordinateur au lieu d'un nom : %(path)s. Refaites "
        "l'archive à partir du dossier de l'activité."
    ),
    "path-too-long": _(
        "Un nom de fichier est trop long : %(path)s. Raccourcissez-le dans l'outil, puis exportez."
    ),
    "path-too-deep": _(
        "Un fichier est rangé dans trop de dossiers les uns dans les autres : %(path)s. "
        "Simplifiez les dossiers, puis refaites l'archive."
    ),
    "path-illegal": _(
        "Un nom de fichier contient des caractères invisibles : %(path)s. Renommez-le, puis "
        "exportez."
    ),
    "link-or-device": _(
        "%(path)s n'est pas un fichier mais un raccourci vers un autre endroit. Mettez le fichier "
        "lui-même, puis refaites l'archive."
    ),
    "duplicate-path": _(
        "Deux fichiers portent le même nom, aux majuscules ou aux accents près : %(path)s. "
        "Renommez-en un, puis exportez."
    ),
}

IMPORT = {
    "not-a-package": _(
        "Cette archive n'est ni un paquet SCORM (il lui manque imsmanifest.xml) ni un H5P (il lui "
        "manque h5p.json). Dans votre outil, choisissez « Exporter en SCORM » ou « Télécharger en "
        "H5P »."
    ),
    "package-inside": _(
        "Cette archive en contient une autre : %(path)s. Sortez-la, et envoyez celle-là."
    ),
    "cmi5-unsupported": _(
        "C'est un paquet cmi5, que Palier ne joue pas encore. Exportez la même activité en SCORM "
        "1.2 ou SCORM 2004."
    ),
    "upload-missing": _(
        "Il n'y a pas de fichier dans l'envoi. Choisissez un paquet, puis renvoyez."
    ),
    "package-unknown": _(
        "Le paquet à remplacer n'existe pas, ou plus. Importez ce fichier comme un nouveau paquet."
    ),
    "upload-empty": _(
        "Le fichier reçu est vide. Vérifiez-le sur votre ordinateur, puis renvoyez-le."
    ),
    "upload-too-large": _(
        "Ce fichier est trop lourd pour être envoyé ici. Compressez les vidéos, ou demandez à la "
        "personne qui administre Palier de l'importer elle-même."
    ),
    "upload-lost": _(
        "Le fichier reçu n'est plus là : rien n'a été importé. Envoyez-le de nouveau."
    ),
    "virus-found": _(
        "L'antivirus a reconnu un programme dangereux (%(detail)s) : le fichier a été effacé. "
        "Vérifiez votre ordinateur avant de renvoyer quoi que ce soit."
    ),
    "antivirus-size-limit": _(
        "Ce fichier est trop lourd pour l'antivirus : il n'a pas été importé. Allégez-le, ou "
        "demandez à la personne qui administre Palier de relever la limite de l'antivirus."
    ),
    "antivirus-unavailable": _(
        "L'antivirus ne répond pas. Rien n'est importé sans lui : l'import reprend tout seul, et "
        "s'arrête s'il échoue trop longtemps. Prévenez la personne qui administre Palier."
    ),
    "library-not-allowed": _(
        "Ce H5P apporte une bibliothèque qui n'est pas installée : %(path)s. Les bibliothèques "
        "sont des programmes : demandez à une personne qui peut en installer d'importer ce "
        "fichier une première fois."
    ),
    "import-failed": _(
        "L'import n'a pas pu aller au bout (%(detail)s), et ce n'est pas la faute du fichier. Il "
        "reprend tout seul ; s'il est refusé, prévenez la personne qui administre Palier, puis "
        "renvoyez-le."
    ),
}

SCORM = {
    "manifest-missing": _(
        "Il manque le sommaire du paquet (imsmanifest.xml) à la racine de l'archive. Exportez de "
        "nouveau en SCORM, et n'ouvrez pas l'archive avant de l'envoyer."
    ),
    "manifest-too-large": _(
        "Le sommaire du paquet (imsmanifest.xml) est démesuré. Découpez l'activité en plusieurs, "
        "puis exportez."
    ),
    "manifest-too-deep": _(
        "Le plan de l'activité a trop de niveaux. Simplifiez-le dans l'outil, puis exportez."
    ),
    "manifest-too-many-items": _(
        "Le plan de l'activité a trop de lignes. Découpez l'activité en plusieurs, puis exportez."
    ),
    "manifest-unreadable": _(
        "Le sommaire du paquet (imsmanifest.xml) est abîmé : il ne se lit pas. Exportez de nouveau."
    ),
    "manifest-dtd": _(
        "Le sommaire du paquet (imsmanifest.xml) définit ses propres raccourcis, ce qui peut "
        "servir de piège : il n'a pas été lu. Exportez de nouveau avec un outil courant."
    ),
    "manifest-root": _(
        "imsmanifest.xml n'est pas le sommaire d'un paquet SCORM. Exportez de nouveau en SCORM."
    ),
    "href-outside-package": _(
        "Une page à ouvrir se trouve hors du paquet : %(path)s. Mettez-la dans l'activité, puis "
        "exportez."
    ),
    "launch-file-missing": _(
        "La page à ouvrir n'est pas dans le paquet : %(path)s. Publiez de nouveau l'activité "
        "entière."
    ),
    "nothing-to-launch": _(
        "Rien ne peut s'ouvrir dans ce paquet. Vérifiez que l'activité a au moins une page, puis "
        "exportez."
    ),
}

H5P = {
    "missing-h5p-extension": _(
        "Le nom d'un H5P finit par .h5p : %(path)s. Téléchargez de nouveau l'activité en H5P."
    ),
    "not-in-whitelist": _(
        "Ce genre de fichier n'est pas permis dans un H5P : %(path)s. Retirez-le de l'activité, "
        "puis téléchargez-la de nouveau."
    ),
    "invalid-content-folder": _(
        "Le contenu de l'activité manque ou ne se lit pas (%(path)s). Téléchargez de nouveau le "
        "H5P."
    ),
    "invalid-h5p-json-file": _(
        "La fiche du H5P (h5p.json) manque ou dit quelque chose d'impossible. Téléchargez de "
        "nouveau l'activité en H5P."
    ),
    "unable-to-read-package-file": _(
        "%(path)s ne se lit pas dans le H5P. Téléchargez de nouveau l'activité."
    ),
    "unable-to-parse-package": _(
        "%(path)s est mal écrit. Ouvrez l'activité là où elle a été faite, enregistrez-la, puis "
        "téléchargez-la de nouveau."
    ),
    "invalid-library-name": _(
        "Une bibliothèque a un nom impossible : %(path)s. Téléchargez de nouveau l'activité "
        "depuis une plateforme H5P à jour."
    ),
    "invalid-library-json-file": _(
        "La fiche d'une bibliothèque manque ou ne se lit pas : %(path)s. Téléchargez de nouveau "
        "l'activité depuis une plateforme H5P à jour."
    ),
    "library-directory-name-mismatch": _(
        "Le dossier d'une bibliothèque ne porte pas son nom : %(path)s. N'ouvrez pas le fichier "
        "avant de l'envoyer ; téléchargez-le de nouveau."
    ),
    "invalid-semantics-json-file": _(
        "Une bibliothèque décrit mal ses champs : %(path)s. Mettez-la à jour là où l'activité a "
        "été faite, puis téléchargez de nouveau."
    ),
    "invalid-language-file": _(
        "Une traduction de bibliothèque est mal écrite : %(path)s. Mettez la bibliothèque à jour, "
        "puis téléchargez de nouveau."
    ),
    "missing-required-property": _(
        "Il manque « %(detail)s » dans %(path)s. Téléchargez de nouveau l'activité depuis une "
        "plateforme H5P à jour."
    ),
    "library-missing-file": _(
        "Une bibliothèque a perdu un de ses fichiers : %(path)s. Téléchargez de nouveau l'activité."
    ),
    "illegal-option-in-library": _(
        "%(path)s demande un réglage qui n'existe pas (%(detail)s). Téléchargez de nouveau "
        "l'activité depuis une plateforme H5P à jour."
    ),
    "api-version-unsupported": _(
        "Une bibliothèque est plus récente que le lecteur H5P de Palier : %(path)s. Demandez une "
        "mise à jour de Palier, ou utilisez une version plus ancienne de ce contenu."
    ),
    "missing-main-library": _(
        "Ce H5P ne contient pas le programme qui le joue (%(path)s), et il n'est pas installé "
        "ici. Téléchargez l'activité avec ses bibliothèques, ou demandez qu'on installe celle-ci."
    ),
    "missing-required-library": _(
        "Il manque à ce H5P une bibliothèque (%(path)s), qui n'est pas installée ici. Téléchargez "
        "l'activité avec ses bibliothèques, ou demandez qu'on installe celle-ci."
    ),
    "duplicate-library": _(
        "La même bibliothèque est là deux fois : %(path)s. Téléchargez de nouveau l'activité."
    ),
}

REFUSALS = {**ARCHIVE, **IMPORT, **SCORM, **H5P}
SENTENCES = {**REMARKS, **REFUSALS}
UNKNOWN = _(
    "Ce fichier ne peut pas être importé (%(code)s). Exportez-le de nouveau ; si cela continue, "
    "montrez ce message à la personne qui administre Palier."
)
LONGEST_SHOWN = 120


def sentence(problem: Mapping[str, str]) -> str:
    """Return what to tell of a problem, with the place it is about where there is one."""
    code, path = problem["code"], _shortened(problem.get("path", ""))
    words = str(SENTENCES.get(code, UNKNOWN))
    values = {
        "code": code,
        "path": gettext("« %(path)s »") % {"path": path} if path else gettext("un fichier"),
        "detail": problem.get("detail", "")[:LONGEST_SHOWN] or code,
    }
    said = words % values
    # The identifier of something in a manifest says nothing; the name of a file does.
    is_file = "." in path or "/" in path
    return f"{said} ({path})" if is_file and path not in said else said


def sentences(problems: Iterable[Mapping[str, str]]) -> list[str]:
    """Return them all, each once, in order."""
    return list(dict.fromkeys(sentence(problem) for problem in problems))


def _shortened(path: str) -> str:
    """Keep the end of a long path: the name of the file is there."""
    return path if len(path) <= LONGEST_SHOWN else f"…{path[-LONGEST_SHOWN:]}"
