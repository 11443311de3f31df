"""Law and standards as dated data and pure functions: no Django, no clock, no database, no network.

What is here:

- `identifiers`: 统一社会信用代码, 组织机构代码, 公民身份号码 and other documents; masks. Design §5.
- `citation`, `parameters`: the register of texts and the figures they set (第十二、十九、二十、二十三、二十七条).
- `workdays`, `deadlines`: working days from the State Council's yearly notices; time limits (第十二、二十三条).
- `retention`: how long personal adverse information is kept (第二十条) and a penalty is published.

Words: a *text* is a legal act in the register; a *parameter* is a figure of the law with dated values;
a value is *unconfirmed* when it rests on `XZ-CONT`, the assumption that the expired regulation goes on;
a date is *provisional* when it was counted into a year whose holiday notice has not been entered.

Time is always an argument. A value read outside every period of force raises `NotInForceError`.
"""
