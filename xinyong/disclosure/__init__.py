"""公开: the door without login (第十五条至第十七条).

What anybody may see are the disclosed records of organisations: class A, 公示中, inside their period. That rule is
written once, in `sql/views.sql`, and enforced by the database: this room reads through the connection `public`,
whose role may read the two views and call the search function of that file and nothing else. No natural person can
be found in any way.

Words: to find (检索) is to look for organisations by name or code; a record is disclosed (公示中) from a day until
24:00 of another, or without limit; hint: why a text could not be searched.
Source: 第十五条, 第十六条, 第十七条.
"""
