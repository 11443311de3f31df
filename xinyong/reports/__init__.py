"""报告: credit reports that can be held, stored as issued, and verified by anyone who has one.

Words: 报告 `Report`, 报告编号 `number`, 验证码 `code`, 版本 `version` (公开版, 授权版), 请求 `Request`.
Articles: 第十五条, 第十八条, 第二十一条.
"""
