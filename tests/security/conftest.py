from tests.config.route_world import world

__all__ = ["world"]
