"""机构、人员、岗位、权限: the organisations of the city, its staff, and what each post may do.

Words: an *organisation* (机构) has a permanent code, dated names and perhaps a successor, to which its duties fall;
a *user* (工作人员) is a member of staff, never a subject of records; a *post* (岗位) is a user at an organisation in
one role for a time; an *actor* is whoever carries out a deed: a user in one post, a user of the operating
system, or the program itself. What a role may do is one table, `rights.py`; whatever it does not grant is denied.
Articles: 第三条 (信用信息提供单位), 第五条 (主管与运行单位), 第十五条 (who may see B and C).
"""
