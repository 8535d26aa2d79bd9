"""What every connector must hold, as checks that run against a server of its platform.

In the tests of a connector:

    @pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
    async def test_contract(check, stage): await run(check, ENTRY, stage)

where `stage` is the author's `Stage`: a server on loopback with an account of ours on it.
"""

from meydan.connectors.contract.checks import CHECKS
from meydan.connectors.contract.running import Check, Scene, run
from meydan.connectors.contract.stage import Stage

__all__ = ["CHECKS", "Check", "Scene", "Stage", "run"]
