"""Addresses of signing in and of accounts, in the workspace."""

from django.urls import path

from xinyong.accounts.views import door

app_name = "accounts"
urlpatterns = [
    path("sign-in/", door.sign_in, name="sign_in"),
    path("sign-out/", door.sign_out, name="sign_out"),
    path("password/", door.password, name="password"),
    path("post/", door.switch_post, name="switch_post"),
]
