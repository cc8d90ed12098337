from django.urls import path

from csbm_catalog.accounts import views
from csbm_catalog.accounts.codes import views as codes

urlpatterns = [
    path("", views.Account.as_view(), name="account"),
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", views.SignOut.as_view(), name="logout"),
    path("signed-out/", views.SignedOut.as_view(), name="signed-out"),
    path("password/", views.ChangePassword.as_view(), name="password-change"),
    path("password/changed/", views.PasswordChanged.as_view(), name="password-changed"),
    path("confirm/", codes.ConfirmPassword.as_view(), name="password-confirm"),
    path("code/", codes.EnterCode.as_view(), name="code"),
    path("code/set-up/", codes.SetUp.as_view(), name="code-set-up"),
    path("code/recovery/", codes.Recovery.as_view(), name="recovery"),
    path("reset/", views.Reset.as_view(), name="password-reset"),
    path("reset/sent/", views.ResetSent.as_view(), name="password-reset-sent"),
    path("reset/done/", views.ResetDone.as_view(), name="password-reset-done"),
    path("reset/<uidb64>/<token>/", views.ResetPassword.as_view(), name="password-reset-set"),
    path("invitation/<uidb64>/<token>/", views.AcceptInvitation.as_view(), name="invitation"),
]
