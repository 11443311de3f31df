"""Addresses of signing in and of accounts, in the workspace."""

from django.urls import path

from xinyong.accounts import views

app_name = "accounts"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("password/", views.password, name="password"),
    path("post/", views.switch_post, name="switch_post"),
]
