from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from timbalik.lib.privacy import DataClass, Privacy, personal


class AccountManager(BaseUserManager["Account"]):
    def create_account(self, email: str, **fields: Any) -> Account:
        account = self.model(email=email.strip().lower(), **fields)
        account.set_unusable_password()
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username or "")


class Account(AbstractBaseUser):
    """Who signs in, one for the installation, without a password. Not a ``Person``: one account may be several persons."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    language = models.CharField(max_length=2, default="id")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    privacy: ClassVar[Privacy] = Privacy(DataClass.INTERNAL, personal("email"))

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="people_account_email_once")]

    def __str__(self) -> str:
        return str(self.public_id)
