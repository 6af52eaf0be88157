"""Every word of the field, once: stages, roles, states and acts, with their Chinese names."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """A part of a campaign's calendar. Source: C16–C20."""

    COLLECTION = "collection"
    SCREENING = "screening"
    INTERACTION = "interaction"
    REVIEW = "review"
    SHOWCASE = "showcase"
    NOTICE = "notice"
    RESULTS = "results"


class Role(StrEnum):
    """What somebody is in a campaign; all but the first two are posts that are given."""

    VOTER = "voter"
    NOMINEE = "nominee"
    UNIT_FILLER = "unit_filler"
    OFFICE_REVIEWER = "office_reviewer"
    OFFICE_SEALER = "office_sealer"
    MANAGER = "manager"
    JUROR = "juror"
    JURY_CHAIR = "jury_chair"
    INTEGRITY_REVIEWER = "integrity_reviewer"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


STAFF_ROLES = frozenset(Role) - {Role.VOTER, Role.NOMINEE}
"""Roles that phone and SMS code never open."""


class Status(StrEnum):
    """Where a nomination is in its life."""

    DRAFT = "draft"
    AT_UNIT = "at_unit"
    AT_OFFICE = "at_office"
    RETURNED = "returned"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    IN_REVIEW = "in_review"
    SELECTED = "selected"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
    AWARDED = "awarded"
    DISQUALIFIED = "disqualified"
    MERGED = "merged"


class Attendance(StrEnum):
    """Where a registration for the seminar is."""

    REGISTERED = "registered"
    CANCELLED = "cancelled"
    PRESENT = "present"


class Act(StrEnum):
    """What can be done, each recorded under this name in the audit book."""

    # a nomination's life
    DRAFT = "draft"
    EDIT = "edit"
    ATTACH = "attach"
    DETACH = "detach"
    FILE = "file"
    ENDORSE = "endorse"
    RETURN = "return"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    AMEND = "amend"
    ACCEPT = "accept"
    PUBLISH = "publish"
    BEGIN_REVIEW = "begin_review"
    SELECT = "select"
    PUT_ON_RESERVE = "put_on_reserve"
    PASS_OVER = "pass_over"  # noqa: S105 - an act, no password
    AWARD = "award"
    PROMOTE = "promote"
    DISQUALIFY = "disqualify"
    MERGE = "merge"
    REPLACE = "replace"
    # beside it
    IMPORT_FORM = "import_form"
    CONFIRM_FORM = "confirm_form"
    SET_UP_MAILBOX = "set_up_mailbox"
    ANSWER_MAIL = "answer_mail"
    LOAD_SHEET = "load_sheet"
    GIVE_POST = "give_post"
    END_POST = "end_post"
    INVITE = "invite"
    REVOKE_INVITATION = "revoke_invitation"
    JOIN = "join"
    SET_DEADLINE = "set_deadline"
    EXTEND = "extend"
    ASK_LATE = "ask_late"
    PROPOSE_LATE = "propose_late"
    ADMIT_LATE = "admit_late"
    REFUSE_LATE = "refuse_late"
    REORGANISE = "reorganise"
    ORGANISE = "organise"
    KEEP_SEAL = "keep_seal"
    KEEP_CONTACT = "keep_contact"
    REMIND = "remind"
    WRITE_MESSAGE = "write_message"
    SEND_MESSAGE = "send_message"
    HOLD_MESSAGE = "hold_message"
    STOP_MESSAGE = "stop_message"
    SET_UP_CODE = "set_up_code"
    FORWARD_MANY = "forward_many"
    PAUSE = "pause"
    RESUME = "resume"
    HAND_OVER = "hand_over"
    KEEP_HEAD = "keep_head"
    LAY_FILM = "lay_film"
    TAKE_FILM = "take_film"
    SIGN_IN = "sign_in"
    LOOK = "look"
    # jury and decision
    SEAT_JUROR = "seat_juror"
    INVITE_JUROR = "invite_juror"
    UNINVITE_JUROR = "uninvite_juror"
    ACCEPT_SEAT = "accept_seat"
    REFUSE_SEAT = "refuse_seat"
    DECLARE_INTEREST = "declare_interest"
    RELEASE_JUROR = "release_juror"
    REMIND_JURORS = "remind_jurors"
    ASSIGN = "assign"
    PLEDGE = "pledge"
    RECUSE = "recuse"
    MARK = "mark"
    LOCK = "lock"
    CLOSE_ROUND = "close_round"
    OPEN_POLL = "open_poll"
    CAST_BALLOT = "cast_ballot"
    CLOSE_POLL = "close_poll"
    OPEN_MEETING = "open_meeting"
    LEAD_MEETING = "lead_meeting"
    MINUTE = "minute"
    CLOSE_MEETING = "close_meeting"
    TAKE_SHEET = "take_sheet"
    APPLY_SHEET = "apply_sheet"
    TYPE_SHEET = "type_sheet"
    CONFIRM_SHEET = "confirm_sheet"
    REFUSE_SHEET = "refuse_sheet"
    ASK_JUROR = "ask_juror"
    ANSWER_CHAIR = "answer_chair"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    OPEN_NOTICE = "open_notice"
    OBJECT = "object"
    RULE_ON_OBJECTION = "rule_on_objection"
    PROPOSE_REMOVAL = "propose_removal"
    CONFIRM_REMOVAL = "confirm_removal"
    REFUSE_REMOVAL = "refuse_removal"
    PROPOSE_TIE = "propose_tie"
    CONFIRM_TIE = "confirm_tie"
    REFUSE_TIE = "refuse_tie"
    ANNOUNCE = "announce"
    CERTIFY = "certify"
    REVOKE_CERTIFICATE = "revoke_certificate"
    ASK_PACKAGE = "ask_package"
    WRITE_STORY = "write_story"
    MOVE_CLOCK = "move_clock"
    SET_FACE = "set_face"
    WRITE_PAGE = "write_page"
    # the seminar
    PLAN_SEMINAR = "plan_seminar"
    PUBLISH_SEMINAR = "publish_seminar"
    WRITE_RECAP = "write_recap"
    INVITE_GUESTS = "invite_guests"
    REGISTER_GUEST = "register_guest"
    CANCEL_GUEST = "cancel_guest"
    DECLINE_INVITATION = "decline_invitation"
    CHECK_IN = "check_in"


ROLE_NAMES: dict[Role, str] = {
    Role.VOTER: "投票人",
    Role.NOMINEE: "报送人",
    Role.UNIT_FILLER: "单位填报人",
    Role.OFFICE_REVIEWER: "审核人",
    Role.OFFICE_SEALER: "盖章人",
    Role.MANAGER: "活动管理员",
    Role.JUROR: "评委",
    Role.JURY_CHAIR: "评审组长",
    Role.INTEGRITY_REVIEWER: "复核员",
    Role.SUPERVISOR: "监督员",
    Role.EDITOR: "编辑",
    Role.AUDITOR: "审计员",
    Role.ADMINISTRATOR: "系统管理员",
}

ATTENDANCE_NAMES: dict[Attendance, str] = {
    Attendance.REGISTERED: "已报名",
    Attendance.CANCELLED: "已取消报名",
    Attendance.PRESENT: "已签到",
}

STATUS_NAMES: dict[Status, str] = {
    Status.DRAFT: "草稿",
    Status.AT_UNIT: "待单位意见",
    Status.AT_OFFICE: "待审核",
    Status.RETURNED: "退回待改",
    Status.DECLINED: "未予推荐",
    Status.WITHDRAWN: "已撤回",
    Status.ACCEPTED: "已受理",
    Status.PUBLISHED: "已公布",
    Status.IN_REVIEW: "评议中",
    Status.SELECTED: "拟入选",
    Status.RESERVE: "递补候选",
    Status.NOT_SELECTED: "未入选",
    Status.AWARDED: "已入选",
    Status.DISQUALIFIED: "已取消资格",
    Status.MERGED: "已并入",
}

STAGE_NAMES: dict[Stage, str] = {
    Stage.COLLECTION: "征集",
    Stage.SCREENING: "初审",
    Stage.INTERACTION: "互动",
    Stage.REVIEW: "评议",
    Stage.SHOWCASE: "展示",
    Stage.NOTICE: "公示",
    Stage.RESULTS: "结果",
}
