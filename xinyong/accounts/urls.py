"""Addresses of signing in and of accounts, in the workspace."""

from django.urls import path

from xinyong.accounts.views import door, organisations, users

app_name = "accounts"
urlpatterns = [
    path("sign-in/", door.sign_in, name="sign_in"),
    path("sign-out/", door.sign_out, name="sign_out"),
    path("password/", door.password, name="password"),
    path("post/", door.switch_post, name="switch_post"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<slug:code>/second-person/", organisations.second_person, name="second_person"),
    path("users/", users.users, name="users"),
    path("users/new/", users.new_user, name="new_user"),
    path("users/<int:number>/", users.user, name="user"),
    path("users/<int:number>/suspend/", users.suspend, name="suspend"),
    path("users/<int:number>/resume/", users.resume, name="resume"),
    path("users/<int:number>/reset-password/", users.reset_password, name="reset_password"),
    path("users/<int:number>/posts/", users.give_post, name="give_post"),
    path("users/posts/<int:number>/end/", users.end_post, name="end_post"),
]
