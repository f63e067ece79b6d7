from django.apps import AppConfig

from fairway.kernel.text import Text
from fairway.platform.audit.verbs import CODES, VERBS
from fairway.platform.files.domain.refusal import WORDS


class FilesConfig(AppConfig):
    name = "fairway.platform.files"
    label = "files"

    def ready(self) -> None:
        CODES["refusal"] = {str(why): words for why, words in WORDS.items()}
        VERBS.update(
            {
                "file.stored": Text("{actor} added the file ({kind}, {size} bytes)."),
                "file.refused": Text("{actor} tried to add a file, which was refused: {refusal}."),
                "file.downloaded": Text("{actor} downloaded the file."),
                "file.deleted": Text("{actor} deleted the file."),
                "file.infected": Text("{actor} found the file infected. It is no longer handed out."),
            }
        )
