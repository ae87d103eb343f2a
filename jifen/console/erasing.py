"""The verb that erases a person's data: proposed by one account, carried out by another."""

import argparse

from django.utils.translation import gettext as _

from jifen.console.entering import town_arguments
from jifen.console.line import Line
from jifen.console.main import DONE
from jifen.core.erasure import Basis
from jifen.custody import erasing
from jifen.people import queries as people


def erase_arguments(parser: argparse.ArgumentParser) -> None:
    """Take a person, and the paper it rests on; or that it is carried out."""
    town_arguments(parser)
    parser.add_argument("who", help=_("code or name of the cadre"))
    parser.add_argument(
        "--basis", choices=[one.value for one in Basis], default=Basis.RETENTION_ENDED
    )
    parser.add_argument(
        "--document", default="", help=_("number of the request or of the decision")
    )
    parser.add_argument(
        "--carry-out", action="store_true", help=_("carry out what another account proposed")
    )


def erase(line: Line) -> int:
    """Propose that a person's data go, or carry it out as the second hand."""
    cadre = people.cadre(line.town(), line["who"])
    if line["carry_out"]:
        erasing.carry_out(cadre, hand=line.hand)
        line.say(_("Erased: only the code %(code)s is left.") % {"code": cadre.code})
    else:
        basis = Basis(line["basis"])
        erasing.propose(cadre, basis=basis, document_number=line["document"], hand=line.hand)
        said = _("Proposed for %(code)s. Another account carries it out: --carry-out")
        line.say(said % {"code": cadre.code})
    line.give({"code": cadre.code, "erased": bool(line["carry_out"])})
    return DONE
