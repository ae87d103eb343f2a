"""What the house says when it declines: expected, explained, never logged as a fault."""


class Refusal(Exception):
    """A request that the rules do not allow.

    `code` picks the sentence the reader sees (`jifen/wording`); `article` is the provision
    that forbids it, where one does; `values` fill the sentence's blanks.
    """

    def __init__(self, code: str, /, *, article: str = "", **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.article = article
        self.values = values

    def __str__(self) -> str:
        blanks = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.code}({blanks})" if blanks else self.code
