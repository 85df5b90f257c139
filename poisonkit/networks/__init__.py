"""Networks: one recipe each; the file's name is the network's name."""

from poisonkit.networks.base import Network
from poisonkit.registry import Registry

NETWORKS = Registry(__name__, Network, "network")
