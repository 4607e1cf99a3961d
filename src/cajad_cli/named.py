"""Named values: the base of the small classes that every command or search makes."""

from typing import Any, Self, dataclass_transform


@dataclass_transform()
class Values:
    """Named values, of a class that costs start-up a tenth of a named tuple."""

    def __init__(self, *values: Any, **named: Any) -> None:
        self.__dict__.update(zip(type(self).__annotations__, values, strict=False), **named)

    def but(self, **changed: Any) -> Self:
        """The same with other values."""
        return type(self)(**self.__dict__ | changed)
