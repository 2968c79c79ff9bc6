"""What the H5P core says by itself: `H5PIntegration.l10n`."""

from django.utils.translation import gettext as _


def core_words() -> dict[str, str]:
    """Return the core's own words, by the keys under which it asks for them."""
    return {
        **_bar(),
        **_dialogs(),
        **_rights(),
        **_licences(),
        **_connection(),
    }


def _bar() -> dict[str, str]:
    return {
        "fullscreen": _("Plein écran"),
        "disableFullscreen": _("Quitter le plein écran"),
        "copyrights": _("Droits d'usage"),
        "copyrightsDescription": _("Voir les droits d'usage de ce contenu."),
        "reuse": _("Réutiliser"),
        "reuseDescription": _("Réutiliser ce contenu."),
        "reuseContent": _("Réutiliser ce contenu"),
        "download": _("Télécharger"),
        "downloadDescription": _("Télécharger ce contenu sous forme de fichier H5P."),
        "embed": _("Intégrer"),
        "embedDescription": _("Voir le code qui intègre ce contenu ailleurs."),
        "h5pDescription": _("Aller sur le site de H5P."),
        "size": _("Taille"),
        "width": _("Largeur"),
        "height": _("Hauteur"),
        "showAdvanced": _("Montrer les réglages avancés"),
        "hideAdvanced": _("Cacher les réglages avancés"),
        "advancedHelp": _("Ajoutez ce script à votre site pour que la taille s'adapte."),
        "contentCopied": _("Le contenu est dans le presse-papiers."),
    }


def _dialogs() -> dict[str, str]:
    return {
        "close": _("Fermer"),
        "showMore": _("En voir plus"),
        "showLess": _("En voir moins"),
        "subLevel": _("Sous-niveau"),
        "contentChanged": _("Ce contenu a changé depuis la dernière fois."),
        "startingOver": _("Vous allez le reprendre au début."),
        "confirmDialogHeader": _("Confirmez"),
        "confirmDialogBody": _("Voulez-vous continuer\u00a0? On ne pourra pas revenir en arrière."),
        "cancelLabel": _("Annuler"),
        "confirmLabel": _("Confirmer"),
    }


def _rights() -> dict[str, str]:
    return {
        "copyrightInformation": _("Droits d'usage"),
        "noCopyrights": _("Rien n'est dit des droits d'usage de ce contenu."),
        "title": _("Titre"),
        "author": _("Auteur"),
        "by": _("par"),
        "year": _("Année"),
        "source": _("Source"),
        "license": _("Licence"),
        "licenseExtras": _("Précisions sur la licence"),
        "changes": _("Modifications"),
        "thumbnail": _("Vignette"),
        "contentType": _("Type de contenu"),
    }


def _licences() -> dict[str, str]:
    return {
        "licenseU": _("Non précisée"),
        "licenseC": _("Tous droits réservés"),
        "licenseCCBY": _("Attribution"),
        "licenseCCBYSA": _("Attribution, partage dans les mêmes conditions"),
        "licenseCCBYND": _("Attribution, pas de modification"),
        "licenseCCBYNC": _("Attribution, pas d'usage commercial"),
        "licenseCCBYNCSA": _(
            "Attribution, pas d'usage commercial, partage dans les mêmes conditions"
        ),
        "licenseCCBYNCND": _("Attribution, pas d'usage commercial, pas de modification"),
        "licenseCC40": _("4.0 International"),
        "licenseCC30": _("3.0 non transposée"),
        "licenseCC25": _("2.5 générique"),
        "licenseCC20": _("2.0 générique"),
        "licenseCC10": _("1.0 générique"),
        "licenseGPL": _("Licence publique générale GNU"),
        "licenseV1": _("Version 1"),
        "licenseV2": _("Version 2"),
        "licenseV3": _("Version 3"),
        "licensePD": _("Domaine public"),
        "licenseCC010": _("CC0 1.0 universel, transfert dans le domaine public"),
        "licensePDM": _("Marque du domaine public"),
    }


def _connection() -> dict[str, str]:
    """Said by the core's own queue, which ours replaces: it asks for them all the same."""
    lost = _("Pas de connexion. Vos réponses partiront dès qu'elle reviendra.")
    return {
        "connectionLost": lost,
        "connectionReestablished": _("La connexion est revenue."),
        "resubmitScores": _("Vos réponses partent."),
        "offlineDialogHeader": _("Pas de connexion"),
        "offlineDialogBody": lost,
        "offlineDialogRetryMessage": _("Nouvel essai dans :num…"),
        "offlineDialogRetryButtonLabel": _("Réessayer"),
        "offlineSuccessfulSubmit": _("Vos réponses sont enregistrées."),
    }
