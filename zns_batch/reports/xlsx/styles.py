"""Colours: one for each state, told apart by people who see colours differently too.

The colours are those of Okabe and Ito ("Color Universal Design"); the fills are the same, pale
enough for black text. A word always stands beside a colour.
"""

from collections.abc import Mapping

from zns_batch.domain.states import RowState

BARS: Mapping[RowState, str] = {
    RowState.PENDING: "#0072B2",
    RowState.SENDING: "#0072B2",
    RowState.ACCEPTED: "#009E73",
    RowState.REJECTED: "#D55E00",
    RowState.UNKNOWN: "#CC79A7",
    RowState.INVALID: "#E69F00",
    RowState.DUPLICATE: "#999999",
    RowState.SUPPRESSED: "#666666",
    RowState.EXCLUDED: "#DDDDDD",
    RowState.EXPIRED: "#56B4E9",
    RowState.CANCELLED: "#BBBBBB",
}
"""The bar of each state in the chart."""

FILLS: Mapping[RowState, str] = {
    RowState.PENDING: "#D6E6F2",
    RowState.SENDING: "#D6E6F2",
    RowState.ACCEPTED: "#CFEDE3",
    RowState.REJECTED: "#F8D9C4",
    RowState.UNKNOWN: "#F3DCE9",
    RowState.INVALID: "#FBEBC8",
    RowState.DUPLICATE: "#E8E8E8",
    RowState.SUPPRESSED: "#D5D5D5",
    RowState.EXCLUDED: "#F5F5F5",
    RowState.EXPIRED: "#DAEFFB",
    RowState.CANCELLED: "#F0F0F0",
}
"""The background of the status cell of each state."""

WRONG = "#F8D9C4"
"""The background of a cell that must be corrected."""

AMBER = "#E69F00"
"""The mark of a dry run."""

INPUT_HEADER = {"bold": True, "bg_color": "#E7E6E6", "bottom": 1}
OUR_HEADER = {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "bottom": 1}
DRY_HEADER = {"bold": True, "bg_color": AMBER, "bottom": 1}
