"""Where every way through the public site begins."""

from xinyong.screens.values import Link

HOME = Link("首页", "/")
