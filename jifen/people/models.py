"""Areas, cadres, accounts, grants. Dated, so that "who held it on that day" has an answer."""

import datetime as dt
import uuid
from enum import StrEnum
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from jifen.core.access import Role
from jifen.core.posts import Body, PostGroup


def choices(enum: type[StrEnum]) -> list[tuple[str, str]]:
    """Return a StrEnum's members as field choices; the words people read are elsewhere."""
    return [(member.value, member.value) for member in enum]


class Area(models.Model):
    """A province, county, town or village, by our own stable path (`p1/c2/k3/t4/v05`)."""

    class Kind(models.TextChoices):
        """Levels of area."""

        PROVINCE = "province"
        CITY = "city"
        COUNTY = "county"
        TOWN = "town"
        VILLAGE = "village"  # 行政村
        COMMUNITY = "community"  # 社区

    path = models.CharField(max_length=64, unique=True)
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name = models.CharField(max_length=60)
    official_code = models.CharField(max_length=12, blank=True)
    """The statistical division code, if somebody entered one. Never a key."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["official_code"],
                condition=~Q(official_code=""),
                name="people_area_official_code",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Merger(models.Model):
    """A village that merged into another on a day (合村并组). Append-only.

    Of two that become a third there are two rows. The village keeps its name and what happened.
    """

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    unit = models.OneToOneField(Area, models.PROTECT, related_name="merged")
    into = models.ForeignKey(Area, models.PROTECT, related_name="took_over")
    on = models.DateField()
    """The first day on which it belongs to the other."""
    document = models.CharField(max_length=60)
    """Number of the document that approved it (批复文号)."""
    by = models.UUIDField()
    at = models.DateTimeField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["town", "seq"], name="people_merger_seq"),
            models.CheckConstraint(name="people_merger_into_another", condition=~Q(unit=F("into"))),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} → {self.into_id}"


class Cadre(models.Model):
    """One person in a town's register, with a code that is never reused."""

    town = models.ForeignKey(Area, models.PROTECT, related_name="+")
    code = models.CharField(max_length=16)
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60)
    name_key = models.CharField(max_length=120, db_index=True)
    """Pinyin and initials, for sorting and search."""
    salt = models.BinaryField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["town", "code"], name="people_cadre_code")]

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """A post held from a day, until (not including) another; several at once are usual."""

    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="holdings")
    post = models.CharField(max_length=60)
    body = models.CharField(max_length=12, choices=choices(Body))
    group = models.CharField(max_length=12, choices=choices(PostGroup))
    secretary = models.BooleanField(default=False)
    """Whether the post is that of the unit's party secretary."""
    director = models.BooleanField(default=False)
    """Whether the post is that of the head of the unit's elected committee (村(居)委会主任)."""
    unit = models.ForeignKey(Area, models.PROTECT, related_name="holdings")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=60, blank=True)
    seq = models.PositiveBigIntegerField()
    end_seq = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_holding_span",
                condition=Q(to_on__isnull=True) | Q(to_on__gt=F("from_on")),
            )
        ]

    def __str__(self) -> str:
        return self.post


class Duty(models.Model):
    """A duty area led or assisted by a cadre in a unit (责任分工)."""

    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="duties")
    area = models.CharField(max_length=24)
    """Code of the rulebook's duty area."""
    unit = models.ForeignKey(Area, models.PROTECT, related_name="duties")
    lead = models.BooleanField()
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    seq = models.PositiveBigIntegerField()
    end_seq = models.PositiveBigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.area}{'+' if self.lead else '-'}"


class Leave(models.Model):
    """A leave (病假、产假、事假), a suspension (停职) or an inquiry (接受审查调查), with its dates.

    Under inquiry somebody is not away: they serve, and answer for their tasks, as before.
    """

    class Kind(models.TextChoices):
        """Kinds that a rulebook, or the ranking (core.ranking.KEPT_OUT), may treat differently."""

        SICK = "sick"
        MATERNITY = "maternity"
        PRIVATE = "private"
        SUSPENSION = "suspension"
        INQUIRY = "inquiry"

    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="leaves")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=60, blank=True, default="")
    """Number of the document that an inquiry stands on; "" of any other kind."""
    seq = models.PositiveBigIntegerField()
    end_seq = models.PositiveBigIntegerField(null=True)
    """Number of the record that ended it; null where `to_on` was known, or is not yet."""
    end_reason = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return self.kind

    @property
    def said(self) -> str:
        """What the chain holds a commitment to: the kind, and the document of an inquiry."""
        return f"{self.kind} {self.document}".strip()

    @property
    def never(self) -> bool:
        """Whether its end says that it never was."""
        return self.to_on == self.from_on

    @property
    def last_on(self) -> dt.date | None:
        """The last day of it, as people say it."""
        return self.to_on and self.to_on - dt.timedelta(days=1)


class User(AbstractBaseUser):
    """An account that signs in. What it may do is in its grants, nowhere else."""

    login = models.CharField(max_length=40, unique=True)
    ref = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60)
    cadre = models.OneToOneField(
        Cadre, models.PROTECT, null=True, blank=True, related_name="account"
    )
    is_active = models.BooleanField(default=True)
    salt = models.BinaryField(default=b"")
    """Of the commitments to login and name in the chain; destroyed when the person is erased."""

    objects: ClassVar[BaseUserManager["User"]] = BaseUserManager()  # type: ignore[assignment]  # Self
    USERNAME_FIELD = "login"
    EMAIL_FIELD = ""
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """A role held by an account over an area, from a day, until (not including) another.

    A delegated one (委托) is held in the place of the account it comes from, never for longer.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=16, choices=choices(Role))
    area = models.ForeignKey(Area, models.PROTECT, related_name="grants")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    delegated_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="delegations"
    )
    seq = models.PositiveBigIntegerField(null=True)
    """Number of the record that entered it; none where a home was set up without a chain."""
    end_seq = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "area", "from_on"], name="people_grant_once"
            ),
            models.CheckConstraint(
                name="people_grant_delegated",
                condition=Q(delegated_by__isnull=True)
                | (
                    Q(to_on__isnull=False)
                    & ~Q(delegated_by=F("user"))
                    & ~Q(role__in=["auditor", "system", "security", "cadre", "secretary"])
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role}@{self.area_id}"


class Relation(models.Model):
    """A registered reason for recusal (回避): kin, in-law, household, declared interest."""

    user = models.ForeignKey(User, models.PROTECT, related_name="relations")
    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=24)
    """A ground of core/recusal.py."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "cadre"], name="people_relation_once")
        ]

    def __str__(self) -> str:
        return self.kind


class Reading(models.Model):
    """Who looked at a cadre's file, and when: shown to that cadre (谁看过我的信息)."""

    cadre = models.ForeignKey(Cadre, models.PROTECT, related_name="readings")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    page = models.CharField(max_length=24)

    class Meta:
        indexes = [models.Index(fields=["cadre", "-at"], name="people_reading_latest")]

    def __str__(self) -> str:
        return self.page
