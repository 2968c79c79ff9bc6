"""Manifests as authoring tools write them, and as they should not."""

from collections.abc import Iterable, Mapping

NAMESPACES = {
    "1.2": (
        'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"'
        ' xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
    ),
    "2004": (
        'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"'
        ' xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"'
        ' xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3"'
        ' xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3"'
        ' xmlns:imsss="http://www.imsglobal.org/xsd/imsss"'
    ),
}
SCHEMA_VERSIONS = {"1.2": "1.2", "2004": "2004 4th Edition"}
ONE_ITEM = '<item identifier="I1" identifierref="R1"><title>Mon projet</title></item>'
ONE_RESOURCE = (
    '<resource identifier="R1" type="webcontent" adlcp:scormtype="sco" href="index.html">'
    '<file href="index.html"/></resource>'
)


def manifest(
    *,
    version: str = "1.2",
    schema_version: str | None = None,
    namespaces: str | None = None,
    items: str = ONE_ITEM,
    resources: str = ONE_RESOURCE,
    organizations: str | None = None,
    attributes: str = "",
    metadata: str = "",
    after: str = "",
) -> str:
    """Return a manifest without its XML declaration; an empty `schema_version` leaves it out."""
    said = SCHEMA_VERSIONS[version] if schema_version is None else schema_version
    declared = f"<schemaversion>{said}</schemaversion>" if said else ""
    if organizations is None:
        organizations = (
            '<organizations default="O1"><organization identifier="O1">'
            f"<title>De l’idée au projet</title>{items}</organization></organizations>"
        )
    return (
        f'<manifest identifier="M1" {namespaces or NAMESPACES[version]} {attributes}>'
        f"<metadata><schema>ADL SCORM</schema>{declared}{metadata}</metadata>"
        f"{organizations}<resources>{resources}</resources>{after}</manifest>"
    )


def item(identifier: str, reference: str = "", inside: str = "", **attributes: str) -> str:
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    said += f' identifierref="{reference}"' if reference else ""
    return f'<item identifier="{identifier}"{said}><title>{identifier}</title>{inside}</item>'


def resource(identifier: str, href: str, kind: str = "sco", **attributes: str) -> str:
    said = "".join(f' {name.replace("_", ":")}="{value}"' for name, value in attributes.items())
    return (
        f'<resource identifier="{identifier}" type="webcontent" adlcp:scormtype="{kind}"'
        f' href="{href}"{said}/>'
    )


def package_files(
    text: str, paths: Iterable[str] = ("index.html",), **more: str
) -> Mapping[str, str]:
    """Return the files of a package, for `zip_of`."""
    return {"imsmanifest.xml": text, **dict.fromkeys(paths, "<html></html>"), **more}
