"""The classes of data, from public to log: what decides protection, retention and readers."""

from enum import IntEnum


class DataClass(IntEnum):
    """What a table holds, at its most delicate. From C3 on, its rows are guarded by a forced policy."""

    C0 = 0  # public
    C1 = 1  # money and organisations
    C2 = 2  # professional account
    C3 = 3  # child, minimal
    C4 = 4  # attendance
    C5 = 5  # contact, full identity, authorised pick-up
    C6 = 6  # path: needs, actions, notes
    C7 = 7  # sealed location
    C8 = 8  # evidence of agreement, consent, information
    C9 = 9  # log
    C10 = 10  # aggregate: public once disclosure control has passed

    @property
    def guarded(self) -> bool:
        """True when a table of this class must force a row-level-security policy."""
        return self in range(DataClass.C3, DataClass.C10)
