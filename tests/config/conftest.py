from tests.config.instances import instance, instances, model_instance

__all__ = ["instance", "instances", "model_instance"]
