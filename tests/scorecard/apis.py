"""The thirty APIs that a newcomer tries first."""

from tests.scorecard import linked, numbered, odd

APIS = (*numbered.APIS, *linked.APIS, *odd.APIS)
