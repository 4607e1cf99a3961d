"""The words of languages by which texts and queries are read: the table `languages.tsv`."""

from cajad_cli.text.shipped import shipped

# The words of each topic, by what they mean or by their language.
WORDS: dict[str, dict[str, list[str]]] = {}
for _line in shipped("text/languages.tsv").splitlines():
    if not _line.startswith("#"):
        _topic, _meaning, _words = _line.split("\t")
        WORDS.setdefault(_topic, {})[_meaning] = _words.split(" ")
