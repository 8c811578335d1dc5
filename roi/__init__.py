"""What burnout costs, and whether moving work out of the house pays.

import roi
scenario = roi.load("scenarios/article_100_employees.toml")
result = roi.run(scenario, draws=8192, seed=1)
found = roi.compare([scenario, roi.change(scenario, {"plan.core_use": 0.3})])
"""

from roi.comparison import compare
from roi.examine import challenge
from roi.files import change, load, save
from roi.files import loads as loads  # beside the ten names, for tests and tools
from roi.scenario import Scenario, ScenarioError
from roi.simulate import Result, run
from roi.version import VERSION as __version__

__all__ = ["Result", "Scenario", "ScenarioError", "__version__", "challenge", "change", "compare", "load", "run", "save"]
