"""Logos of offices: a PNG, drawn anew. Neither the PDF engine nor Word is given anything livelier."""

from hashlib import sha256
from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from measures.models import Office

MAX_BYTES = 300_000
MAX_SIDE = 2000  # pixels


def set_logo(office: Office, content: bytes) -> None:
    """Keep a picture as the office's logo; raises ValidationError for anything but a PNG of a sane size."""
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The picture is larger than %(limit)s kB.") % {"limit": MAX_BYTES // 1000})
    office.logo = redrawn(content)
    office.logo_digest = sha256(office.logo).hexdigest()


def redrawn(content: bytes) -> bytes:
    """Return the pixels of a PNG as a new one, without whatever else was in the file."""
    drawn = BytesIO()
    try:
        picture = Image.open(BytesIO(content), formats=["PNG"])
        if max(picture.size) > MAX_SIDE:
            raise ValidationError(
                _("The picture is more than %(side)s pixels wide or high.") % {"side": MAX_SIDE}
            )
        picture.convert("RGBA").save(drawn, "PNG", optimize=True)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as fault:
        raise ValidationError(_("The picture is not a PNG that can be read.")) from fault
    if drawn.tell() > MAX_BYTES:
        raise ValidationError(_("The picture is larger than %(limit)s kB.") % {"limit": MAX_BYTES // 1000})
    return drawn.getvalue()
