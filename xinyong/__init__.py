"""信用: the public credit information platform of a Chinese city.

The regulation it carries out is 新郑市公共信用信息管理暂行办法 (新政办〔2018〕26号). Rooms and
their order are told in `docs/architecture.md`; `docs/regulation.md` leads from an article to its code.
"""
