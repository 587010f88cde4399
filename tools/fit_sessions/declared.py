"""The weights that are fitted, in the order of `terms_of`, and what each is."""

from tools.fit_tracking.declared import Declared

DECLARED = (
    Declared("ONE_SESSION_AT_ONCE", "Log odds that a session is one of which nothing else is told"),
    Declared("ONE_SESSION_BY_SEEN", "How much these grow where one of the party is clearly seen on all samples"),
    Declared("ONE_SESSION_BY_COVERED", "The same where somebody else covers one of them on all samples"),
    Declared("ONE_SESSION_BY_UNSEEN_START", "The same where nobody was seen to come"),
    Declared("ONE_SESSION_BY_UNSEEN_END", "The same where nobody was seen to go"),
    Declared("ONE_SESSION_BY_NEXT", "The same where another session ends or begins at the same moment"),
)
