"""指标目录: the only description of an information item (design 4.1).

Items are typed immutable values read from YAML and validated whole. Templates, header matching, checks, the
public columns and the data dictionary all come from them. Nothing here knows Django, a database or a clock.

Words: item (信息事项), field (数据项), edition (目录版本), class (A/B/C), disclosure of a field.
Source: 第七条, 第八条, 第十五条, 第二十六条.
"""
