"""What the command itself says while it asks, in the language of the design; all else is told by the use cases."""

from collections.abc import Mapping

from shared.architect.document.words import Language

_PHRASES: Mapping[str, Mapping[Language, str]] = {
    "intro": {
        "en": "Each answer says what is worth asking next. Enter assumes what is shown, a dot assumes all that is "
        "left, `field=value` changes something said before, Ctrl-C leaves.",
        "zh": "每个回答决定接下来值得问什么。直接回车采用所示的假设，输入一个点则其余全部采用假设，"
        "输入 `field=value` 可更改已说过的内容，Ctrl-C 离开。",
    },
    "number": {"en": "A number from {least} to {most}.", "zh": "一个数字，从 {least} 到 {most}。"},
    "whole_number": {"en": "A whole number from {least} to {most}.", "zh": "一个整数，从 {least} 到 {most}。"},
    "flag": {"en": "Yes or no.", "zh": "是或否（yes / no）。"},
    "word": {"en": "One of these, by number or name:", "zh": "选一个，写编号或名称："},
    "words": {
        "en": "One or more of these, by number or name, with commas between:",
        "zh": "选一个或多个，写编号或名称，用逗号分隔：",
    },
    "free_words": {"en": "Words with commas between.", "zh": "若干词，用逗号分隔。"},
    "assumed": {"en": "Enter assumes {value}", "zh": "回车则假设 {value}"},
    "nothing": {"en": "nothing", "zh": "无"},
    "yes": {"en": "yes", "zh": "是"},
    "no": {"en": "no", "zh": "否"},
    "no_number": {
        "en": "That is no number such as 250, 1,500, 20k or 99.9%.",
        "zh": "这不是数字；可写 250、1,500、20k 或 99.9%。",
    },
    "no_word": {"en": "There is no `{word}` in the list.{meant}", "zh": "列表中没有 `{word}`。{meant}"},
    "torn": {"en": "These requirements cannot all hold:", "zh": "这些需求不能同时成立："},
    "ways": {"en": "What could give way:", "zh": "可以放宽的有："},
    "choose": {
        "en": "A number chooses, `field=value` says something else, Enter leaves it as it is.",
        "zh": "输入编号选择，输入 `field=value` 另作说明，直接回车则保持原样。",
    },
    "no_way": {"en": "A number from the list, or `field=value`.", "zh": "请输入列表中的编号，或 `field=value`。"},
}


class Phrases:
    def __init__(self, language: Language) -> None:
        self._language = language

    def __call__(self, key: str, **given: str) -> str:
        return _PHRASES[key][self._language].format(**given)
