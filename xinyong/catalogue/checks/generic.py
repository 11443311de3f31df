"""The permanent codes of findings with their sentences: what is wrong; what was expected; what to do.

A code never changes its meaning and is never used again. Sentences may name the properties of the field in
braces: title, length, unit, decimals, values, example, other (the titles of the other fields of the check).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from xinyong.catalogue.model import Field, Severity

REJECT, WARN = Severity.REJECT, Severity.WARN
MARKING = "SECRET_MARK"  # a secret mark; what bears one is never shown
STANDARD_2018 = "双公示数据标准（2018版）"
_MOST_VALUES = 15


@dataclass(frozen=True, slots=True)
class Generic:
    """A code of findings.

    Attributes:
        wrong: What is wrong, starting with the field.
        expected: What was expected.
        fix: What to do.
        basis: Article or standard.
    """

    code: str
    severity: Severity
    wrong: str
    expected: str
    fix: str
    basis: str

    def message(self, field: Field | None = None, others: Iterable[Field] = (), basis: str = "") -> str:
        """Return the sentence for a field, with the basis of the check or of the code."""
        words = _words(field, others)
        text = "；".join(part.format_map(words) for part in (self.wrong, self.expected, self.fix))
        return f"{text}。（依据：{basis or (field.basis if field else '') or self.basis}）"


def _words(field: Field | None, others: Iterable[Field]) -> Mapping[str, object]:
    other = "、".join(f"“{each.title}”" for each in others)
    if field is None:
        return {"title": "", "other": other}
    values = field.code_list.values if field.code_list else ()
    more = "等" if len(values) > _MOST_VALUES else ""
    return {
        "title": field.title,
        "other": other,
        "length": field.max_length,
        "unit": field.unit,
        "decimals": field.decimals,
        "values": "、".join(values[:_MOST_VALUES]) + more,
        "example": field.example,
    }


_SUPPLY = "新郑市公共信用信息管理暂行办法第十一条"
_FORMAT = "新郑市公共信用信息管理暂行办法第十二条第三项"
_USCC = "GB 32100-2015"

_ALL = (
    # presence
    Generic("REQUIRED", REJECT, "“{title}”为空", "该项必填，“无”“/”“N/A”等视为未填", "请补填后重新报送", _SUPPLY),
    Generic("REQUIRED_WHEN", REJECT, "“{title}”为空", "按{other}的填写内容，该项必填", "请补填，或核对{other}", STANDARD_2018),
    Generic("EMPTY_EXPECTED", REJECT, "“{title}”不应填写", "按{other}的填写内容，该项应为空", "请清空，或核对{other}", STANDARD_2018),
    Generic("ONE_OF_GROUP", REJECT, "“{title}”及{other}均为空", "至少填写其中一项", "请补填主体的代码", STANDARD_2018),
    Generic("BOTH_OR_NEITHER", REJECT, "“{title}”与{other}只填了其一", "两项应同时填写或同时为空", "请补填或清空", STANDARD_2018),
    # text
    Generic("TOO_LONG", REJECT, "“{title}”超过{length}个字符", "最多{length}个字符", "请精简，或核对各列是否错位", _FORMAT),
    Generic("ENCODING", REJECT, "“{title}”含有乱码", "应为可读的文字", "请在原系统以 UTF-8 或 GB18030 编码重新导出", _FORMAT),
    Generic("SHIFTED_COLUMNS", WARN, "“{title}”含有“经营期限”“有效期”等其他栏目的文字", "应只填写名称", "请核对各列是否错位", _FORMAT),
    Generic("SHIFTED_ROW", REJECT, "该行的列数与标题行不一致", "每行的列应与标题行逐一对应", "请检查该行是否有未加引号的逗号或换行，改正后重新报送", _FORMAT),
    Generic("NAME_IS_NUMBER", REJECT, "“{title}”填的是一串数字", "应为名称", "请核对各列是否错位", _FORMAT),
    # cells that cannot be trusted
    Generic("LOSSY_NUMBER", REJECT, "“{title}”被表格软件存成了数值，末尾数字已丢失", "应为文本格式的完整号码", "请把该列设为文本格式，按原件重新录入，不要直接改格式", _FORMAT),
    Generic("ERROR_VALUE", REJECT, "“{title}”是表格公式的错误值", "应为实际内容", "请改正公式，或粘贴为数值后重新报送", _FORMAT),
    # lists
    Generic("NOT_IN_LIST", REJECT, "“{title}”不在可选范围内", "可填：{values}", "请从下拉列表中选择", STANDARD_2018),
    Generic("LIST_NOT_IN_FORCE", REJECT, "“{title}”所填类别在{other}当日不适用", "应使用当日有效的类别", "请核对日期，或改用当日有效的类别", "中华人民共和国行政处罚法第九条（2021年7月15日起施行）"),
    Generic("DETAIL_EXPECTED", WARN, "“{title}”只填了“其他”", "应注明具体内容，如“其他-补办”", "请补充说明", STANDARD_2018),
    # dates
    Generic("DATE_FORMAT", REJECT, "“{title}”不是日期", "应为 2024/8/1 这样的日期", "请改为年/月/日", STANDARD_2018),
    Generic("DATE_WITHOUT_DAY", REJECT, "“{title}”只有年和月", "应写明到日，如 2024/8/1", "请按文书补全日期，不要以1日代替", STANDARD_2018),
    Generic("DATE_IMPOSSIBLE", REJECT, "“{title}”的日期不存在", "应为真实的日期", "请按文书核对月、日", STANDARD_2018),
    Generic("DATE_FUTURE", REJECT, "“{title}”晚于报送当日", "不得晚于报送当日", "请核对日期", STANDARD_2018),
    Generic("DATE_ORDER", REJECT, "“{title}”早于{other}", "先后次序应为先{other}、后“{title}”", "请核对两个日期", STANDARD_2018),
    Generic("DATE_ORDER_STRICT", REJECT, "“{title}”不晚于{other}", "应晚于{other}", "请核对两个日期", STANDARD_2018),
    Generic("MONTH_FORMAT", REJECT, "“{title}”不是月份", "应为 2024-08 这样的月份", "请改为年-月", _FORMAT),
    # numbers
    Generic("AMOUNT_FORMAT", REJECT, "“{title}”不是数字", "应为以{unit}为单位的数字", "请只填数字", STANDARD_2018),
    Generic("AMOUNT_NEGATIVE", REJECT, "“{title}”是负数", "金额不得小于0", "请核对金额", STANDARD_2018),
    Generic("AMOUNT_PRECISION", REJECT, "“{title}”的小数超过{decimals}位", "最多{decimals}位小数（单位：{unit}）", "请核对金额和单位", STANDARD_2018),
    Generic("AMOUNT_RANGE", REJECT, "“{title}”数值过大", "整数部分最多12位（单位：{unit}）", "请核对金额和单位", STANDARD_2018),
    Generic("AMOUNT_UNIT", WARN, "“{title}”达到10亿元以上", "该项以{unit}为单位", "请核对是否误以元为单位填写", STANDARD_2018),
    Generic("INTEGER_FORMAT", REJECT, "“{title}”不是整数", "应为不带小数的数字", "请只填数字", _FORMAT),
    # codes
    Generic("USCC_SHAPE", REJECT, "“{title}”不符合统一社会信用代码的形式", "应为18位数字或大写字母", "请按营业执照或登记证书核对", _USCC),
    Generic("USCC_CHECK", REJECT, "“{title}”的校验位不正确", "第18位应与前17位相符", "请按营业执照或登记证书逐位核对", _USCC),
    Generic("USCC_REGION", WARN, "“{title}”中的行政区划不常见", "第3、4位一般为省级区划", "请按证书核对；无误可忽略", _USCC),
    Generic("USCC_BODY", WARN, "“{title}”中的主体标识码校验不符", "第9至17位一般为有效的组织机构代码", "请按证书核对；无误可忽略", _USCC),
    Generic("CODE_PLACEHOLDER", REJECT, "“{title}”填的是占位内容", "应为主体自己的号码，全零等占位内容不能识别主体", "请填写真实号码；没有号码的请留空", _USCC),
    Generic("HOUSEHOLD_PLACEHOLDER", WARN, "“{title}”为17个0加X", "仅限尚无统一社会信用代码的个体工商户，该行不与任何主体关联", "取得代码后请补报", STANDARD_2018),
    Generic("KIND_ODD", WARN, "“{title}”与{other}的类别位不一致", "代码以92开头的为个体工商户，其他为法人及非法人组织", "请按登记证书核对", _USCC),
    Generic("ORGANISATION_CODE", REJECT, "“{title}”不是有效的组织机构代码", "应为9位，末位为校验位", "请按证书核对", "GB 11714-1997"),
    Generic("REGISTRATION_NUMBER", REJECT, "“{title}”不是有效的工商注册号", "应为13位或15位数字，15位的末位为校验位", "请按营业执照核对", "GS 15-2006"),
    Generic("TAXPAYER_NUMBER", REJECT, "“{title}”不是有效的纳税人识别号", "应为15、17、18或20位数字或大写字母", "请按税务登记核对", "税务登记管理办法"),
    Generic("TAXPAYER_NUMBER_ODD", WARN, "“{title}”中的组织机构代码或身份证号校验不符", "一般应与证件一致", "请按税务登记核对；无误可忽略", "税务登记管理办法"),
    Generic("DOCUMENT_NUMBER", REJECT, "“{title}”与{other}不符", "应为该类证件的有效号码", "请按证件核对类型和号码", "GB 11643-1999"),
    Generic("PHONE_FORMAT", REJECT, "“{title}”不是电话号码", "应为11位手机号，或带区号的固定电话", "请核对", _FORMAT),
    Generic("DECISION_NUMBER", REJECT, "“{title}”中没有编号", "应为完整文号，如 新市监罚〔2024〕12号", "请按文书填写", STANDARD_2018),
    Generic("PERSONAL_NUMBER", REJECT, "“{title}”中有个人身份证号码", "该栏会公开或共享，不得出现个人证件号码", "请删去或以*遮掩号码；主体本人的证件号码只填在“证件号码”一栏", "新郑市公共信用信息管理暂行办法第十七条"),
    Generic("SECRET_MARK", REJECT, "“{title}”疑似涉密：带有“机密”“秘密”“内部资料”一类的标志", "涉密内容不得在本平台报送、存储和传递", "请停止传递该内容，按保密规定处理；确系误报的，请改写后再报", "中华人民共和国保守国家秘密法；新郑市公共信用信息管理暂行办法第十七条"),
    # rules of the business
    Generic("PUBLICATION_PERIOD", WARN, "“{title}”超出规定的公示期限", "应在决定当日适用的最短与最长公示期之间", "请按处罚类别核对公示截止日期", "发改办财金〔2019〕527号；国家发展改革委令第58号；国办发〔2025〕22号"),
    Generic("SOURCE_NOT_AGENCY", WARN, "“{title}”与报送单位不一致", "一般应为本单位", "请核对；代其他单位报送的可忽略", "新郑市公共信用信息管理暂行办法第四条"),
    # the file as a whole
    Generic("DUPLICATE_ROW", WARN, "该行与前面的行完全相同", "同一记录报送一次即可", "无需处理，该行计为未变更", "新郑市公共信用信息管理暂行办法第十二条第二项"),
    Generic("KEY_CONFLICT", REJECT, "同一文件中有多行指向同一记录而内容不同", "同一主体的同一决定只能有一行", "请保留正确的一行；若为不同决定，请核对文书号", _SUPPLY),
    Generic("HEADER_UNKNOWN", WARN, "标题“{title}”不是本事项的数据项", "该列不入库", "若有对应的数据项，请改用标准标题", _FORMAT),
    Generic("HEADER_MISSING", REJECT, "缺少必填的列“{title}”", "标题行应包含全部必填列", "请下载最新模板，补齐该列", _FORMAT),
    Generic("HEADER_DUPLICATE", REJECT, "标题“{title}”出现了多次", "每个数据项只能有一列", "请删除多余的列", _FORMAT),
)  # fmt: skip

CODES: Mapping[str, Generic] = {each.code: each for each in _ALL}
"""Every code that can appear in a finding of this package."""
