"""Each act of the book in the page's words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pingxuan.domain.vocabulary import Act

WORDS = {
    Act.DRAFT: gettext_lazy("起草"),
    Act.EDIT: gettext_lazy("修改草稿"),
    Act.FILE: gettext_lazy("提交"),
    Act.ENDORSE: gettext_lazy("盖章推荐"),
    Act.RETURN: gettext_lazy("退回"),
    Act.DECLINE: gettext_lazy("不予推荐"),
    Act.WITHDRAW: gettext_lazy("撤回"),
    Act.AMEND: gettext_lazy("更正"),
    Act.ACCEPT: gettext_lazy("受理"),
    Act.PUBLISH: gettext_lazy("公布"),
    Act.BEGIN_REVIEW: gettext_lazy("进入评议"),
    Act.SELECT: gettext_lazy("列入拟入选"),
    Act.PUT_ON_RESERVE: gettext_lazy("列入递补"),
    Act.PASS_OVER: gettext_lazy("未入选"),
    Act.AWARD: gettext_lazy("入选"),
    Act.PROMOTE: gettext_lazy("递补"),
    Act.DISQUALIFY: gettext_lazy("取消资格"),
    Act.IMPORT_FORM: gettext_lazy("收表"),
    Act.CONFIRM_FORM: gettext_lazy("确认收表"),
    Act.LOAD_SHEET: gettext_lazy("装入规则表"),
    Act.GIVE_POST: gettext_lazy("任命"),
    Act.END_POST: gettext_lazy("免去"),
    Act.INVITE: gettext_lazy("邀请任职"),
    Act.REVOKE_INVITATION: gettext_lazy("收回邀请"),
    Act.JOIN: gettext_lazy("接受邀请"),
    Act.SET_DEADLINE: gettext_lazy("定截止时间"),
    Act.ORGANISE: gettext_lazy("整理收件"),
    Act.FORWARD_MANY: gettext_lazy("批量盖章"),
    Act.PAUSE: gettext_lazy("暂停投票"),
    Act.RESUME: gettext_lazy("恢复投票"),
    Act.HAND_OVER: gettext_lazy("应用带入"),
    Act.SIGN_IN: gettext_lazy("登录"),
    Act.LOOK: gettext_lazy("查看个人信息"),
    Act.SEAT_JUROR: gettext_lazy("聘任评委"),
    Act.INVITE_JUROR: gettext_lazy("邀请评委"),
    Act.UNINVITE_JUROR: gettext_lazy("撤回邀请"),
    Act.ACCEPT_SEAT: gettext_lazy("接受邀请"),
    Act.REFUSE_SEAT: gettext_lazy("谢绝邀请"),
    Act.DECLARE_INTEREST: gettext_lazy("申报利害关系"),
    Act.RELEASE_JUROR: gettext_lazy("评委退出"),
    Act.REMIND_JURORS: gettext_lazy("催评委"),
    Act.ASSIGN: gettext_lazy("分配评议"),
    Act.PLEDGE: gettext_lazy("签保密承诺"),
    Act.RECUSE: gettext_lazy("回避"),
    Act.MARK: gettext_lazy("打分"),
    Act.LOCK: gettext_lazy("锁定打分"),
    Act.CLOSE_ROUND: gettext_lazy("结束一轮"),
    Act.OPEN_POLL: gettext_lazy("发起票决"),
    Act.CAST_BALLOT: gettext_lazy("投票决票"),
    Act.CLOSE_POLL: gettext_lazy("结束票决"),
    Act.OPEN_MEETING: gettext_lazy("评审会开始"),
    Act.LEAD_MEETING: gettext_lazy("评审会进行"),
    Act.MINUTE: gettext_lazy("记入会议记录"),
    Act.CLOSE_MEETING: gettext_lazy("评审会结束"),
    Act.ASK_JUROR: gettext_lazy("询问评委"),
    Act.ANSWER_CHAIR: gettext_lazy("答复询问"),
    Act.PROPOSE: gettext_lazy("提出结果"),
    Act.CONFIRM: gettext_lazy("确认结果"),
    Act.OPEN_NOTICE: gettext_lazy("开始公示"),
    Act.OBJECT: gettext_lazy("提出异议"),
    Act.RULE_ON_OBJECTION: gettext_lazy("答复异议"),
    Act.PROPOSE_REMOVAL: gettext_lazy("提出取消资格"),
    Act.CONFIRM_REMOVAL: gettext_lazy("确认取消资格"),
    Act.REFUSE_REMOVAL: gettext_lazy("不同意取消资格"),
    Act.PROPOSE_TIE: gettext_lazy("记录并列的会议决定"),
    Act.CONFIRM_TIE: gettext_lazy("确认并列的会议决定"),
    Act.REFUSE_TIE: gettext_lazy("不同意并列的会议决定"),
    Act.ANNOUNCE: gettext_lazy("公布结果"),
    Act.WRITE_STORY: gettext_lazy("编写展示"),
    Act.MOVE_CLOCK: gettext_lazy("拨动时钟"),
    Act.PLAN_SEMINAR: gettext_lazy("安排研讨会"),
    Act.PUBLISH_SEMINAR: gettext_lazy("公布研讨会"),
    Act.WRITE_RECAP: gettext_lazy("写研讨会纪要"),
    Act.INVITE_GUESTS: gettext_lazy("邀请入选单位"),
    Act.REGISTER_GUEST: gettext_lazy("研讨会报名"),
    Act.CANCEL_GUEST: gettext_lazy("取消报名"),
    Act.DECLINE_INVITATION: gettext_lazy("不参加研讨会"),
    Act.CHECK_IN: gettext_lazy("研讨会签到"),
}

_SUBJECTS = {
    "nominations.nomination": gettext_lazy("推荐材料"),
    "nominations.incomingform": gettext_lazy("来表"),
    "campaigns.campaign": gettext_lazy("活动"),
    "campaigns.officedeadline": gettext_lazy("截止时间"),
    "campaigns.invitation": gettext_lazy("邀请"),
    "campaigns.post": gettext_lazy("岗位"),
    "accounts.person": gettext_lazy("人员"),
    "units.unit": gettext_lazy("单位"),
    "jury.juror": gettext_lazy("评委"),
    "jury.assignment": gettext_lazy("评议"),
    "jury.invitation": gettext_lazy("评委邀请"),
    "jury.meeting": gettext_lazy("评审会"),
    "jury.poll": gettext_lazy("票决"),
    "jury.question": gettext_lazy("询问"),
    "results.decision": gettext_lazy("结果"),
    "results.objection": gettext_lazy("异议"),
    "results.removal": gettext_lazy("取消资格"),
    "results.tieruling": gettext_lazy("会议决定"),
    "offices.run": gettext_lazy("批量盖章"),
    "offices.savedfilter": gettext_lazy("常用筛选"),
    "voting.entry": gettext_lazy("作品"),
}


def act_words(act: str) -> str:
    """Name an act; one that this version no longer knows keeps its code."""
    return str(WORDS[Act(act)]) if act in set(Act) else act


def subject_words(kind: str) -> str:
    """Name what an act was about."""
    return str(_SUBJECTS[kind]) if kind in _SUBJECTS else _("其他")
