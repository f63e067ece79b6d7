from django.apps import AppConfig

from fairway.kernel.text import Text


class FilesConfig(AppConfig):
    name = "fairway.platform.files"
    label = "files"

    def ready(self) -> None:
        from fairway.platform.audit.verbs import VERBS  # noqa: PLC0415  (when the apps are ready)

        VERBS.update(
            {
                "file.stored": Text("{actor} added the file ({kind}, {size} bytes)."),
                "file.refused": Text("{actor} tried to add a file, which was refused: {why}."),
                "file.downloaded": Text("{actor} downloaded the file."),
                "file.deleted": Text("{actor} deleted the file."),
                "file.infected": Text("{actor} found the file infected. It is no longer handed out."),
            }
        )
