"""Label policies: one file each; the file's name is the policy's name."""

from poisonkit.policies.base import LabelPolicy
from poisonkit.registry import Registry

POLICIES = Registry(__name__, LabelPolicy, "label policy")
