"""What the reporter is told about a file that cannot be read: what is wrong, and what to do."""

from collections.abc import Mapping

_ADVICE = "请用 Excel 或 WPS 打开后，另存为 .xlsx 再提交。"

_MESSAGES = {
    "file.empty": "文件是空的（0 字节）。请检查文件是否保存完整，再重新提交。",
    "file.not_a_table": "文件不是表格：内容是{found}。只接受 .xlsx、.xls 或 .csv 表格。" + _ADVICE,
    "file.encrypted": "工作簿设置了打开密码（已加密），无法读取。请在 Excel 或 WPS 中取消打开密码，另存后再提交。",
    "file.too_large": "文件超过 {limit} MB 的上限。请按行拆分为几个文件，分别提交。",
    "file.inflated_too_large": "工作簿解压后的内容异常巨大，已停止读取。请把有数据的行列复制到新的模板中，再提交。",
    "file.too_many_rows": "数据超过 {limit} 行的上限。请按行拆分为几个文件，分别提交。",
    "file.too_many_columns": "表头使用了超过 {limit} 列。请删除右侧多余的列，或使用本平台下载的模板填写。",
    "file.no_rows": "表中没有任何内容。请确认数据填写在第一个可见的工作表中，保存后再提交。",
    "file.broken": "文件已损坏，或保存不完整，无法读取。" + _ADVICE,
    "file.reader_stopped": "读取文件时程序意外停止，文件可能已损坏，或内容过大。" + _ADVICE,
    "file.timeout": "读取文件用时过长，已停止。请按行拆分为几个文件，或把数据复制到新的模板中，再提交。",
    "file.sheet_unknown": "找不到名为“{sheet}”的工作表。文件中的工作表有：{sheets}。请改正工作表名称后再提交。",
    "file.encoding": "无法识别文本的编码。请另存为“CSV UTF-8（逗号分隔）”或 .xlsx，再提交。",
}


def message_of(code: str, values: Mapping[str, str]) -> str:
    """Return the Chinese text of a code of `UnreadableError`, filled with its values.

    Raises:
        KeyError: the code or one of its values is missing; a fault of this package.
    """
    return _MESSAGES[code].format_map(values)
