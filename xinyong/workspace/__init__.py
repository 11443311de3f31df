"""工作台: the door of staff: its frame, its menu, its first page, its manuals.

What is done there belongs to the rooms below: signing in and accounts to `accounts`, submissions to `collection`,
looks at what is not public to `inquiries`. This room brings them together. Whoever may open a page is said at its
view (`accounts.staff`), and the menu asks there.
Articles: 第十条 (专门岗位人员), 第十四条 (用户管理、安全管理).
"""
