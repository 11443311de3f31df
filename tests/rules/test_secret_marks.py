"""Which texts bear a secret mark, and which merely speak of secrets. 第十七条; 保守国家秘密法."""

import polars as pl
import pytest

from xinyong.rules.secret_marks import expr_bears_secret_mark

MARKED = [
    "机密★10年",
    "绝密★长期",
    "秘密★启用前",
    "秘密 ★ 5年",
    "机　密★",
    "★绝密",
    "机密*10年",
    "秘密▲6个月",
    "绝密",
    "机密",
    "秘密",
    "秘 密",
    "绝密级",
    "机密件",
    "内部资料",
    "内部资料 注意保存",
    "内部资料，不得外传",
    "内部文件，严禁外传",
    "【机密】关于某企业的核查情况",
    "（秘密）新郑市试例文件",
    "[绝密] 核查材料",
    "关于试例企业的情况通报（内部资料）",
    "密级：机密",
    "保密等级：秘密，关于试例企业的通报",
    "机密：关于试例企业的核查情况",
    "秘密5年",
    "关于核查情况的报告\n机密\n二〇二五年",
    "关于核查情况的报告\n机密★10年",
    "该企业在（机密级）项目中的表现",
]

ORDINARY = [
    "侵犯商业秘密",
    "侵犯他人商业秘密案",
    "泄露国家秘密",
    "故意泄露国家秘密罪",
    "过失泄露国家秘密，情节严重",
    "非法获取国家秘密",
    "违反《中华人民共和国保守国家秘密法》第四十八条",
    "《中华人民共和国反不正当竞争法》第二十一条（侵犯商业秘密的法律责任）",
    "以盗窃手段获取权利人的商业秘密",
    "秘密窃取他人财物",
    "秘密拍摄他人隐私",
    "使用秘密监听设备",
    "未履行保守商业秘密5年的约定",
    "保守秘密2年",
    "未按规定保守被审计单位的商业秘密。",
    "违反保密规定",
    "泄露工作秘密、商业秘密",
    "机密性数据未加密",
    "精密机械加工",
    "新郑市精密机械有限公司",
    "精密机密封件不合格",
    "主机密封圈老化",
    "计算机密码应用不符合要求",
    "未对手机密码进行核验",
    "飞机密封舱检修不合格",
    "编印内部资料性出版物未取得准印证",
    "擅自编印内部资料",
    "违反《内部资料性出版物管理办法》第三条",
    "企业内部资料管理混乱",
    "内部文件柜摆放占用消防通道",
    "在广告中使用“国家级”“绝密配方”等用语",
    "宣传“绝密”“机密”字样误导消费者",
    "新郑市绝密时光娱乐有限公司",
    "新郑市秘密花园餐饮店",
    "未经许可从事密室逃脱经营",
    "窗户密闭不严",
    "罚款（3万元）",
    "泄露机密级国家秘密",
    "涉密资质单位违规，保密行政管理部门予以警告",
    "",
]


def bears(text):
    return pl.select(expr_bears_secret_mark(pl.lit(pl.Series([text])))).item()


@pytest.mark.parametrize("text", MARKED, ids=[repr(text) for text in MARKED])
def test_a_marking_is_recognised(text):
    assert bears(text) is True


@pytest.mark.parametrize("text", ORDINARY, ids=[repr(text) for text in ORDINARY])
def test_a_text_that_speaks_of_secrets_is_left_alone(text):
    assert bears(text) is False


def test_a_blank_stays_blank():
    frame = pl.DataFrame({"text": ["机密★10年", None, "罚款"]})
    assert frame.select(expr_bears_secret_mark(pl.col("text")).alias("x"))["x"].to_list() == [
        True,
        None,
        False,
    ]
