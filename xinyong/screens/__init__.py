"""界面: the design system, which every page of every door is made of.

The frame of a page, its components, one style sheet, one small script, the visitor's display mode and what the
footer says. No rules of the regulation and no tables: a room brings its values, this room shows them.

Words: a *component* is a part used by several pages, a partial of `templates/screens/components/` behind a template
tag; the *frame* is what surrounds the content; *display mode* (适老化): large type and high contrast, remembered per
visitor in a cookie that names nobody; the *manual* is the Markdown of `docs/manual`, each *chapter* a page, with *words*
filled in from data for the day. `/dev/components/` shows all of it to developers.
Source: 第十七条 (信用新郑网站).
"""
