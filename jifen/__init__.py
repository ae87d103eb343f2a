"""Jifen (积分): points-based appraisal of village and community cadres, every number provable."""

__version__ = "0.1.0"
