"""What can go wrong with organisations and staff; each text is for the user."""

from xinyong.infra.refusal import RefusalError


class AccountsError(RefusalError):
    """Any error of this room.

    Attributes:
        code: Permanent, for machines.
    """

    code = "accounts"


class NoSuchUserError(AccountsError):
    """No member of staff has that name."""

    code = "accounts.no_such_user"


class UserExistsError(AccountsError):
    """The name is taken."""

    code = "accounts.user_exists"


class SuspendedError(AccountsError):
    """The account is suspended."""

    code = "accounts.suspended"


class NoPostError(AccountsError):
    """The user holds no post that would do on that day."""

    code = "accounts.no_post"


class NoSuchOrganisationError(AccountsError):
    """There is no such organisation, or the actor has nothing to do with it; both read alike."""

    code = "accounts.no_such_organisation"


class NotAllowedError(AccountsError):
    """The table of rights does not grant it."""

    code = "accounts.not_allowed"


class AdministratorsApartError(AccountsError):
    """The post would make one person two administrators, or an administrator and a worker."""

    code = "accounts.administrators_apart"


class PostExistsError(AccountsError):
    """The user holds that post already."""

    code = "accounts.post_exists"


class BadUsernameError(AccountsError):
    """A login name has the wrong form."""

    code = "accounts.bad_username"


class BadRoleError(AccountsError):
    """There is no such role."""

    code = "accounts.bad_role"


class SignInError(AccountsError):
    """Name and password do not open an account; which of the two is wrong is not said."""

    code = "accounts.sign_in"


class TooManyAttemptsError(AccountsError):
    """Too many failures: signing in is closed for some minutes."""

    code = "accounts.too_many_attempts"


class WeakPasswordError(AccountsError):
    """The new password does not do; the text says why."""

    code = "accounts.weak_password"


class OneselfError(AccountsError):
    """Nobody closes, resets or takes away what is their own."""

    code = "accounts.oneself"


class PostEndedError(AccountsError):
    """The post has ended already."""

    code = "accounts.post_ended"


class BadNameError(AccountsError):
    """The name of a user is missing or too long."""

    code = "accounts.bad_name"


class NoReviewerError(AccountsError):
    """A second person is to look at submissions, and there is none."""

    code = "accounts.no_reviewer"
