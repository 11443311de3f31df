"""Alphabets, weights and area codes of the standards, stated once for scalar and column checks."""

import string

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: 31 signs, without I O S V Z; a sign's value is its index."""
USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

# GB 32100-2015 table 2 names 1, 5, 9 and Y. The coding rules later issued for the standard add 2 外交,
# 3 司法行政, 4 文化, 6 旅游, 7 宗教, 8 工会, A 中央军委 and N 农业农村. 0 and other letters are nobody's.
USCC_SHAPE = "^[1-9ANY][1-9][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"

ORGANISATION_ALPHABET = string.digits + string.ascii_uppercase
"""GB 11714-1997: 36 signs; a sign's value is its index."""
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_CHECKS = "0X987654321"
"""Check character by Σ mod 11: 11 − Σ mod 11, where 10 is X and 11 is 0."""
ORGANISATION_SHAPE = "^[0-9A-Z]{8}[0-9X]$"

RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS = "10X98765432"
"""Check character of GB 11643-1999 by Σ mod 11."""
RESIDENT_SHAPE = "^[0-9]{17}[0-9X]$"
RESIDENT_OLD_SHAPE = "^[0-9]{15}$"
FIRST_BIRTH_YEAR = 1850
FOREIGNER = "9"
"""First digit of the 18-digit numbers of foreign permanent residents, given since 2023."""

# GB/T 2260 provinces; 83 is used by residence permits of Taiwan residents. Counties are left out on
# purpose: 410184 became a code in 1994, but who was born in 新郑 in 1980 carries it.
PROVINCES = (
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37"),
    *("41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65"),
    *("71", "81", "82", "83"),
)
NATIONAL = "10"
"""First digits of the region 100000 in codes that a national authority gave."""
