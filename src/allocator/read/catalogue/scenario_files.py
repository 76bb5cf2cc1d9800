"""Every fault of scenario, what-if and model files: their YAML, settings, target and paths.

`set-malformed` and `extends-other` come from options, so no file brings them about: their example
is empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allocator.read.catalogue.path_files import PATHS
from allocator.read.catalogue.setting_files import SETTINGS
from allocator.read.catalogue.target_files import TARGET
from allocator.read.catalogue.yaml_files import YAML

if TYPE_CHECKING:
    from allocator.read.catalogue.fault import Fault

FAULTS: tuple[Fault, ...] = (*YAML, *SETTINGS, *TARGET, *PATHS)
"""In the order in which a file is read."""
